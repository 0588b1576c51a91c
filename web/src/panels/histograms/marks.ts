// The marks of the four views: one run's histograms as ridges, lines over one another, bands of percentiles, or a heat map.

import { bisectRight } from 'd3-array';
import { mixed } from '../../base/colour';
import { PERCENTILES } from '../../data/histograms';
import type { Pen, Rect } from '../../plot/pen';
import type { Axes, Marks } from '../../plot/picture';
import type { Interval, Numbers } from '../../plot/scale';
import type { Point } from '../../plot/view';

/** What is drawn of one run. The extents and the largest count are those of all runs side by side. */
export interface Drawn {
  readonly color: string;
  /** Where each histogram stands: its step or time. */
  readonly depth: Numbers;
  readonly depthExtent: Interval;
  readonly bins: number;
  /** Where bins begin and end, one more than there are; and their middles on the axis. */
  readonly edges: Float64Array;
  readonly middles: Float64Array;
  /** What the value axis shows while it is not zoomed. */
  readonly valueExtent: Interval;
  /** One histogram's counts behind the other's, and the largest there is. */
  readonly counts: Numbers;
  readonly most: number;
  readonly log: boolean;
  readonly percentiles: Numbers;
}

/** A histogram, and one of its bins. */
export interface Spot {
  readonly index: number;
  readonly bin: number;
}

export interface HistogramMarks extends Marks {
  /** What is under a pixel. */
  spotAt(at: Point, axes: Axes): Spot | null;
  /** Where a spot is drawn. */
  placeOf(spot: Spot, axes: Axes): Point;
  /** Draws one histogram above the others, and its bin. */
  lift(pen: Pen, axes: Axes, spot: { readonly index: number; readonly bin: number | null }): void;
}

/** How high the tallest ridge rises, as a part of the frame. */
export const RIDGE = 0.3;
const HEAT_LEVELS = 24;
/** The bands of the distributions, from pair to pair of percentiles, the outermost first. */
const BANDS = [0.1, 0.16, 0.24, 0.3] as const;

abstract class Common implements HistogramMarks {
  readonly points: number;
  abstract readonly xExtent: Interval | null;

  constructor(readonly drawn: Drawn) {
    this.points = drawn.counts.length;
  }

  abstract yExtent(x: Interval, positive: boolean): Interval | null;
  abstract draw(pen: Pen, axes: Axes): void;
  abstract spotAt(at: Point, axes: Axes): Spot | null;
  abstract placeOf(spot: Spot, axes: Axes): Point;
  abstract lift(pen: Pen, axes: Axes, spot: { readonly index: number; readonly bin: number | null }): void;

  protected get length(): number {
    return this.drawn.depth.length;
  }
  protected count({ index, bin }: Spot): number {
    return this.drawn.counts[index * this.drawn.bins + bin] ?? 0;
  }
  protected edge(bin: number): number {
    return this.drawn.edges[bin]!;
  }
  protected middle(bin: number): number {
    return this.drawn.middles[bin]!;
  }
  protected binOf(value: number): number {
    return Math.max(0, Math.min(this.drawn.bins - 1, bisectRight(this.drawn.edges, value) - 1));
  }
  /** A count as a part of the largest. */
  protected share(count: number): number {
    const { most, log } = this.drawn;
    if (!(most > 0)) return 0;
    return log ? Math.log1p(count) / Math.log1p(most) : count / most;
  }
  /** How new one is, from 0 to 1. */
  protected age(index: number): number {
    return this.length < 2 ? 1 : index / (this.length - 1);
  }
  /** The histogram nearest to a place along the depth. */
  protected nearest(px: number, scale: Axes['x']): number {
    let best = 0;
    let least = Infinity;
    this.drawn.depth.forEach((depth, index) => {
      const away = Math.abs(scale.px(depth) - px);
      if (away <= least) [best, least] = [index, away];
    });
    return best;
  }
}

/** One ridge a step, the newest in front: values across, steps downwards. */
export class Ridges extends Common {
  readonly xExtent = this.drawn.valueExtent;

  yExtent(): Interval {
    return this.drawn.depthExtent;
  }

  draw(pen: Pen, axes: Axes): void {
    const across = this.across(axes);
    for (let index = 0; index < this.length; index++) {
      this.ridge(pen, axes, index, across);
      this.fill(pen, axes, 0.75, 0.08 + 0.42 * this.age(index));
      pen.stroke({ color: this.drawn.color, width: 1, alpha: 0.35 + 0.65 * this.age(index) });
    }
  }

  lift(pen: Pen, axes: Axes, { index, bin }: { readonly index: number; readonly bin: number | null }): void {
    pen.clip(axes.frame, () => {
      this.ridge(pen, axes, index, this.across(axes));
      this.fill(pen, axes, 0.85, 0.6);
      pen.stroke({ color: axes.theme.text, width: 1.5, alpha: 1 });
      if (bin !== null) dot(pen, this.placeOf({ index, bin }, axes), axes);
    });
  }

  /** Where ridges begin, their bins' middles, and where they end: the same for all. */
  private across({ x }: Axes): Float64Array {
    const { bins, middles } = this.drawn;
    return Float64Array.from({ length: bins + 2 }, (_, i) =>
      x.px(i === 0 ? this.edge(0) : i > bins ? this.edge(bins) : middles[i - 1]!),
    );
  }

  /** Left open below: a fill closes it. */
  private ridge(pen: Pen, axes: Axes, index: number, across: Float64Array): void {
    const { bins } = this.drawn;
    const base = axes.y.px(this.drawn.depth[index]!);
    const path = pen.path();
    path.moveTo(across[0]!, base);
    for (let bin = 0; bin < bins; bin++) path.lineTo(across[bin + 1]!, base - this.rise({ index, bin }, axes));
    path.lineTo(across[bins + 1]!, base);
  }

  /** The colour over the background that hides the ridges behind: one fill costs half of two. */
  private fill(pen: Pen, { theme }: Axes, hides: number, strength: number): void {
    const alpha = 1 - (1 - hides) * (1 - strength);
    pen.fill(mixed(theme.background, this.drawn.color, strength / alpha), alpha);
  }

  private rise(spot: Spot, { frame }: Axes): number {
    return this.share(this.count(spot)) * RIDGE * frame.height;
  }

  spotAt(at: Point, axes: Axes): Spot | null {
    if (this.length === 0) return null;
    const bin = this.binOf(axes.x.value(at.x));
    // The foremost ridge that the pointer is on, else the nearest below it.
    for (let index = this.length - 1; index >= 0; index--) {
      const base = axes.y.px(this.drawn.depth[index]!);
      if (at.y <= base && at.y >= base - this.rise({ index, bin }, axes) - 1) return { index, bin };
    }
    return { index: this.nearest(at.y, axes.y), bin };
  }

  placeOf(spot: Spot, axes: Axes): Point {
    const base = axes.y.px(this.drawn.depth[spot.index]!);
    return { x: axes.x.px(this.middle(spot.bin)), y: base - this.rise(spot, axes) };
  }
}

/** All steps over one another: values across, counts upwards. */
export class Overlay extends Common {
  readonly xExtent = this.drawn.valueExtent;

  yExtent(_x: Interval, positive: boolean): Interval | null {
    const { most } = this.drawn;
    if (!(most > 0)) return null;
    return positive ? [Math.min(1, most / 10), most] : [0, most];
  }

  draw(pen: Pen, axes: Axes): void {
    for (let index = 0; index < this.length; index++) {
      this.trace(pen, axes, index);
      pen.stroke({ color: this.drawn.color, width: 1, alpha: 0.12 + 0.88 * this.age(index) ** 2 });
    }
  }

  lift(pen: Pen, axes: Axes, { index, bin }: { readonly index: number; readonly bin: number | null }): void {
    pen.clip(axes.frame, () => {
      this.trace(pen, axes, index);
      pen.stroke({ color: axes.theme.text, width: 1.75, alpha: 1 });
      if (bin !== null) dot(pen, this.placeOf({ index, bin }, axes), axes);
    });
  }

  private trace(pen: Pen, axes: Axes, index: number): void {
    const path = pen.path();
    for (let bin = 0; bin < this.drawn.bins; bin++) {
      const { x, y } = this.placeOf({ index, bin }, axes);
      if (bin === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
  }

  spotAt(at: Point, axes: Axes): Spot | null {
    const bin = this.binOf(axes.x.value(at.x));
    let best: Spot | null = null;
    let least = Infinity;
    for (let index = 0; index < this.length; index++) {
      const away = Math.abs(this.placeOf({ index, bin }, axes).y - at.y);
      if (away <= least) [best, least] = [{ index, bin }, away];
    }
    return best;
  }

  placeOf(spot: Spot, axes: Axes): Point {
    const py = axes.y.px(this.count(spot));
    const bottom = axes.frame.y + axes.frame.height;
    // None has no place on a logarithmic axis: it stands at its foot.
    return { x: axes.x.px(this.middle(spot.bin)), y: Number.isFinite(py) ? Math.min(py, bottom + 1) : bottom };
  }
}

/** Steps across, values upwards. */
abstract class Along extends Common {
  readonly xExtent = this.drawn.depthExtent;

  yExtent(): Interval {
    return this.drawn.valueExtent;
  }

  spotAt(at: Point, axes: Axes): Spot | null {
    if (this.length === 0) return null;
    return { index: this.nearest(at.x, axes.x), bin: this.binOf(axes.y.value(at.y)) };
  }

  placeOf({ index, bin }: Spot, axes: Axes): Point {
    return { x: axes.x.px(this.drawn.depth[index]!), y: axes.y.px(this.middle(bin)) };
  }

  lift(pen: Pen, axes: Axes, { index }: { readonly index: number }): void {
    const px = axes.x.px(this.drawn.depth[index]!);
    const { frame } = axes;
    if (px >= frame.x - 1 && px <= frame.x + frame.width + 1) {
      pen.hairline(px, frame.y, px, frame.y + frame.height, axes.theme.text);
    }
  }
}

/** The median, and bands around it. */
export class Bands extends Along {
  draw(pen: Pen, axes: Axes): void {
    if (this.length === 0) return;
    const { color } = this.drawn;
    BANDS.forEach((alpha, pair) => {
      const path = pen.path();
      for (let i = 0; i < this.length; i++) this.go(path, axes, i, PERCENTILES - 1 - pair, i === 0);
      for (let i = this.length - 1; i >= 0; i--) this.go(path, axes, i, pair, false);
      path.closePath();
      pen.fill(color, alpha);
      // One step alone has no width to fill.
      if (this.length > 1) return;
      const line = pen.path();
      this.go(line, axes, 0, PERCENTILES - 1 - pair, true);
      this.go(line, axes, 0, pair, false);
      pen.stroke({ color, width: 3 + 3 * pair, alpha });
    });
    const median = pen.path();
    for (let i = 0; i < this.length; i++) this.go(median, axes, i, (PERCENTILES - 1) / 2, i === 0);
    pen.stroke({ color, width: 1.5, alpha: 1 });
  }

  private go(path: ReturnType<Pen['path']>, { x, y }: Axes, index: number, percentile: number, begin: boolean): void {
    const px = x.px(this.drawn.depth[index]!);
    const py = y.px(this.finite(index * PERCENTILES, percentile));
    if (begin) path.moveTo(px, py);
    else path.lineTo(px, py);
  }

  /** A percentile; where it is none, the nearest towards the median. */
  private finite(first: number, percentile: number): number {
    const { percentiles } = this.drawn;
    const middle = (PERCENTILES - 1) / 2;
    const way = Math.sign(middle - percentile);
    let at = percentile;
    while (at !== middle && !Number.isFinite(percentiles[first + at])) at += way;
    return percentiles[first + at]!;
  }
}

/** Every step a column of cells; the more numbers in a bin, the stronger. */
export class HeatMap extends Along {
  draw(pen: Pen, axes: Axes): void {
    const { bins, color } = this.drawn;
    const levels: Rect[][] = Array.from({ length: HEAT_LEVELS + 1 }, () => []);
    const rows = Array.from({ length: bins + 1 }, (_, bin) => Math.round(axes.y.px(this.edge(bin))));
    for (let index = 0; index < this.length; index++) {
      const [from, to] = this.column(index, axes);
      if (to < axes.frame.x || from > axes.frame.x + axes.frame.width) continue;
      for (let bin = 0; bin < bins; bin++) {
        const level = Math.ceil(this.share(this.count({ index, bin })) * HEAT_LEVELS);
        const [bottom, top] = [rows[bin]!, rows[bin + 1]!];
        if (level > 0) levels[level]!.push({ x: from, y: top, width: to - from, height: Math.max(1, bottom - top) });
      }
    }
    levels.forEach((cells, level) => {
      if (cells.length === 0) return;
      const path = pen.path();
      for (const { x, y, width, height } of cells) {
        path.moveTo(x, y);
        path.lineTo(x + width, y);
        path.lineTo(x + width, y + height);
        path.lineTo(x, y + height);
        path.closePath();
      }
      pen.fill(color, 0.06 + 0.94 * (level / HEAT_LEVELS));
    });
  }

  /** From halfway to the one before to halfway to the next. */
  private column(index: number, { x, frame }: Axes): Interval {
    const { depth } = this.drawn;
    const here = x.px(depth[index]!);
    const before = index > 0 ? x.px(depth[index - 1]!) : null;
    const after = index + 1 < depth.length ? x.px(depth[index + 1]!) : null;
    if (before === null && after === null) return [frame.x, frame.x + frame.width];
    const from = here - (here - (before ?? 2 * here - after!)) / 2;
    const to = here + ((after ?? 2 * here - before!) - here) / 2;
    return [Math.round(from), Math.max(Math.round(from) + 1, Math.round(to))];
  }
}

function dot(pen: Pen, { x, y }: Point, { theme }: Axes): void {
  for (const [radius, color] of [[4, theme.background] as const, [2.75, theme.text] as const]) {
    const path = pen.path();
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fill(color, 1);
  }
}
