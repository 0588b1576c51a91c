// The marks of the statistics view: one statistic of several runs as lines over steps.

import { finiteExtent, union } from '../../plot/domain';
import { drawDots } from '../../plot/marks';
import type { Pen } from '../../plot/pen';
import type { Axes } from '../../plot/picture';
import type { Interval, Numbers } from '../../plot/scale';
import type { Point } from '../../plot/view';
import type { HistogramMarks, Spot } from './marks';

/** One run's part. */
export interface StatisticLine {
  readonly name: string;
  readonly color: string;
  readonly depth: Numbers;
  readonly step: Numbers;
  readonly values: Numbers;
  /** 1 where the log itself has mean, std, min and max. */
  readonly told: Numbers;
  readonly superseded: boolean;
}

/** A place along the depth at which some line has a point. */
export interface Place {
  readonly depth: number;
  readonly step: number;
}

/** Points farther apart than this have a dot each. */
const SPARSE_PX = 9;
const SUPERSEDED = { alpha: 0.5, dash: [4, 3] } as const;

/** A spot is a place, and which line is nearest there. */
export class StatisticLines implements HistogramMarks {
  readonly points: number;
  readonly xExtent: Interval | null;
  readonly places: readonly Place[];

  constructor(
    readonly lines: readonly StatisticLine[],
    depthExtent: Interval | null,
    /** Parts of a whole: their axis begins at none. */
    private readonly shares: boolean,
  ) {
    this.points = lines.reduce((sum, { depth }) => sum + depth.length, 0);
    this.xExtent = depthExtent;
    this.places = placesOf(lines);
  }

  yExtent(x: Interval, positive: boolean): Interval | null {
    const extent = this.lines.reduce<Interval | null>((all, { depth, values }) => {
      // Neighbours too: lines leave the frame.
      const from = Math.max(0, firstAt(depth, x[0]) - 1);
      return union(all, finiteExtent(values, positive, from, Math.min(values.length, firstAt(depth, x[1]) + 2)));
    }, null);
    return this.shares && extent !== null ? [0, extent[1] > 0 ? extent[1] : 1] : extent;
  }

  draw(pen: Pen, axes: Axes): void {
    for (const line of this.lines) this.trace(pen, axes, line, 1.5);
  }

  lift(pen: Pen, axes: Axes, { index, bin }: { readonly index: number; readonly bin: number | null }): void {
    const place = this.places[index];
    if (place === undefined) return;
    const { frame, theme } = axes;
    const px = axes.x.px(place.depth);
    if (px < frame.x - 1 || px > frame.x + frame.width + 1) return;
    pen.hairline(px, frame.y, px, frame.y + frame.height, theme.axis);
    const lifted = bin === null ? undefined : this.lines[bin];
    pen.clip(frame, () => {
      if (lifted !== undefined) this.trace(pen, axes, lifted, 2.25);
      for (const line of this.lines) {
        const at = pointAt(line, place);
        const py = at === null ? NaN : axes.y.px(line.values[at]!);
        if (at === null || !Number.isFinite(py)) continue;
        drawDots(pen, [px, py], 4, theme.background, 1);
        drawDots(pen, [px, py], 2.75, line.color, 1);
      }
    });
  }

  spotAt(at: Point, axes: Axes): Spot | null {
    let index = -1;
    let least = Infinity;
    this.places.forEach(({ depth }, i) => {
      const away = Math.abs(axes.x.px(depth) - at.x);
      if (away < least) [index, least] = [i, away];
    });
    return index < 0 ? null : { index, bin: this.nearestLine(this.places[index]!, at.y, axes) };
  }

  placeOf({ index, bin }: Spot, axes: Axes): Point {
    const { frame } = axes;
    const place = this.places[index]!;
    const line = this.lines[bin]!;
    const at = pointAt(line, place);
    const py = at === null ? NaN : axes.y.px(line.values[at]!);
    return { x: axes.x.px(place.depth), y: Number.isFinite(py) ? py : frame.y + frame.height / 2 };
  }

  private nearestLine(place: Place, py: number, axes: Axes): number {
    let best = 0;
    let least = Infinity;
    this.lines.forEach((line, i) => {
      const at = pointAt(line, place);
      const away = at === null ? Infinity : Math.abs(axes.y.px(line.values[at]!) - py);
      if (away < least) [best, least] = [i, away];
    });
    return best;
  }

  private trace(pen: Pen, axes: Axes, line: StatisticLine, width: number): void {
    const { depth, values, color, superseded } = line;
    const path = pen.path();
    const dots: number[] = [];
    const sparse = depth.length * SPARSE_PX <= axes.frame.width + 2 * SPARSE_PX;
    let run = 0;
    let last: Point = { x: 0, y: 0 };
    const end = (): void => {
      if (run === 1 && !sparse) dots.push(last.x, last.y);
      run = 0;
    };
    for (let i = 0; i < depth.length; i++) {
      const at = { x: axes.x.px(depth[i]!), y: axes.y.px(values[i]!) };
      if (!Number.isFinite(at.x) || !Number.isFinite(at.y)) {
        end();
        continue;
      }
      if (run === 0) path.moveTo(at.x, at.y);
      else path.lineTo(at.x, at.y);
      if (sparse) dots.push(at.x, at.y);
      run += 1;
      last = at;
    }
    end();
    const style = { color, width, alpha: 1 };
    pen.stroke(superseded ? { ...style, ...SUPERSEDED } : style);
    if (dots.length > 0) drawDots(pen, dots, width / 2 + 1.1, color, superseded ? SUPERSEDED.alpha : 1);
  }
}

/** The point of a line at a place; null where it has none. */
export function pointAt({ depth }: StatisticLine, place: Place): number | null {
  const at = firstAt(depth, place.depth);
  return depth[at] === place.depth ? at : null;
}

/** Where all lines have points, each once. */
function placesOf(lines: readonly StatisticLine[]): readonly Place[] {
  const found = new Map<number, number>();
  for (const { depth, step } of lines) depth.forEach((place, i) => found.set(place, step[i]!));
  return [...found].map(([depth, step]) => ({ depth, step })).sort((a, b) => a.depth - b.depth);
}

/** The first index from which on nothing is below a place. */
function firstAt(depth: Numbers, place: number): number {
  let low = 0;
  let high = depth.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (depth[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
