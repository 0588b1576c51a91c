// The marks of a card: curves of several runs in the plane of precision and recall, or in that of hits and false alarms.

import type { Curve } from '../../data/pr_curves';
import { drawDots, trace, weightOf } from '../../plot/marks';
import type { Pen } from '../../plot/pen';
import type { Axes, Marks } from '../../plot/picture';
import type { Interval, Numbers } from '../../plot/scale';
import type { Point } from '../../plot/view';

/** A curve of a run, in the colour of that. */
export interface Drawn {
  readonly key: string;
  readonly color: string;
  /** A later attempt began anew; drawn lighter and dashed. */
  readonly superseded: boolean;
  readonly curve: Curve;
}

/** A curve as it stands in the plane. What stands at an index belongs to the threshold of that index. */
interface Placed extends Drawn {
  readonly x: Numbers;
  readonly y: Numbers;
}

/** A curve, and one of its thresholds. */
export interface Spot {
  readonly key: string;
  readonly index: number;
}

/** The names of the axes, which are written inside the frame. */
export interface AxisNames {
  readonly x: string;
  readonly y: string;
}

const WHOLE: Interval = [0, 1];
const F1S = [0.2, 0.4, 0.6, 0.8];
const SAMPLES = 64;
const FAINTEST = 0.06;
const FAINT = 0.3;
const LABEL = 10.5;

export abstract class CurveMarks implements Marks {
  readonly xExtent = WHOLE;
  readonly points: number;
  readonly all: readonly Placed[];
  private readonly behind: readonly Placed[];

  constructor(
    drawn: readonly Drawn[],
    /** Curves of earlier steps, the oldest first. */
    earlier: readonly Drawn[],
    private readonly names: AxisNames,
  ) {
    this.all = drawn.map((one) => ({ ...one, ...this.placed(one.curve) }));
    this.behind = earlier.map((one) => ({ ...one, ...this.placed(one.curve) }));
    this.points = [...this.all, ...this.behind].reduce((sum, { x }) => sum + x.length, 0);
  }

  /** Where the thresholds of a curve stand. */
  protected abstract placed(curve: Curve): { readonly x: Numbers; readonly y: Numbers };
  /** What helps to read the plane, under the curves. */
  protected abstract drawGuides(pen: Pen, axes: Axes): void;

  yExtent(): Interval {
    return WHOLE;
  }

  draw(pen: Pen, axes: Axes): void {
    this.drawGuides(pen, axes);
    this.drawNames(pen, axes);
    this.behind.forEach((one, i) => {
      const alpha = FAINTEST + ((FAINT - FAINTEST) * (i + 1)) / this.behind.length;
      this.line(pen, axes, one, 1, alpha);
    });
    const { width, alpha } = weightOf(this.all.length);
    for (const one of this.all) this.line(pen, axes, one, width, alpha);
  }

  /** Draws one curve above the others. */
  lift(pen: Pen, axes: Axes, key: string): void {
    const one = this.all.find((other) => other.key === key);
    if (one !== undefined) pen.clip(axes.frame, () => this.line(pen, axes, one, 2.5, 1));
  }

  /** Where a threshold of a curve is drawn; null where it has no place. */
  placeOf({ key, index }: Spot, axes: Axes): Point | null {
    const one = this.all.find((other) => other.key === key);
    return one === undefined ? null : pointAt(one, index, axes);
  }

  /** The threshold of any curve that is drawn nearest to a pixel. */
  spotAt(at: Point, axes: Axes): Spot | null {
    let best: Spot | null = null;
    let least = Infinity;
    for (const one of this.all) {
      for (let index = 0; index < one.x.length; index++) {
        const place = pointAt(one, index, axes);
        const away = place === null ? Infinity : Math.hypot(place.x - at.x, place.y - at.y);
        if (away < least) [best, least] = [{ key: one.key, index }, away];
      }
    }
    return best;
  }

  private line(pen: Pen, { x, y }: Axes, one: Placed, width: number, alpha: number): void {
    const alone: number[] = [];
    trace(pen.path(), one.x, one.y, x, y, 0, one.x.length, (px, py) => void alone.push(px, py));
    const seen = alpha * (one.superseded ? 0.5 : 1);
    pen.stroke({ color: one.color, width, alpha: seen, ...(one.superseded && { dash: [4, 3] }) });
    if (alone.length > 0) drawDots(pen, alone, width + 1, one.color, seen);
  }

  /** In the corner that good curves stay away from. */
  private drawNames(pen: Pen, { frame, theme }: Axes): void {
    const label = `${this.names.y} ↑   ${this.names.x} →`;
    const [x, y] = [frame.x + frame.width - 4, frame.y + frame.height - 9];
    pen.text(label, x, y, { color: theme.label, size: LABEL, align: 'right' });
  }
}

/** Precision over recall. Thresholds at the end at which nothing is predicted to be positive have no precision. */
export class PrMarks extends CurveMarks {
  constructor(
    drawn: readonly Drawn[],
    earlier: readonly Drawn[],
    names: AxisNames,
    private readonly isolines: boolean,
  ) {
    super(drawn, earlier, names);
  }

  protected placed({ recall, precision, shown }: Curve): { x: Numbers; y: Numbers } {
    return { x: recall.subarray(0, shown), y: precision.subarray(0, shown) };
  }

  protected drawGuides(pen: Pen, axes: Axes): void {
    if (!this.isolines) return;
    const { x, y, theme } = axes;
    for (const f1 of F1S) {
      // From where the precision is 1, which is at the recall that it comes to where the recall is 1.
      const end = precisionAt(f1, 1);
      const recall = Float64Array.from({ length: SAMPLES + 1 }, (_, i) => end + ((1 - end) * i) / SAMPLES);
      const precision = recall.map((at) => precisionAt(f1, at));
      trace(pen.path(), recall, precision, x, y, 0, recall.length, () => undefined);
      pen.stroke({ color: theme.axis, width: 1, alpha: 0.5, dash: [2, 3] });
      const style = { color: theme.label, align: 'right', size: LABEL - 1 } as const;
      pen.text(`F1 ${f1}`, x.px(1) - 4, y.px(end) - 7, style);
    }
  }
}

/** Hits over false alarms, from (1, 1), where all is predicted to be positive, to (0, 0). */
export class RocMarks extends CurveMarks {
  protected placed({ tp, fp, tn, fn, auc }: Curve): { x: Numbers; y: Numbers } {
    // Where the counts don't add up there is no curve.
    if (Number.isNaN(auc)) return { x: new Float64Array(0), y: new Float64Array(0) };
    return {
      x: Float64Array.from(fp, (count, i) => count / (count + tn[i]!)),
      y: Float64Array.from(tp, (count, i) => count / (count + fn[i]!)),
    };
  }

  protected drawGuides(pen: Pen, { x, y, theme }: Axes): void {
    const path = pen.path();
    path.moveTo(x.px(0), y.px(0));
    path.lineTo(x.px(1), y.px(1));
    pen.stroke({ color: theme.axis, width: 1, alpha: 0.7, dash: [2, 3] });
  }
}

/** The precision that makes an F1 at a recall. */
export function precisionAt(f1: number, recall: number): number {
  return (f1 * recall) / (2 * recall - f1);
}

/** The threshold of an index among so many. */
export function thresholdOf(index: number, count: number): number {
  return count < 2 ? 0 : index / (count - 1);
}

/** The index of the threshold nearest to a value. */
export function indexOf(threshold: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.round(threshold * (count - 1))));
}

function pointAt({ x: xs, y: ys }: Placed, index: number, { x, y }: Axes): Point | null {
  if (index >= xs.length) return null;
  const place = { x: x.px(xs[index]!), y: y.px(ys[index]!) };
  return Number.isFinite(place.x) && Number.isFinite(place.y) ? place : null;
}
