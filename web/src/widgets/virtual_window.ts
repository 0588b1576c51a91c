// Which rows of a long list or grid are drawn: those in sight and a few beyond, so that any length costs what its window shows.

export interface RowWindow {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** The rows to draw of `count` rows of `rowHeight` in a viewport that is scrolled by `scrollTop`. */
export function rowWindow(
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewportHeight: number,
  overscan = 6,
): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const end = Math.max(0, Math.min(count, Math.ceil((scrollTop + viewportHeight) / rowHeight) + overscan));
  return { first: Math.min(first, end), end };
}

/** Where to scroll so that `index` is wholly in sight, moving as little as possible. */
export function scrollToShow(index: number, rowHeight: number, scrollTop: number, viewportHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + viewportHeight) return top + rowHeight - viewportHeight;
  return scrollTop;
}

/**
 * By how many rows what is in sight has moved down: the median over the rows that are still there, so that a row which
 * goes elsewhere by itself takes nothing along. `inSight` are the keys of the rows from `first` on, `after` all of the new list.
 */
export function shiftOf(inSight: readonly string[], first: number, after: readonly string[]): number {
  const places = new Map(after.map((key, index) => [key, index]));
  const shifts = inSight
    .map((key, i) => (places.get(key) ?? NaN) - (first + i))
    .filter((shift) => !Number.isNaN(shift))
    .sort((a, b) => a - b);
  return shifts[Math.floor(shifts.length / 2)] ?? 0;
}
