// What a scrolled panel holds on to: the card at its top stays where it is while others come and go above it.

import { type CardLayout, firstOfRow, HEADING, placeOf, rowAt } from './card_layout';

export interface Anchor {
  readonly section: string;
  /** The key of the first card of the row at the top; null at a heading. */
  readonly tag: string | null;
  /** How far the card, or the section, is scrolled out at the top. */
  readonly offset: number;
}

/** The keys of a section's cards, in their order. */
export type KeysOf = (section: string) => readonly string[];

/** What stands at the place `top`; null where nothing has been scrolled out. */
export function anchorAt(layout: CardLayout, keysOf: KeysOf, top: number): Anchor | null {
  // Of those side by side, the first.
  const last = layout.sections.findLast((one) => one.top <= top);
  const section = layout.sections.find((one) => one.top === last?.top);
  if (section === undefined || top <= 0) return null;
  const inside = section.rows > 0 && top >= section.top + HEADING && top < section.top + section.height;
  const index = inside ? firstOfRow(section, rowAt(section, top - section.top)) : -1;
  const tag = index < 0 ? undefined : keysOf(section.key)[index];
  if (tag === undefined) return { section: section.key, tag: null, offset: top - section.top };
  return { section: section.key, tag, offset: top - section.top - placeOf(section, index).top };
}

/** Where an anchor is now; null when it is gone. A section that was closed is held by its heading. */
export function topOf(layout: CardLayout, keysOf: KeysOf, anchor: Anchor): number | null {
  const section = layout.sections.find(({ key }) => key === anchor.section);
  if (section === undefined) return null;
  if (anchor.tag === null) return section.top + anchor.offset;
  if (!section.open) return section.top;
  const index = keysOf(section.key).indexOf(anchor.tag);
  return index < 0 ? null : section.top + placeOf(section, index).top + anchor.offset;
}
