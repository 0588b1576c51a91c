// Where every section and card of the panel stands, worked out without drawing any of them.

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
}

export interface CardLayout {
  readonly sections: readonly PlacedSection[];
  readonly height: number;
  readonly columns: number;
  /** Cards are stretched so that a row fills the width. */
  readonly cardWidth: number;
  readonly cardHeight: number;
}

export const GAP = 12;
export const HEADING = 36;

export function layOutCards(sections: readonly Section[], width: number, card: CardSize): CardLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (card.width + GAP)));
  const cardWidth = Math.max(0, Math.floor((width - (columns - 1) * GAP) / columns));
  let top = 0;
  const placed = sections.map((section): PlacedSection => {
    const rows = section.open ? Math.ceil(section.count / columns) : 0;
    const height = HEADING + (rows > 0 ? rows * (card.height + GAP) : 0);
    const here = { ...section, top, height };
    top += height;
    return here;
  });
  return { sections: placed, height: top, columns, cardWidth, cardHeight: card.height };
}

export interface CardPlace {
  readonly left: number;
  /** Below the section's top. */
  readonly top: number;
}

export function placeOf(layout: CardLayout, index: number): CardPlace {
  const column = index % layout.columns;
  const row = Math.floor(index / layout.columns);
  return {
    left: column * (layout.cardWidth + GAP),
    top: HEADING + row * (layout.cardHeight + GAP),
  };
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
    const from = Math.floor((top - section.top - HEADING) / pitch);
    const to = Math.ceil((bottom - section.top - HEADING) / pitch);
    const clamp = (row: number): number => Math.max(0, Math.min(section.count, row * layout.columns));
    const [first, end] = section.open ? [clamp(from), clamp(to)] : [0, 0];
    found.push({ section: index, first, end: Math.max(first, end) });
  });
  return found;
}
