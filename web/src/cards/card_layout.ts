// Where every section and card of the panel stands, worked out without drawing any of them.

/** One section: a heading with cards below, which a closed section does not show. */
export interface Section {
  readonly key: string;
  readonly count: number;
  readonly open: boolean;
  /** By how much each of its cards is higher than usual; left out where none is. */
  readonly extraHeights?: readonly number[];
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
  /** Where each row begins below the section's top, and at last where one more would. */
  readonly rowTops: readonly number[];
}

export interface CardLayout {
  readonly sections: readonly PlacedSection[];
  readonly width: number;
  readonly height: number;
  /** At most so many cards stand side by side. */
  readonly columns: number;
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
    // Side by side they make one row, as high as its highest card.
    const highest = single ? 0 : Math.max(...band.map((section) => extraOf(section, 0, section.count)));
    let before = 0;
    let height = 0;
    for (const section of band) {
      const left = single ? 0 : edge(width, before, cards);
      const right = single ? width : edge(width, before + section.count, cards) - GAP;
      const rows = section.open ? (single ? Math.ceil(section.count / columns) : 1) : 0;
      const rowTops = rowTopsOf(section, rows, card.height, highest);
      height = rowTops[rows]!;
      placed.push({ ...section, left, top, width: Math.max(0, right - left), height, rows, rowTops });
      before += section.count;
    }
    top += height;
  }
  return { sections: placed, width, height: top, columns };
}

/** A row is as high as its highest card; `least` is more than usual for what stands beside it. */
function rowTopsOf(section: Section, rows: number, cardHeight: number, least: number): number[] {
  const dealt = { count: section.count, rows };
  const tops = [HEADING];
  for (let row = 0; row < rows; row++) {
    const extra = extraOf(section, firstOfRow(dealt, row), firstOfRow(dealt, row + 1));
    tops.push(tops[row]! + cardHeight + Math.max(least, extra) + GAP);
  }
  return tops;
}

function extraOf({ extraHeights }: Section, first: number, end: number): number {
  let most = 0;
  if (extraHeights !== undefined) for (let i = first; i < end; i++) most = Math.max(most, extraHeights[i]!);
  return most;
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

export interface CardRect {
  /** Right of the section's left edge. */
  readonly left: number;
  /** Below the section's top. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where a card of a section stands. The cards are dealt out so that rows differ by one card at most, the fuller ones first, and every row
 * fills the section's width: a group of one or two leaves no hole.
 */
export function placeOf(section: PlacedSection, index: number): CardRect {
  const row = rowOf(section, index);
  const first = firstOfRow(section, row);
  const count = firstOfRow(section, row + 1) - first;
  const left = edge(section.width, index - first, count);
  return {
    left,
    top: section.rowTops[row]!,
    width: Math.max(0, edge(section.width, index - first + 1, count) - left - GAP),
    height: section.rowTops[row + 1]! - section.rowTops[row]! - GAP,
  };
}

/** The card of an open section that stands at a place, given from the section's corner, or the one nearest to it. */
export function indexAt(section: PlacedSection, x: number, y: number): number {
  const row = rowAt(section, y);
  const first = firstOfRow(section, row);
  const count = firstOfRow(section, row + 1) - first;
  const column = Math.floor((x / (section.width + GAP)) * count);
  return first + Math.min(count - 1, Math.max(0, column));
}

/** The row at so many pixels below a section's top; the first or the last where there is none. */
export function rowAt({ rowTops, rows }: PlacedSection, y: number): number {
  let [low, high] = [0, rows - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rowTops[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** The first card of a row; of the row behind the last, how many cards there are. */
export function firstOfRow({ count, rows }: Pick<PlacedSection, 'count' | 'rows'>, row: number): number {
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
  layout.sections.forEach((section, index) => {
    if (section.top + section.height < top || section.top > bottom) return;
    const [first, end] =
      section.rows === 0
        ? [0, 0]
        : [
            firstOfRow(section, rowAt(section, top - section.top)),
            firstOfRow(section, rowAt(section, bottom - section.top) + 1),
          ];
    found.push({ section: index, first, end });
  });
  return found;
}
