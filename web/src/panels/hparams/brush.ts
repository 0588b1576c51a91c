// A brush: the parts of axes that trials have to pass through to be chosen.

import { joinList, splitList } from '../../base/address';
import type { Axis } from './axis';

/** Of each axis, by its key, the smallest and the largest value that passes. */
export type Brush = ReadonlyMap<string, readonly [number, number]>;

/** Which trials pass, by their number. A missing value does not pass a brush. */
export function passing(brush: Brush, axes: ReadonlyMap<string, Axis>, count: number): Uint8Array {
  const passes = new Uint8Array(count).fill(1);
  for (const [key, [low, high]] of brush) {
    const values = axes.get(key)?.dimension.values;
    if (values === undefined) continue;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (!(value >= low && value <= high)) passes[i] = 0;
    }
  }
  return passes;
}

/** The part of an axis between two places of it; null where that is nothing, or all there is. */
export function brushBetween(axis: Axis, from: number, to: number): readonly [number, number] | null {
  const [a, b] = from < to ? [from, to] : [to, from];
  if (b - a < 0.004 || axis.extent === null || (a <= 0 && b >= 1)) return null;
  const [low, high] = [axis.value(Math.max(0, a)), axis.value(Math.min(1, b))];
  if (axis.dimension.categories.length > 0) {
    const [first, last] = [Math.ceil(low - 0.5), Math.floor(high + 0.5)];
    return [Math.max(0, first), Math.min(axis.dimension.categories.length - 1, last)];
  }
  // At the ends of the axis nothing is lost to rounding.
  const [least, most] = axis.extent;
  return [a <= 0 ? least : tidy(low, least, most), b >= 1 ? most : tidy(high, least, most)];
}

function tidy(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Number(value.toPrecision(5))));
}

export function brushText(brush: Brush): readonly string[] {
  return [...brush].map(([key, [low, high]]) => joinList([key, String(low), String(high)]));
}

export function brushOf(texts: readonly string[]): Brush {
  const brush = new Map<string, readonly [number, number]>();
  for (const text of texts) {
    const [key, low, high] = splitList(text);
    if (key !== undefined && Number.isFinite(Number(low)) && Number.isFinite(Number(high))) {
      brush.set(key, [Number(low), Number(high)]);
    }
  }
  return brush;
}
