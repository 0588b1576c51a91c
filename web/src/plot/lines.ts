// Lines on a plane: how far they reach, and how they are drawn together.
import { finiteExtent, sameInterval, union } from './domain';
import { lowerBound, upperBound, type Line } from './line';
import {
  bandWeightOf,
  type Band,
  drawBand,
  drawBehind,
  drawFaint,
  drawLeaving,
  drawLine,
  drawNonFinite,
  drawSamples,
  weightOf,
} from './marks';
import type { Pen } from './pen';
import type { Axes, Marks } from './picture';
import type { Interval } from './scale';

export interface LinesData {
  readonly lines: readonly Line[];
  /** All x there are, drawn or not; null when there is nothing to draw. */
  readonly xExtent: Interval | null;
  /** The values without outliers, over all points in `robustFor` (null: the whole axis); else they are estimated. */
  readonly robust: Interval | null;
  readonly robustFor: Interval | null;
  /** Every point in view is among the lines': the cursor goes from one to the next, and not along the pixels between. */
  readonly complete: boolean;
  /** The values without those far outside, which are marked where they leave; null when none are left out. */
  readonly near?: Interval | null;
  /** Ranges below the lines. */
  readonly bands?: readonly Band[];
  /** Lines below all, faint, which the cursor passes over. */
  readonly behind?: readonly Line[];
}

/** Dashes tell attempts apart while there are few; with many they are noise and cost time. */
const MOST_DASHED = 40;
/** Dots on single points, likewise. */
const MOST_DOTTED = 24;

export class Lines implements Marks {
  readonly all: readonly Line[];
  readonly xExtent: Interval | null;
  readonly points: number;

  constructor(
    private readonly data: LinesData,
    private readonly ignoreOutliers: boolean,
  ) {
    this.all = data.lines;
    this.xExtent = data.xExtent;
    const points = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.length, 0);
    this.points = points(data.lines) + points(data.behind ?? []);
  }

  yExtent(x: Interval, positive: boolean, zoom: Interval | null): Interval | null {
    const robust = this.ignoreOutliers ? this.robustWithin(x, zoom) : null;
    if (robust !== null && (!positive || robust[0] > 0)) return robust;
    if (this.clips(positive)) return this.data.near!;
    let extent: Interval | null = null;
    for (const line of this.all) {
      extent = union(extent, extentWithin(line.x, line.y, line.ordered, x, positive));
      if (line.smoothed !== null) {
        const { x: sx, y: sy } = line.smoothed;
        extent = union(extent, extentWithin(sx, sy, true, x, positive));
      }
    }
    for (const { shownX, shownY, ordered } of this.data.behind ?? []) {
      extent = union(extent, extentWithin(shownX, shownY, ordered, x, positive));
    }
    for (const { lower, upper } of this.data.bands ?? []) {
      for (const line of [lower, upper]) {
        extent = union(extent, extentWithin(line.x, line.y, line.ordered, x, positive));
      }
    }
    return extent;
  }

  private clips(logarithmic: boolean): boolean {
    return !this.ignoreOutliers && !logarithmic && (this.data.near ?? null) !== null;
  }

  private robustWithin(x: Interval, zoom: Interval | null): Interval | null {
    const { robust, robustFor } = this.data;
    return (sameInterval(robustFor, zoom) ? robust : null) ?? estimatedRobust(this.all, x);
  }

  draw(pen: Pen, { frame, x, y }: Axes): void {
    const lines = this.all;
    const weight = weightOf(lines.length);
    const { bands = [], behind = [] } = this.data;
    for (const line of behind) drawBehind(pen, line, x, y, behind.length);
    for (const band of bands) drawBand(pen, band, x, y, bandWeightOf(bands.length));
    for (const line of lines) drawFaint(pen, line, x, y, weight);
    for (const line of lines) drawLine(pen, line, x, y, weight, lines.length <= MOST_DASHED);
    if (lines.length <= MOST_DOTTED) {
      for (const line of lines) drawSamples(pen, line, x, y, weight);
    }
    for (const line of lines) if (line.nonFinite.length > 0) drawNonFinite(pen, line, x, frame);
    if (this.clips(y.log)) for (const line of lines) drawLeaving(pen, line, x, y, frame);
  }
}

function extentWithin(xs: Line['x'], ys: Line['y'], ordered: boolean, x: Interval, positive: boolean): Interval | null {
  if (!ordered) return finiteExtent(ys, positive);
  return finiteExtent(ys, positive, lowerBound(xs, x[0]), upperBound(xs, x[1]));
}

/** The 5th to 95th percentile of what is drawn, until the server has said it of all points. */
function estimatedRobust(lines: readonly Line[], x: Interval): Interval | null {
  const values: number[] = [];
  const stride = Math.max(1, Math.ceil(lines.reduce((sum, l) => sum + l.length, 0) / 20_000));
  for (const line of lines) {
    const [from, to] = line.ordered ? [lowerBound(line.x, x[0]), upperBound(line.x, x[1])] : [0, line.length];
    for (let i = from; i < to; i += stride) {
      const v = line.y[i] as number;
      if (v - v === 0) values.push(v);
    }
  }
  if (values.length < 3) return null;
  values.sort((a, b) => a - b);
  const n = values.length - 1;
  return [values[Math.ceil(0.05 * n)] as number, values[Math.floor(0.95 * n)] as number];
}
