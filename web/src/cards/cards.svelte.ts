// What the parts of a panel of cards share: which tags there are, which of them match, in which groups and order, and the panel's settings.

import { getContext, setContext } from 'svelte';
import type { App } from '../app/app.svelte';
import type { Translate } from '../base/i18n';
import { type Matcher, matcherOf } from '../base/matcher';
import type { TagInfo } from '../data/types';
import { arranged, moved, orderOf } from './card_order';
import { CardSettings } from './card_settings.svelte';
import { type CardOf, CardsOfKind, type OwnCards } from './cards_of_kind.svelte';
import { messages } from './messages';
import type { RunsShown } from './runs_of_tags.svelte';
import { compareNames, splitTag } from './tag_groups';

export type { CardPlace } from '../app/panel';
export { type CardOf, keyOfRun, type OwnCards } from './cards_of_kind.svelte';

/** A heading with the cards below it. */
export interface Section {
  readonly key: string;
  readonly title: string;
  readonly cards: readonly CardOf[];
  /** The whole tag is a card's name: the heading does not say its prefix. */
  readonly whole: boolean;
}

interface MoreOfCards {
  readonly perRun?: () => boolean;
  readonly wholeKey?: (tag: string) => string;
  /** Of a panel that shows several kinds: whether it is known which others will be added. */
  readonly complete?: () => boolean;
  /** By how much cards of the panel's own kind are higher than the others. */
  readonly extraHeight?: () => number;
}

/** The section of pinned cards; no group can have this name. */
const PINNED = '/';

export class Cards {
  readonly t: Translate<(typeof messages)['en']>;
  readonly settings: CardSettings;
  readonly #own: CardsOfKind;
  #others = $state.raw<readonly CardsOfKind[]>([]);
  /** The kinds that have cards here, the panel's own first. */
  readonly kinds = $derived.by(() => [this.#own, ...this.#others]);
  /** Those of them that are shown. */
  readonly #shown = $derived.by(() => {
    const chosen = this.settings.kinds.value;
    const found = this.kinds.filter(({ kind, tags }) => chosen.includes(kind) && tags.all.length > 0);
    return found.length === 0 ? this.kinds : found;
  });
  readonly matcher: Matcher = $derived.by(() =>
    matcherOf({ text: this.settings.search.value, regex: this.settings.searchByRegex.value }),
  );
  /** The tags that are shown, whether the search finds them or not. */
  readonly tags = $derived.by(() => this.#shown.flatMap(({ tags }) => tags.all));
  /** The tags that the search finds. */
  readonly matching = $derived.by(() => this.tags.filter((info) => this.matcher.matches(info.tag)));
  /** Those among them that no shown run has. */
  readonly withoutData = $derived.by(() => this.matching.filter((info) => !this.#isShown(info)));
  /** The cards of each group in their usual order. */
  readonly #groups = $derived.by(() => this.#groupsNow());
  readonly sections = $derived.by(() => this.#sectionsNow());
  readonly #all = $derived.by(() => this.kinds.flatMap((of) => of.tags.all.flatMap((info) => of.of(info))));
  /** The card that fills the window: one of those on the page or, where they are of all runs, of a single one. */
  readonly full = $derived.by(() => {
    const isFull = ({ key }: CardOf): boolean => key === this.settings.full.value;
    const ofRuns = (of: CardsOfKind): readonly CardOf[] => of.tags.all.flatMap((info) => of.ofRuns(info));
    return this.#all.find(isFull) ?? this.kinds.flatMap(ofRuns).find(isFull);
  });

  /**
   * `panel` is its id, `source` the kind that its tags are of, or what it has in their place. With `runsOf`, which gives the shown runs of
   * a tag, each of these has a card of its own while it is `perRun`. Make it while a component is made.
   */
  constructor(
    readonly app: App,
    panel: string,
    source: string | OwnCards,
    runsOf: RunsShown | null = null,
    private readonly more: MoreOfCards = {},
  ) {
    this.t = app.translator(messages);
    this.settings = new CardSettings(app.view.within(panel), app.preferences);
    this.#own = new CardsOfKind(app, source, runsOf, more);
  }

  /** Adds another kind's cards, behind those before it in `order`; the result takes them out again. */
  add(kind: CardsOfKind, order: readonly string[]): () => void {
    const place = (of: CardsOfKind): number => order.indexOf(of.kind);
    this.#others = [...this.#others, kind].sort((a, b) => place(a) - place(b));
    return () => (this.#others = this.#others.filter((other) => other !== kind));
  }

  /** False until it is known which cards there are. */
  get loaded(): boolean {
    return this.more.complete?.() !== false && this.kinds.every(({ loaded }) => loaded);
  }

  /** What a card is called, where its heading says the prefix or does not. */
  titleOf(info: TagInfo, whole: boolean): string {
    return info.display_name || (whole ? info.tag : splitTag(info.tag).rest) || this.t('tag.unnamed');
  }

  /** By how much a card is higher than others. */
  extraHeightOf({ info }: CardOf): number {
    return this.#kindOf(info).extraHeight;
  }

  /** Puts a card of a section at another place of it. */
  move(section: Section, from: number, to: number): void {
    const { settings } = this;
    const keys = moved(section.cards, from, to).map(({ key }) => key);
    const among = new Set(keys);
    if (section.key === PINNED) {
      settings.setPins([...keys, ...settings.pins.filter((key) => !among.has(key))]);
      return;
    }
    const usual = (this.#groups.get(section.key) ?? []).map(({ key }) => key);
    settings.order.value = [...settings.order.value.filter((key) => !among.has(key)), ...orderOf(keys, usual)];
  }

  #kindOf({ kind }: TagInfo): CardsOfKind {
    return this.kinds.find((of) => of.kind === kind) ?? this.#own;
  }

  #isShown(info: TagInfo): boolean {
    return this.#kindOf(info).isShown(info);
  }

  #hasCard(info: TagInfo): boolean {
    return this.settings.withoutData.value || this.#isShown(info);
  }

  /** Kinds stand one behind another, so that cards of one height stand side by side. */
  #groupsNow(): ReadonlyMap<string, readonly CardOf[]> {
    const groups = new Map<string, CardOf[]>();
    for (const of of this.#shown) {
      const found = of.tags.all.filter((info) => this.matcher.matches(info.tag) && this.#hasCard(info));
      for (const { name, tags } of of.group(found)) {
        const cards = tags.flatMap((info) => of.of(info));
        if (cards.length > 0) groups.set(name, [...(groups.get(name) ?? []), ...cards]);
      }
    }
    if (this.#shown.length === 1) return groups;
    // What the page is about comes first.
    const own = new Set(this.#own.group(this.#own.tags.all).map(({ name }) => name));
    const later = (name: string): number => (own.has(name) ? 0 : 1);
    return new Map([...groups].sort(([a], [b]) => later(a) - later(b) || compareNames(a, b)));
  }

  #sectionsNow(): Section[] {
    const byKey = new Map(this.#all.filter(({ info }) => this.#hasCard(info)).map((card) => [card.key, card]));
    const pinned = this.settings.pins.flatMap((key) => byKey.get(key) ?? []);
    const rest = [...this.#groups].map(([name, usual]): Section => ({
      key: name,
      title: name === '' ? this.t('tags.ungrouped') : name,
      cards: arranged(usual, this.settings.order.value),
      whole: false,
    }));
    return pinned.length === 0
      ? rest
      : [{ key: PINNED, title: this.t('tags.pinned'), cards: pinned, whole: true }, ...rest];
  }
}

const key = Symbol('cards');

/** Lets components below find the cards of the page. */
export function provideCards(cards: Cards): void {
  setContext(key, cards);
}

export function useCards(): Cards {
  return getContext<Cards>(key);
}
