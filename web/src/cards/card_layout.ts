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
  readonly left: number;
  readonly top: number;
  readonly width: number;
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
/** A group of so many cards stands beside others of its kind, where they fit into one row. */
const SMALL = 2;

export function layOutCards(sections: readonly Section[], width: number, card: CardSize): CardLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (card.width + GAP)));
  const placed: PlacedSection[] = [];
  let top = 0;
  for (const band of bandsOf(sections, columns)) {
    const cards = band.reduce((sum, section) => sum + section.count, 0);
    const single = band.length === 1;
    let before = 0;
    let height = 0;
    for (const section of band) {
      const left = single ? 0 : edge(width, before, cards);
      const right = single ? width : edge(width, before + section.count, cards) - GAP;
      const rows = section.open ? (single ? Math.ceil(section.count / columns) : 1) : 0;
      height = HEADING + rows * (card.height + GAP);
      placed.push({ ...section, left, top, width: Math.max(0, right - left), height, rows });
      before += section.count;
    }
    top += height;
  }
  return { sections: placed, width, height: top, columns, cardHeight: card.height };
}

/** The sections in their order, those side by side that are open, small, and fit into one row of cards. */
function bandsOf(sections: readonly Section[], columns: number): Section[][] {
  const bands: Section[][] = [];
  let room = 0;
  for (const section of sections) {
    const small = section.open && section.count > 0 && section.count <= SMALL;
    if (small && section.count <= room) {
      bands.at(-1)!.push(section);
      room -= section.count;
    } else {
      bands.push([section]);
      room = small ? columns - section.count : 0;
    }
  }
  return bands;
}

/** Where one of `count` columns begins. Whole pixels, so that borders are sharp; what is left over goes to the last ones. */
function edge(width: number, column: number, count: number): number {
  return Math.floor((column * (width + GAP)) / count);
}

export interface CardPlace {
  /** Right of the section's left edge. */
  readonly left: number;
  /** Below the section's top. */
  readonly top: number;
  readonly width: number;
}

/**
 * Where a card of a section stands. The cards are dealt out so that rows differ by one card at most, the fuller ones first, and every row
 * fills the section's width: a group of one or two leaves no hole.
 */
export function placeOf(layout: CardLayout, section: PlacedSection, index: number): CardPlace {
  const row = rowOf(section, index);
  const first = firstOfRow(section, row);
  const count = firstOfRow(section, row + 1) - first;
  const left = edge(section.width, index - first, count);
  return {
    left,
    top: HEADING + row * (layout.cardHeight + GAP),
    width: Math.max(0, edge(section.width, index - first + 1, count) - left - GAP),
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
