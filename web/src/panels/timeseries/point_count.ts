// How many points a chart draws of how many there are, and which of them have no place in it.

import type { ScalarLine } from '../../data/scalars';
import { type Line, lowerBound, upperBound } from '../../plot/line';
import type { Interval } from '../../plot/scale';

export interface PointCount {
  /** Drawn, within the view. */
  readonly drawn: number;
  /** All there are within the view. */
  readonly total: number;
  /** Without a place on a log x axis. */
  readonly hiddenX: number;
  /** Drawn ones without a place on a log y axis: all of them when nothing was left out. */
  readonly hiddenY: number;
}

export function countPoints(
  lines: readonly Line[],
  sourceOf: (line: Line) => ScalarLine,
  view: Interval | null,
  logY: boolean,
): PointCount {
  let drawn = 0;
  let total = 0;
  let hiddenX = 0;
  let hiddenY = 0;
  for (const line of lines) {
    const { inRange, hidden } = sourceOf(line);
    const [from, to] = view !== null && line.ordered ? within(line, view) : [0, line.length];
    // A line whose time goes back has neighbours from outside the view among its points.
    drawn += Math.min(to - from, inRange);
    total += inRange;
    hiddenX += hidden;
    if (logY) hiddenY += countNotPositive(line, from, to);
  }
  return { drawn, total, hiddenX, hiddenY };
}

/** Whether these lines of an answer hold every point in view, and no column of pixels had to leave one out. */
export function holdsEveryPoint(
  { range }: { readonly range: Interval | null },
  lines: readonly Line[],
  inRangeOf: (line: Line) => number,
): boolean {
  return lines.every((line) => pointsWithin(line, range) >= inRangeOf(line));
}

function pointsWithin(line: Line, range: Interval | null): number {
  if (range === null) return line.length;
  if (line.ordered) {
    const [from, to] = within(line, range);
    return to - from;
  }
  let count = 0;
  for (const x of line.x) if (x >= range[0] && x <= range[1]) count += 1;
  return count;
}

function within(line: Line, view: Interval): [number, number] {
  return [lowerBound(line.x, view[0]), upperBound(line.x, view[1])];
}

function countNotPositive(line: Line, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (line.y[i]! <= 0) count += 1;
  return count;
}
