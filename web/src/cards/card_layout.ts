// Where every section and card of the panel stands, worked out without drawing any of them.

import { rowWindow } from '../widgets/virtual_window';

/** One section: a heading with cards below, which a closed section does not show. */
export interface Section {
  readonly key: string;
  readonly count: number;
  readonly open: boolean;
}

export interface CardSize {
  readonly width: number;
  readonly height: number;
}

export interface PlacedSection extends Section {
  readonly top: number;
  readonly height: number;
  /** How many rows its cards make; none while it is closed. */
  readonly rows: number;
}

export interface CardLayout {
  readonly sections: readonly PlacedSection[];
  readonly width: number;
  readonly height: number;
  /** At most so many cards stand side by side. */
  readonly columns: number;
  readonly cardHeight: number;
}

export const GAP = 12;
export const HEADING = 36;

export function layOutCards(sections: readonly Section[], width: number, card: CardSize): CardLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (card.width + GAP)));
  let top = 0;
  const placed = sections.map((section): PlacedSection => {
    const rows = section.open ? Math.ceil(section.count / columns) : 0;
    const height = HEADING + (rows > 0 ? rows * (card.height + GAP) : 0);
    const here = { ...section, top, height, rows };
    top += height;
    return here;
  });
  return { sections: placed, width, height: top, columns, cardHeight: card.height };
}

export interface CardPlace {
  readonly left: number;
  /** Below the section's top. */
  readonly top: number;
  readonly width: number;
}

/**
 * Where a card of a section stands. The cards are dealt out so that rows differ by one card at most, the fuller ones first, and every row
 * fills the width: a group of one or two leaves no hole.
 */
export function placeOf(layout: CardLayout, section: PlacedSection, index: number): CardPlace {
  const row = rowOf(section, index);
  const first = firstOfRow(section, row);
  const count = firstOfRow(section, row + 1) - first;
  // Whole pixels, so that borders are sharp; what is left over goes to the last ones.
  const edge = (column: number): number => Math.floor((column * (layout.width + GAP)) / count);
  const column = index - first;
  return {
    left: edge(column),
    top: HEADING + row * (layout.cardHeight + GAP),
    width: Math.max(0, edge(column + 1) - edge(column) - GAP),
  };
}

/** The first card of a row; of the row behind the last, how many cards there are. */
export function firstOfRow({ count, rows }: PlacedSection, row: number): number {
  const least = Math.floor(count / rows);
  return row * least + Math.min(row, count - least * rows);
}

function rowOf({ count, rows }: PlacedSection, index: number): number {
  const least = Math.floor(count / rows);
  const fuller = count - least * rows;
  const inFuller = fuller * (least + 1);
  return index < inFuller ? Math.floor(index / (least + 1)) : fuller + Math.floor((index - inFuller) / least);
}

export interface InSight {
  readonly section: number;
  /** The cards of the section to draw: from `first` up to, not with, `end`. */
  readonly first: number;
  readonly end: number;
}

/** The sections and cards that touch the stretch from `top` to `bottom`. */
export function cardsWithin(layout: CardLayout, top: number, bottom: number): InSight[] {
  const found: InSight[] = [];
  const pitch = layout.cardHeight + GAP;
  layout.sections.forEach((section, index) => {
    if (section.top + section.height < top || section.top > bottom) return;
    const rows = rowWindow(section.rows, pitch, top - section.top - HEADING, bottom - top, 0);
    const [first, end] = section.rows === 0 ? [0, 0] : [firstOfRow(section, rows.first), firstOfRow(section, rows.end)];
    found.push({ section: index, first, end });
  });
  return found;
}
