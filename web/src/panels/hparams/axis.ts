// An axis of trials: where each value of a hyperparameter or metric stands along it, from 0 to 1.

import type { Format } from '../../plot/format';
import { Scale } from '../../plot/scale';
import { tickValues } from '../../plot/ticks';

export const SCALES = ['linear', 'log', 'quantile'] as const;
export type ScaleName = (typeof SCALES)[number];

/** One thing that is known of each trial. Words have numbers, NaN is missing. */
export interface Dimension {
  /** Names it in the address: `h:` or `m:` and its name. */
  readonly key: string;
  readonly label: string;
  readonly values: Float64Array;
  /** The words that numbers stand for; empty for numbers. */
  readonly categories: readonly string[];
  /** Seconds since 1970. */
  readonly time?: boolean;
  readonly usual: ScaleName;
}

export interface AxisTick {
  readonly at: number;
  readonly label: string;
}

/** Words stand this far from the ends, in parts of the distance of two. */
const WORD_AIR = 0.35;

export class Axis {
  readonly scale: ScaleName;
  /** The smallest and the largest value that has a place; null without any. */
  readonly extent: readonly [number, number] | null;
  /** Whether all values are whole numbers. */
  private readonly whole: boolean;
  /** Of quantiles: each different value, ascending, and where it stands. */
  private readonly sorted: Float64Array;
  private readonly places: Float64Array;

  constructor(
    readonly dimension: Dimension,
    scale: ScaleName,
  ) {
    const known = dimension.values.filter((v) => v - v === 0 && (scale !== 'log' || v > 0));
    // What has no place on a logarithmic axis at all is shown on a linear one.
    this.scale = dimension.categories.length > 0 || (scale === 'log' && known.length === 0) ? 'linear' : scale;
    const all = this.scale === scale ? known : dimension.values.filter((v) => v - v === 0);
    this.extent =
      all.length === 0 ? null : all.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [all[0]!, all[0]!]);
    this.whole = all.every(Number.isInteger);
    this.sorted = new Float64Array(0);
    this.places = new Float64Array(0);
    if (this.scale === 'quantile') [this.sorted, this.places] = ranked(all);
  }

  /** Where a value stands, 0 at the bottom or left; NaN without a place. */
  at(value: number): number {
    if (this.extent === null || value - value !== 0) return NaN;
    const { categories } = this.dimension;
    if (categories.length > 0) return (value + WORD_AIR) / (categories.length - 1 + 2 * WORD_AIR);
    const [lo, hi] = this.extent;
    if (this.scale === 'log') {
      if (value <= 0) return NaN;
      return lo === hi ? 0.5 : Math.log(value / lo) / Math.log(hi / lo);
    }
    if (lo === hi) return 0.5;
    return this.scale === 'quantile' ? interpolated(this.sorted, this.places, value) : (value - lo) / (hi - lo);
  }

  /** The value at a place. */
  value(at: number): number {
    if (this.extent === null) return NaN;
    const { categories } = this.dimension;
    if (categories.length > 0) return at * (categories.length - 1 + 2 * WORD_AIR) - WORD_AIR;
    const [lo, hi] = this.extent;
    if (lo === hi) return lo;
    if (this.scale === 'log') return lo * (hi / lo) ** at;
    return this.scale === 'quantile' ? interpolated(this.places, this.sorted, at) : lo + at * (hi - lo);
  }

  /** All places, an entry for each trial. */
  placed(): Float64Array {
    return this.dimension.values.map((value) => this.at(value));
  }

  /** About `count` marks, ascending. */
  ticks(count: number, format: Format): AxisTick[] {
    const { categories, time } = this.dimension;
    if (this.extent === null) return [];
    if (categories.length > 0) {
      const every = Math.max(1, Math.ceil(categories.length / Math.max(1, count * 1.6)));
      return categories
        .map((label, i) => ({ at: this.at(i), label: label === '' ? '""' : label }))
        .filter((_, i) => i % every === 0);
    }
    const kind = time === true ? 'wall' : this.whole ? 'step' : 'value';
    if (this.extent[0] === this.extent[1]) return [{ at: 0.5, label: format.at(kind, this.extent[0]) }];
    const values = this.scale === 'quantile' ? this.quantiles(count) : this.rounds(count, kind);
    const labels =
      this.scale === 'quantile'
        ? values.map((v) => short(v, format))
        : format.ticks(kind, values, this.scale === 'log');
    return values.map((value, i) => ({ at: this.at(value), label: labels[i]! }));
  }

  /** A value as people read it. */
  said(value: number, format: Format): string {
    if (Number.isNaN(value)) return '–';
    const { categories, time } = this.dimension;
    if (categories.length > 0) return categories[value] ?? '–';
    return time === true ? format.recentTime(value) : format.value(value);
  }

  private rounds(count: number, kind: 'value' | 'wall' | 'step'): number[] {
    const scale = new Scale(this.extent!, [0, 1], this.scale === 'log');
    const values = tickValues(kind, scale, count).filter((v) => v >= this.extent![0] && v <= this.extent![1]);
    return values.length > 0 ? values : [...this.extent!];
  }

  private quantiles(count: number): number[] {
    const values = Array.from({ length: count }, (_, i) => this.value(i / Math.max(1, count - 1)));
    return values.filter((value, i) => i === 0 || value !== values[i - 1]);
  }
}

function short(value: number, format: Format): string {
  return format.value(Number(value.toPrecision(3)));
}

/** The different values, ascending, and the mean rank of each from 0 to 1. */
function ranked(values: Float64Array): [Float64Array, Float64Array] {
  const sorted = Float64Array.from(values).sort();
  const different: number[] = [];
  const places: number[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (end < sorted.length && sorted[end] === sorted[i]) end += 1;
    different.push(sorted[i]!);
    places.push((i + end - 1) / 2);
    i = end;
  }
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  const room = last - first || 1;
  return [Float64Array.from(different), Float64Array.from(places, (place) => (place - first) / room)];
}

/** What stands in `to` at the place that `x` has among `from`, which ascends. */
function interpolated(from: Float64Array, to: Float64Array, x: number): number {
  let [lo, hi] = [0, from.length - 1];
  if (hi < 0) return NaN;
  if (x <= from[lo]!) return to[lo]!;
  if (x >= from[hi]!) return to[hi]!;
  while (hi - lo > 1) {
    const middle = (lo + hi) >> 1;
    if (from[middle]! <= x) lo = middle;
    else hi = middle;
  }
  const part = (x - from[lo]!) / (from[hi]! - from[lo]!);
  return to[lo]! + part * (to[hi]! - to[lo]!);
}
