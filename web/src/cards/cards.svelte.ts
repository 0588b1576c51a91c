// What the parts of a panel of cards share: which tags there are, which of them match, in which groups, and the panel's settings.

import type { App } from '../app/app.svelte';
import type { Tags } from '../app/tags.svelte';
import type { Translate } from '../base/i18n';
import { type Matcher, matcherOf } from '../base/matcher';
import type { TagInfo } from '../data/types';
import { CardSettings } from './card_settings.svelte';
import { messages } from './messages';
import { ShownTags } from './shown_tags.svelte';
import { groupTags, splitTag } from './tag_groups';

/** A heading with the cards below it. */
export interface Section {
  readonly key: string;
  readonly title: string;
  readonly tags: readonly TagInfo[];
  /** The whole tag is a card's name: the heading does not say its prefix. */
  readonly whole: boolean;
}

/** The section of pinned cards; no group can have this name. */
const PINNED = '/';

export class Cards {
  readonly t: Translate<(typeof messages)['en']>;
  readonly settings: CardSettings;
  readonly tags: Tags;
  readonly #shown: ShownTags;
  readonly matcher: Matcher = $derived.by(() =>
    matcherOf({ text: this.settings.search.value, regex: this.settings.searchByRegex.value }),
  );
  /** The tags that the search finds. */
  readonly matching = $derived.by(() => this.tags.all.filter((info) => this.matcher.matches(info.tag)));
  /** Those among them that no shown run has. */
  readonly withoutData = $derived.by(() => this.matching.filter((info) => !this.#shown.has(info.tag)));
  readonly sections = $derived.by(() => this.#sectionsNow());
  /** The tag that fills the window. */
  readonly full = $derived.by(() => this.tags.all.find((info) => info.tag === this.settings.full.value));

  /** `panel` is its id, `kind` what its tags are of. Make it while a component is made. */
  constructor(
    readonly app: App,
    panel: string,
    kind: string,
  ) {
    this.t = app.translator(messages);
    this.settings = new CardSettings(app.view.within(panel), app.preferences);
    this.tags = app.tags(kind);
    this.#shown = new ShownTags(app, kind);
  }

  /** False until it is known which cards there are. */
  get loaded(): boolean {
    return this.tags.loaded && this.#shown.loaded;
  }

  /** What a card is called, where its heading says the prefix or does not. */
  titleOf(info: TagInfo, whole: boolean): string {
    return info.display_name || (whole ? info.tag : splitTag(info.tag).rest) || this.t('tag.unnamed');
  }

  #sectionsNow(): Section[] {
    const hasCard = ({ tag }: TagInfo): boolean => this.settings.withoutData.value || this.#shown.has(tag);
    const byTag = new Map(this.tags.all.filter(hasCard).map((info) => [info.tag, info]));
    const pinned = this.settings.pins.flatMap((tag) => byTag.get(tag) ?? []);
    const rest = groupTags(this.matching.filter(hasCard)).map(({ name, tags }): Section => ({
      key: name,
      title: name === '' ? this.t('tags.ungrouped') : name,
      tags,
      whole: false,
    }));
    return pinned.length === 0
      ? rest
      : [{ key: PINNED, title: this.t('tags.pinned'), tags: pinned, whole: true }, ...rest];
  }
}
