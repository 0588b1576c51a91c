// The nearest points to a place in the picture: what the tooltip lists and the cursor marks.
import { lowerBound, type Line } from './line';
import type { Scale } from './scale';
import type { Point } from './view';

/** A point of a line near the cursor. */
export interface Hit {
  readonly line: Line;
  readonly index: number;
  readonly px: number;
  /** NaN when the value has no place on the axis. */
  readonly py: number;
  /** From the cursor, in pixels. */
  readonly distance: number;
}

/** A line that ended, or has not begun, this near to the cursor still counts. */
const REACH_PX = 12;

/** One hit a line that has a point at the cursor's x, nearest first. */
export function nearestHits(lines: readonly Line[], at: Point, x: Scale, y: Scale): Hit[] {
  const hits: Hit[] = [];
  for (const line of lines) {
    const index = nearestIndex(line, at, x, y);
    if (index < 0) continue;
    const px = x.px(line.x[index] as number);
    if (Math.abs(px - at.x) > REACH_PX && !crosses(line, index, at.x, x)) continue;
    const py = y.px(line.shownAt(index));
    // A value without a place is as far as the frame is high: last among its equals, never first.
    const dy = Number.isFinite(py) ? py - at.y : Math.abs(y.range[1] - y.range[0]);
    hits.push({ line, index, px, py, distance: Math.hypot(px - at.x, dy) });
  }
  return hits.sort((a, b) => a.distance - b.distance);
}

/** Whether the line passes the cursor between its nearest point and a neighbour. */
function crosses(line: Line, index: number, px: number, x: Scale): boolean {
  const side = Math.sign(px - x.px(line.x[index] as number));
  for (const neighbour of [index - 1, index + 1]) {
    if (neighbour < 0 || neighbour >= line.length) continue;
    if (Math.sign(x.px(line.x[neighbour] as number) - px) === side) return true;
  }
  return false;
}

/** Points in one pixel column are told apart by their height. */
const COLUMN_PX = 0.75;

/** The index of a line's point nearest to a place: by x first, then by y within the same pixel column; −1 if none. */
export function nearestIndex(line: Line, at: Point, x: Scale, y: Scale): number {
  const n = line.length;
  if (n === 0) return -1;
  if (!line.ordered) return scan(line, at, x, y, 0, n);
  const value = x.value(at.x);
  const after = lowerBound(line.x, value);
  const before = after - 1;
  const nearest = after >= n ? before : before < 0 ? after : nearer(line, before, after, at.x, x);
  const px = x.px(line.x[nearest] as number);
  if (Number.isNaN(px)) return -1;
  const from = lowerBound(line.x, x.value(px - COLUMN_PX));
  const to = lowerBound(line.x, x.value(px + COLUMN_PX));
  return to - from > 1 ? scan(line, at, x, y, from, to) : nearest;
}

function nearer(line: Line, a: number, b: number, px: number, x: Scale): number {
  const da = Math.abs(x.px(line.x[a] as number) - px);
  const db = Math.abs(x.px(line.x[b] as number) - px);
  return Number.isNaN(da) || db < da ? b : a;
}

function scan(line: Line, at: Point, x: Scale, y: Scale, from: number, to: number): number {
  let best = -1;
  let bestDx = Infinity;
  let bestDy = Infinity;
  for (let i = from; i < to; i++) {
    const dx = Math.abs(x.px(line.x[i] as number) - at.x);
    if (!(dx <= bestDx + COLUMN_PX)) continue;
    const py = y.px(line.shownAt(i));
    const dy = Number.isFinite(py) ? Math.abs(py - at.y) : 1e6;
    if (dx < bestDx - COLUMN_PX || dy < bestDy) {
      best = i;
      bestDx = Math.min(dx, bestDx);
      bestDy = dy;
    }
  }
  return best;
}
