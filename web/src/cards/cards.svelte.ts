// What the parts of a panel of cards share: which tags there are, which of them match, in which groups, and the panel's settings.

import type { App } from '../app/app.svelte';
import type { Tags } from '../app/tags.svelte';
import type { Translate } from '../base/i18n';
import { joinList } from '../base/address';
import { type Matcher, matcherOf } from '../base/matcher';
import type { TagInfo } from '../data/types';
import { CardSettings } from './card_settings.svelte';
import { messages } from './messages';
import type { RunsOfTags } from './runs_of_tags.svelte';
import { ShownTags } from './shown_tags.svelte';
import { groupTags, splitTag } from './tag_groups';

/** What a card shows: a tag in all runs, or in one of them. */
export interface CardOf {
  /** Names it among all cards. */
  readonly key: string;
  readonly info: TagInfo;
  readonly run: string | null;
}

/** How a card stands: `full` fills the window, `whole` is called by its whole tag, `run` is the one that it is of, if it is of one. */
export interface CardPlace extends Pick<CardOf, 'key' | 'run'> {
  readonly full: boolean;
  readonly whole: boolean;
}

/** A heading with the cards below it. */
export interface Section {
  readonly key: string;
  readonly title: string;
  readonly cards: readonly CardOf[];
  /** The whole tag is a card's name: the heading does not say its prefix. */
  readonly whole: boolean;
}

/** Which cards there are, where they are not one of each tag: an `info` says what a card is called, and its `tag` names it. */
export interface OwnCards {
  readonly all: readonly TagInfo[];
  readonly loaded: boolean;
  /** The sections of these cards. */
  group(cards: readonly TagInfo[]): readonly { readonly name: string; readonly tags: readonly TagInfo[] }[];
}

/** The section of pinned cards; no group can have this name. */
const PINNED = '/';

/** Names the card of a tag in one run. */
export const keyOfRun = (tag: string, run: string): string => joinList([tag, run]);

export class Cards {
  readonly t: Translate<(typeof messages)['en']>;
  readonly settings: CardSettings;
  readonly tags: Pick<Tags, 'all' | 'loaded'>;
  readonly #shown: Pick<ShownTags, 'has' | 'loaded'>;
  readonly matcher: Matcher = $derived.by(() =>
    matcherOf({ text: this.settings.search.value, regex: this.settings.searchByRegex.value }),
  );
  /** The tags that the search finds. */
  readonly matching = $derived.by(() => this.tags.all.filter((info) => this.matcher.matches(info.tag)));
  /** Those among them that no shown run has. */
  readonly withoutData = $derived.by(() => this.matching.filter((info) => !this.#shown.has(info.tag)));
  readonly sections = $derived.by(() => this.#sectionsNow());
  readonly #all = $derived.by(() => this.tags.all.flatMap((info) => this.cardsOf(info)));
  /** The card that fills the window: one of those on the page or, where they are of all runs, of a single one. */
  readonly full = $derived.by(() => {
    const isFull = ({ key }: CardOf): boolean => key === this.settings.full.value;
    return this.#all.find(isFull) ?? this.tags.all.flatMap((info) => this.#cardsOfRuns(info)).find(isFull);
  });

  /**
   * `panel` is its id, `source` the kind that its tags are of, or what it has in their place. With `runsOf`, which gives the shown runs of
   * a tag, each of these has a card of its own while it is `perRun`. Make it while a component is made.
   */
  constructor(
    readonly app: App,
    panel: string,
    private readonly source: string | OwnCards,
    private readonly runsOf: RunsOfTags | null = null,
    private readonly perRun: () => boolean = () => true,
  ) {
    this.t = app.translator(messages);
    this.settings = new CardSettings(app.view.within(panel), app.preferences);
    this.tags = typeof source === 'string' ? app.tags(source) : source;
    this.#shown = typeof source === 'string' ? new ShownTags(app, source) : { has: () => true, loaded: true };
  }

  /** False until it is known which cards there are. */
  get loaded(): boolean {
    return this.tags.loaded && this.#shown.loaded && this.runsOf?.loaded !== false;
  }

  /** What a card is called, where its heading says the prefix or does not. */
  titleOf(info: TagInfo, whole: boolean): string {
    return info.display_name || (whole ? info.tag : splitTag(info.tag).rest) || this.t('tag.unnamed');
  }

  /** The cards of a tag. */
  cardsOf(info: TagInfo): readonly CardOf[] {
    if (this.runsOf === null) return [{ key: info.tag, info, run: null }];
    return this.perRun() ? this.#cardsOfRuns(info) : [{ key: joinList([info.tag]), info, run: null }];
  }

  #cardsOfRuns(info: TagInfo): readonly CardOf[] {
    return (this.runsOf?.of(info.tag) ?? []).map((run) => ({ key: keyOfRun(info.tag, run), info, run }));
  }

  #sectionsNow(): Section[] {
    const hasCard = ({ tag }: TagInfo): boolean => this.settings.withoutData.value || this.#shown.has(tag);
    const byKey = new Map(this.#all.filter(({ info }) => hasCard(info)).map((card) => [card.key, card]));
    const pinned = this.settings.pins.flatMap((key) => byKey.get(key) ?? []);
    const group = typeof this.source === 'string' ? groupTags : this.source.group.bind(this.source);
    const rest = group(this.matching.filter(hasCard))
      .map(({ name, tags }): Section => ({
        key: name,
        title: name === '' ? this.t('tags.ungrouped') : name,
        cards: tags.flatMap((info) => this.cardsOf(info)),
        whole: false,
      }))
      .filter(({ cards }) => cards.length > 0);
    return pinned.length === 0
      ? rest
      : [{ key: PINNED, title: this.t('tags.pinned'), cards: pinned, whole: true }, ...rest];
  }
}
