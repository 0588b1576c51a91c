// The series of a tag as lines of curves: each run, or each of its attempts and writers, has at most one curve at a step.

import type { CurvePoint } from '../../data/pr_curves';

/** The points of one run, attempt and writer that are drawn as one curve, by step; of equal steps the last stands for all. */
export interface Series {
  readonly key: string;
  readonly run: string;
  readonly superseded: boolean;
  readonly points: readonly CurvePoint[];
}

/** One series for each writer of a run, or, with all attempts, for each attempt of it. */
export function seriesOf(points: readonly CurvePoint[], allAttempts: boolean): readonly Series[] {
  const byKey = new Map<string, CurvePoint[]>();
  for (const point of points) {
    if (point.superseded && !allAttempts) continue;
    const key = JSON.stringify([point.run, point.writer, ...(allAttempts ? [point.attempt] : [])]);
    const those = byKey.get(key);
    if (those === undefined) byKey.set(key, [point]);
    else those.push(point);
  }
  return [...byKey].map(([key, those]) => ({
    key,
    run: those[0]!.run,
    superseded: those.every(({ superseded }) => superseded),
    points: [...those].sort((a, b) => a.step - b.step || a.index - b.index),
  }));
}

/** The steps of all series, each once, ascending. */
export function stepsOf(series: readonly Series[]): readonly number[] {
  return [...new Set(series.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b);
}

/** The place of the last point that is not above a step; -1 where the series begins later. */
export function placeAt({ points }: Series, step: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.step <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Up to `most` points before a place, chosen evenly, the first among them; oldest first. */
export function before({ points }: Series, place: number, most: number): readonly CurvePoint[] {
  if (place <= most) return points.slice(0, Math.max(0, place));
  return Array.from({ length: most }, (_, i) => points[Math.floor((i * place) / most)]!);
}
