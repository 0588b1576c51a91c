// A line of a chart: one run's points of one tag (one attempt, one writer), as columns.
import type { Numbers } from './scale';

/** The smoothed curve: its own points, and, where that is known, its exact value at each point of the line. */
export interface Smoothed {
  readonly x: Numbers;
  readonly y: Numbers;
  readonly at: Numbers | null;
}

export interface LineInput {
  /** The same for the same line in every answer, so that the cursor stays on it while data streams in. */
  readonly key: string;
  readonly color: string;
  readonly x: Numbers;
  readonly y: Numbers;
  readonly smoothed?: Smoothed | null;
  /** A later attempt began anew; drawn lighter and dashed. */
  readonly superseded?: boolean;
  /** Tells its kind from others of its colour; none is solid. */
  readonly dash?: readonly number[];
}

export class Line {
  readonly key: string;
  readonly x: Numbers;
  readonly y: Numbers;
  readonly smoothed: Smoothed | null;
  readonly superseded: boolean;
  readonly dash: readonly number[] | null;
  color: string;
  /** Whether x never goes back; a clock that was set back makes a wall time do so. */
  readonly ordered: boolean;
  /** Indices of the points that are NaN or infinite. */
  readonly nonFinite: readonly number[];

  constructor(input: LineInput) {
    this.key = input.key;
    this.color = input.color;
    this.x = input.x;
    this.y = input.y;
    this.smoothed = input.smoothed ?? null;
    this.superseded = input.superseded ?? false;
    this.dash = input.dash ?? null;
    const { x, y } = input;
    let ordered = true;
    const nonFinite: number[] = [];
    for (let i = 0; i < y.length; i++) {
      const v = y[i] as number;
      if (v - v !== 0) nonFinite.push(i);
      if (i > 0 && (x[i] as number) < (x[i - 1] as number)) ordered = false;
    }
    this.ordered = ordered;
    this.nonFinite = nonFinite;
  }

  get length(): number {
    return this.x.length;
  }

  /** What the main stroke follows: the smoothed curve when there is one. */
  get shownX(): Numbers {
    return this.smoothed?.x ?? this.x;
  }

  get shownY(): Numbers {
    return this.smoothed?.y ?? this.y;
  }

  /** The value that stands for point `i` in the picture. */
  shownAt(i: number): number {
    const at = this.#smoothedAt(i);
    return at - at === 0 ? at : (this.y[i] as number);
  }

  /** Between the points of the curve it is what is drawn there: the straight stroke from one to the next. */
  #smoothedAt(i: number): number {
    const { smoothed } = this;
    if (smoothed === null) return NaN;
    if (smoothed.at !== null) return smoothed.at[i] ?? NaN;
    const value = this.y[i] as number;
    return this.ordered && value - value === 0 ? heightAt(smoothed, this.x[i] as number) : NaN;
  }
}

/** The height of a curve with ordered points at `x`; NaN beyond its ends. */
function heightAt({ x: xs, y: ys }: Smoothed, x: number): number {
  const right = lowerBound(xs, x);
  if (xs[right] === x) return ys[right] as number;
  if (right === 0 || right === xs.length) return NaN;
  const [x0, x1, y0, y1] = [xs[right - 1]!, xs[right]!, ys[right - 1]!, ys[right]!];
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** The first index whose x is not below `value`; x must be ordered. */
export function lowerBound(x: Numbers, value: number): number {
  let lo = 0;
  let hi = x.length;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if ((x[middle] as number) < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** The first index whose x is above `value`; x must be ordered. */
export function upperBound(x: Numbers, value: number): number {
  let lo = 0;
  let hi = x.length;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if ((x[middle] as number) <= value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
