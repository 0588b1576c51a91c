// A view: the part of the data the user has zoomed to, and the arithmetic of zooming and panning.
import type { Interval, Scale } from './scale';

/** Null on an axis means that the axis follows the data. */
export interface View {
  readonly x: Interval | null;
  readonly y: Interval | null;
}

export const WHOLE: View = { x: null, y: null };

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a drag from one point to another selects. */
export type DragKind = 'none' | 'x' | 'y' | 'both';

/** Below this many pixels a drag is a click. */
const CLICK_PX = 4;
/** A drag thinner than this in one direction selects along the other only. */
const THIN_PX = 14;

export function dragKind(a: Point, b: Point): DragKind {
  const dx = Math.abs(a.x - b.x);
  const dy = Math.abs(a.y - b.y);
  if (Math.max(dx, dy) < CLICK_PX) return 'none';
  if (dy < THIN_PX && dx >= dy) return 'x';
  if (dx < THIN_PX) return 'y';
  return 'both';
}

/** The view that a drag selects; null for a click. */
export function dragView(a: Point, b: Point, x: Scale, y: Scale, from: View): View | null {
  const kind = dragKind(a, b);
  if (kind === 'none') return null;
  const along = (scale: Scale, p: number, q: number): Interval => sorted(clampPx(scale, p), clampPx(scale, q), scale);
  return {
    x: kind === 'y' ? from.x : along(x, a.x, b.x),
    y: kind === 'x' ? from.y : along(y, a.y, b.y),
  };
}

function clampPx(scale: Scale, px: number): number {
  const [a, b] = scale.range;
  return Math.min(Math.max(px, Math.min(a, b)), Math.max(a, b));
}

function sorted(p: number, q: number, scale: Scale): Interval {
  const a = scale.value(p);
  const b = scale.value(q);
  return a < b ? [a, b] : [b, a];
}

/** The domain scaled by `factor` around the value under a pixel: below 1 zooms in. */
export function zoomAt(scale: Scale, px: number, factor: number): Interval {
  const [a, b] = scale.range;
  return sorted(px + (a - px) * factor, px + (b - px) * factor, scale);
}

/** The domain moved so that the value under one pixel comes under another. */
export function panBy(scale: Scale, px: number): Interval {
  const [a, b] = scale.range;
  return sorted(a - px, b - px, scale);
}

/**
 * A zoom made sane: null (follow the data) when it shows all of it, and never narrower than the numbers can carry:
 * `smallest` in the axis's unit, or a trillionth of its size.
 */
export function tamed(interval: Interval, whole: Interval, smallest: number, log: boolean): Interval | null {
  let [lo, hi] = interval;
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return null;
  if (lo <= whole[0] && hi >= whole[1]) return null;
  if (log) {
    if (!(lo > 0)) return null;
    const narrowest = 1 + 1e-9;
    if (hi / lo < narrowest) hi = lo * narrowest;
    return [lo, hi];
  }
  const narrowest = Math.max(smallest, Math.abs(hi) * 1e-12, Math.abs(lo) * 1e-12);
  if (hi - lo < narrowest) {
    const middle = (lo + hi) / 2;
    lo = middle - narrowest / 2;
    hi = middle + narrowest / 2;
  }
  return [lo, hi];
}
