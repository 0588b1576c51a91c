// What can be said of the numbers of a histogram, and drawn over steps.

import type { Statistics } from '../../data/histograms';

/** The shares of the numbers below the quantiles that can be drawn. */
const QUANTILES = { p1: 0.01, p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 } as const;

type Quantile = keyof typeof QUANTILES;
export type Statistic = 'mean' | 'std' | 'min' | 'max' | 'count' | 'zeros' | 'non_finite' | Quantile;

const QUANTILE_NAMES = Object.keys(QUANTILES) as Quantile[];

/** In the order in which they are offered. */
export const STATISTICS: readonly Statistic[] = [
  'mean',
  'std',
  'min',
  ...QUANTILE_NAMES,
  'max',
  'zeros',
  'non_finite',
  'count',
];
export const USUAL_STATISTICS: readonly Statistic[] = ['mean', 'std', 'min', 'max'];

export function isStatistic(name: string): name is Statistic {
  return (STATISTICS as readonly string[]).includes(name);
}

export function isQuantile(name: Statistic): name is Quantile {
  return name in QUANTILES;
}

/** Those that are parts of a whole, from 0 to 1. */
export function isShare(name: Statistic): boolean {
  return name === 'zeros' || name === 'non_finite';
}

/** Those that have the unit of the values, and may stand on their axis. */
export function isValue(name: Statistic): boolean {
  return !isShare(name) && name !== 'count';
}

/** The shares to ask for, ascending. */
export function sharesOf(chosen: readonly Statistic[]): number[] {
  return QUANTILE_NAMES.filter((name) => chosen.includes(name)).map((name) => QUANTILES[name]);
}

/** One statistic of every histogram; `shares` are those that were asked for. */
export function valuesOf(
  statistic: Statistic,
  statistics: Statistics,
  shares: readonly number[],
): Float64Array | Float32Array | Int32Array {
  if (statistic === 'non_finite') return statistics.nonFinite;
  if (!isQuantile(statistic)) return statistics[statistic];
  const at = shares.indexOf(QUANTILES[statistic]);
  const each = shares.length;
  const { count, quantiles } = statistics;
  return Float64Array.from(count, (numbers, i) => (at >= 0 && numbers > 0 ? (quantiles[i * each + at] ?? NaN) : NaN));
}

/** Whether a value is an estimate from buckets: the log does not say it. */
export function isEstimate(statistic: Statistic, told: number | undefined): boolean {
  return isQuantile(statistic) || ((statistic === 'mean' || statistic === 'std') && told !== 1);
}
