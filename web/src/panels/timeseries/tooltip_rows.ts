// The rows of a tooltip: which of the lines at the cursor, and in what order.

import type { Point } from '../../plot/view';

/** One line's point at the cursor. */
export interface Row {
  readonly key: string;
  readonly color: string;
  readonly name: string;
  readonly value: number;
  /** Null without smoothing. */
  readonly smoothed: number | null;
  readonly step: number;
  readonly time: number;
  readonly relative: number;
  readonly x: number;
  /** The line ended before the cursor: this is its last point. */
  readonly ended: boolean;
  /** Of a line that stands for a group: of how many lines, and its band, NaN without. */
  readonly group?: { readonly count: number; readonly low: number; readonly high: number };
}

export const ORDERS = ['value', 'distance', 'name'] as const;
export type Order = (typeof ORDERS)[number];

/** What stands for a row in the picture. */
export function shownValue(row: Row): number {
  return row.smoothed !== null && row.smoothed - row.smoothed === 0 ? row.smoothed : row.value;
}

/** How far from the cursor each row is drawn, in pixels; infinitely far where its value has no place. */
export function distances(rows: readonly Row[], at: Point, pxOf: (y: number) => number): ReadonlyMap<string, number> {
  return new Map(
    rows.map((row) => {
      const away = Math.abs(pxOf(shownValue(row)) - at.y);
      return [row.key, Number.isNaN(away) ? Infinity : away];
    }),
  );
}

/** The row nearest to the cursor; of ended lines only where there are no others. */
export function nearestRow(rows: readonly Row[], away: ReadonlyMap<string, number>): Row | null {
  return [...rows].sort(byDistance(away))[0] ?? null;
}

/** At most `limit` rows, those nearest to the cursor, in their order. Lines that have ended stand last. */
export function tooltipRows(
  rows: readonly Row[],
  away: ReadonlyMap<string, number>,
  order: Order,
  limit: number,
): readonly Row[] {
  const near = rows.length > limit ? [...rows].sort(byDistance(away)).slice(0, limit) : [...rows];
  return near.sort(order === 'distance' ? byDistance(away) : order === 'name' ? byName : byValue);
}

const ofEnded = (a: Row, b: Row): number => Number(a.ended) - Number(b.ended);
const byName = (a: Row, b: Row): number => ofEnded(a, b) || collator.compare(a.name, b.name);
/** The largest first, as the lines lie in the picture; NaN last. */
const byValue = (a: Row, b: Row): number => ofEnded(a, b) || descending(shownValue(a), shownValue(b)) || byName(a, b);

function byDistance(away: ReadonlyMap<string, number>): (a: Row, b: Row) => number {
  return (a, b) => ofEnded(a, b) || ascending(away.get(a.key)!, away.get(b.key)!) || byName(a, b);
}

function ascending(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return ascending(b, a);
}

const collator = new Intl.Collator(undefined, { numeric: true });
