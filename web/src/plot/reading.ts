// Reading a line at a place of the x axis: the point there, or the nearest before it, whatever the height of the pointer.
import { lowerBound, upperBound, type Line } from './line';
import type { Scale } from './scale';

/** A point to mark at the cursor. */
export interface Mark {
  readonly line: Line;
  readonly x: number;
  readonly y: number;
}

/** The index of the point with the largest x that is not above `x`, of equal ones the last; −1 where the line begins later. */
export function indexAt(line: Line, x: number): number {
  if (line.ordered) return upperBound(line.x, x) - 1;
  let best = -1;
  for (let i = 0; i < line.length; i++) {
    const each = line.x[i] as number;
    if (each <= x && (best < 0 || each >= (line.x[best] as number))) best = i;
  }
  return best;
}

/** The x of a point that is nearest to a pixel, over all lines; null when none of them has a place on the axis. */
export function nearestX(lines: readonly Line[], px: number, scale: Scale): number | null {
  let best: number | null = null;
  let distance = Infinity;
  const consider = (x: number | undefined): void => {
    const away = x === undefined ? NaN : Math.abs(scale.px(x) - px);
    if (!(away < distance)) return;
    distance = away;
    best = x as number;
  };
  const value = scale.value(px);
  for (const line of lines) {
    if (line.ordered) {
      const after = lowerBound(line.x, value);
      consider(line.x[after]);
      consider(line.x[after - 1]);
    } else {
      for (const x of line.x) consider(x);
    }
  }
  return best;
}
