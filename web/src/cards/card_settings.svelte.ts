// The settings of a panel's cards: which are shown, which are pinned, and how large they are. All of it lives in the address; what is a
// matter of taste is remembered on this browser too, for addresses that do not say.

import type { Preferences } from '../app/preferences.svelte';
import { rememberedFlag, rememberedList, rememberedNumber } from '../app/remembered';
import { asFlag, asList, asText, type Codec, type Field, type Namespace } from '../app/view.svelte';

export const CARD_WIDTH = { min: 240, max: 1000, step: 20, usual: 340 } as const;
export const CARD_HEIGHT = { min: 160, max: 800, step: 20, usual: 280 } as const;

export class CardSettings {
  readonly search: Field<string>;
  readonly searchByRegex: Field<boolean>;
  /** The key of the card that fills the window; null for none. */
  readonly full: Field<string | null>;
  /** Whether tags that no shown run has keep their cards. */
  readonly withoutData: Field<boolean>;
  /** The kinds of data whose cards are shown; none for all. */
  readonly kinds: Field<readonly string[]>;
  /** The keys of the cards that come first in their sections. */
  readonly order: Field<readonly string[]>;
  readonly cardWidth: Field<number>;
  readonly cardHeight: Field<number>;
  readonly #closed: Field<readonly string[]>;
  readonly #pins: Field<readonly string[]>;

  constructor(own: Namespace, preferences: Preferences) {
    this.search = own.field('tags', asText);
    this.searchByRegex = own.field('tags_regex', asFlag());
    this.full = own.field('full', asTag);
    this.#closed = own.field('closed', asList);
    this.withoutData = rememberedFlag(own, preferences, 'without_data', false);
    this.cardWidth = rememberedNumber(own, preferences, 'card_width', CARD_WIDTH);
    this.cardHeight = rememberedNumber(own, preferences, 'card_height', CARD_HEIGHT);
    this.kinds = rememberedList(own, preferences, 'kinds');
    this.order = rememberedList(own, preferences, 'order');
    this.#pins = rememberedList(own, preferences, 'pins');
  }

  isClosed(section: string): boolean {
    return this.#closed.value.includes(section);
  }
  toggle(section: string): void {
    this.#closed.value = toggled(this.#closed.value, section);
  }
  /** Closes these sections and opens all others. */
  closeOnly(sections: readonly string[]): void {
    this.#closed.value = sections;
  }

  /** In the order in which they were pinned, or put since. */
  get pins(): readonly string[] {
    return this.#pins.value;
  }
  isPinned(card: string): boolean {
    return this.#pins.value.includes(card);
  }
  setPins(cards: readonly string[]): void {
    this.#pins.value = cards;
  }
  togglePin(card: string): void {
    this.#pins.value = toggled(this.#pins.value, card);
  }
}

/** A tag, which may be empty, or none. */
const asTag: Codec<string | null> = { parse: (text) => text, format: (tag) => tag };

/** The list without `item` when it has it, else with it at its end. */
export function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
