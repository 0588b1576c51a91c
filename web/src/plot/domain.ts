// Domains: which values an axis shows when the user has not chosen.
import { nice } from 'd3-array';
import type { Interval, Numbers } from './scale';

/** Smallest and largest finite value between two indices; above zero only for a log axis. */
export function finiteExtent(values: Numbers, positive = false, from = 0, to = values.length): Interval | null {
  let min = Infinity;
  let max = -Infinity;
  for (let i = from; i < to; i++) {
    const v = values[i] as number;
    // v - v is 0 for finite numbers and NaN for the others.
    if (v - v !== 0 || (positive && v <= 0)) continue;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  return min <= max ? [min, max] : null;
}

export function union(a: Interval | null, b: Interval | null): Interval | null {
  if (a === null) return b;
  if (b === null) return a;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

/**
 * The y domain for an extent: a little air, then rounded to values that a tick could have, so that it stays
 * where it is while new points fall inside.
 */
export function yDomain(extent: Interval | null, log: boolean): Interval {
  if (extent === null) return log ? [0.1, 1] : [0, 1];
  return log ? logDomain(extent) : linearDomain(extent);
}

function linearDomain([min, max]: Interval): Interval {
  if (min === max || max - min < Math.abs(max) * 1e-13) {
    const room = min === 0 ? 1 : Math.abs(min) * 0.1;
    return [min - room, max + room];
  }
  const air = (max - min) * 0.03;
  // An axis that ends near zero ends at zero, and air never carries it beyond: a falling loss shows how much is left.
  const near = (max - min) * 0.2;
  const lo = min >= 0 && min <= near ? 0 : min - air;
  const hi = max <= 0 && max >= -near ? 0 : max + air;
  const [a, b] = nice(lo, hi, 16);
  return Number.isFinite(a) && Number.isFinite(b) ? [a, b] : [min, max];
}

function logDomain([min, max]: Interval): Interval {
  if (min === max) return [min / 2, max * 2];
  const air = (max / min) ** 0.01;
  const lo = Math.max(min / air, Number.MIN_VALUE);
  const hi = Math.min(max * air, Number.MAX_VALUE);
  return [logFloor(lo), logCeil(hi)];
}

/** The nearest 1, 2 or 5 times a power of ten at or below. */
function logFloor(v: number): number {
  const power = 10 ** Math.floor(Math.log10(v));
  if (!(power > 0)) return v;
  const lead = v / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

function logCeil(v: number): number {
  const power = 10 ** Math.floor(Math.log10(v));
  if (!(power > 0)) return v;
  const lead = v / power;
  const rounded = (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
  return Number.isFinite(rounded) ? rounded : v;
}

/** The x domain for an extent: exactly the data, so that lines begin and end at the frame. */
export function xDomain(extent: Interval | null, log: boolean): Interval {
  if (extent === null) return log ? [1, 10] : [0, 1];
  const [min, max] = extent;
  if (min < max) return extent;
  return log ? [min / 2, max * 2] : [min - 1, max + 1];
}

/**
 * A domain on the way from one to another; `t` runs from 0 to 1. A log axis moves by decades, and at once where it comes from an axis
 * that reached zero: there is no way from there.
 */
export function between(a: Interval, b: Interval, t: number, log: boolean): Interval {
  if (t >= 1) return b;
  if (log) return a[0] > 0 && b[0] > 0 ? [a[0] * (b[0] / a[0]) ** t, a[1] * (b[1] / a[1]) ** t] : b;
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}

export function sameInterval(a: Interval | null, b: Interval | null): boolean {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}
