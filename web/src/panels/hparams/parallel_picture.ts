// The lines of parallel coordinates: drawn a part in each frame where they are many, and shown when all of them are there.

import { CanvasLayer } from '../../plot/canvas_layer';
import type { Theme } from '../../plot/frame';
import type { Drawable, FrameQueue } from '../../plot/frame_queue';
import { drawDots } from '../../plot/marks';
import type { PathTarget, Pen } from '../../plot/pen';
import type { Tick } from '../../plot/ticks';

/** What is drawn: places in pixels, by axis and then by trial; NaN stands at the place of what is missing. */
export interface Lines {
  readonly xs: readonly number[];
  readonly ys: readonly Float64Array[];
  /** Where a missing value stands. */
  readonly missing: number;
  readonly top: number;
  readonly bottom: number;
  readonly chosen: Uint8Array;
  readonly shades: Uint8Array;
  readonly ramp: readonly string[];
  readonly ticks: readonly (readonly Tick[])[];
  readonly theme: Theme;
}

/** So many lines make one path. */
const BATCH = 300;
/** A frame's part of the work. */
const SLICE_MS = 9;
const LABEL_PX = 11;

interface Batch {
  readonly trials: readonly number[];
  readonly color: string;
  readonly alpha: number;
  readonly width: number;
}

export class ParallelPicture implements Drawable {
  private readonly sheets: readonly [Sheet, Sheet];
  private readonly above: CanvasLayer;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private lines: Lines | null = null;
  private lifted: readonly { readonly trial: number; readonly color: string }[] = [];
  private work: Iterator<void> | null = null;
  private stale = false;
  private shown = 0;

  constructor(
    host: HTMLElement,
    private readonly frames: FrameQueue,
  ) {
    this.sheets = [new Sheet(host), new Sheet(host)];
    this.sheets[1].show(false);
    this.above = new CanvasLayer(host);
  }

  dispose(): void {
    this.frames.cancel(this);
    this.sheets.forEach((sheet) => sheet.remove());
    this.above.remove();
  }

  set(lines: Lines, width: number, height: number): void {
    this.lines = lines;
    this.width = width;
    this.height = height;
    this.ratio = window.devicePixelRatio || 1;
    this.stale = true;
    this.frames.request(this);
  }

  /** The trials that stand above all others. */
  lift(trials: readonly { readonly trial: number; readonly color: string }[]): void {
    this.lifted = trials;
    this.frames.request(this);
  }

  frame(): boolean {
    const { lines } = this;
    if (lines === null || this.width < 2) return false;
    // What is being drawn is drawn to its end: else a brush that moves would never show anything.
    if (this.work === null && this.stale) {
      this.stale = false;
      this.work = this.draw(lines);
    }
    const end = performance.now() + SLICE_MS;
    while (this.work !== null && performance.now() < end) {
      if (this.work.next().done !== true) continue;
      this.work = null;
      this.sheets[1 - this.shown]!.show(true);
      this.sheets[this.shown]!.show(false);
      this.shown = 1 - this.shown;
    }
    if (this.work === null) this.drawAbove(lines);
    return this.work !== null || this.stale;
  }

  private *draw(lines: Lines): Generator<void, void> {
    const pen = this.sheets[1 - this.shown]!.wiped(this.width, this.height, this.ratio);
    if (pen === null) return;
    for (const { trials, color, alpha, width } of batches(lines)) {
      const path = pen.path();
      for (const trial of trials) trace(path, lines, trial);
      pen.stroke({ color, alpha, width });
      yield;
    }
    drawRails(pen, lines);
  }

  private drawAbove(lines: Lines): void {
    const pen = this.above.wiped(this.width, this.height, this.ratio);
    if (pen === null) return;
    const count = lines.chosen.length;
    for (const { trial, color } of this.lifted.filter((one) => one.trial < count)) {
      trace(pen.path(), lines, trial);
      pen.stroke({ color: lines.theme.background, alpha: 0.9, width: 5 });
      trace(pen.path(), lines, trial);
      pen.stroke({ color, alpha: 1, width: 2.5 });
      const dots = lines.xs.flatMap((x, axis) => [x, placeOf(lines, axis, trial)]);
      drawDots(pen, dots, 4, lines.theme.background, 1);
      drawDots(pen, dots, 3, color, 1);
    }
  }
}

/** The trial whose line passes nearest to a place, chosen ones before others; null where none is near. */
export function nearestLine(lines: Lines, x: number, y: number, within = 14): number | null {
  const { xs, chosen } = lines;
  const right = xs.findIndex((each) => each >= x);
  if (right < 0 || (right === 0 && xs[0]! - x > within)) return null;
  const axis = Math.max(1, right);
  const [from, to] = [xs[axis - 1]!, xs[axis] ?? xs[axis - 1]!];
  const part = to === from ? 0 : Math.min(1, Math.max(0, (x - from) / (to - from)));
  let [best, least] = [-1, within];
  for (const only of [1, 0]) {
    for (let trial = 0; trial < chosen.length; trial++) {
      if (chosen[trial] !== only) continue;
      const a = placeOf(lines, axis - 1, trial);
      const b = axis < xs.length ? placeOf(lines, axis, trial) : a;
      const away = Math.abs(a + (b - a) * part - y);
      if (away < least) [best, least] = [trial, away];
    }
    if (best >= 0) return best;
  }
  return null;
}

function placeOf({ ys, missing }: Lines, axis: number, trial: number): number {
  const y = ys[axis]![trial]!;
  return Number.isNaN(y) ? missing : y;
}

function trace(path: PathTarget, lines: Lines, trial: number): void {
  lines.xs.forEach((x, axis) => {
    const y = placeOf(lines, axis, trial);
    if (axis === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
}

/** Those that are not chosen first, faintly; then from the worst to the best. */
function batches({ chosen, shades, ramp, theme }: Lines): Batch[] {
  const groups = new Map<number, number[]>();
  const rest: number[] = [];
  for (let trial = 0; trial < chosen.length; trial++) {
    if (chosen[trial] === 0) rest.push(trial);
    else {
      const shade = shades[trial]!;
      const group = groups.get(shade);
      if (group === undefined) groups.set(shade, [trial]);
      else group.push(trial);
    }
  }
  const count = chosen.length - rest.length;
  const alpha = count > 3000 ? 0.3 : count > 600 ? 0.5 : count > 100 ? 0.7 : 0.9;
  const width = count > 600 ? 1 : count > 60 ? 1.25 : 1.75;
  const faint = rest.length > 2000 ? 0.12 : rest.length > 200 ? 0.25 : 0.4;
  const shadesInOrder = [...groups].sort(([a], [b]) => order(a, ramp) - order(b, ramp));
  return [
    ...cut(rest, { color: theme.axis, alpha: faint, width: 1 }),
    ...shadesInOrder.flatMap(([shade, trials]) => cut(trials, { color: ramp[shade] ?? theme.axis, alpha, width })),
  ];
}

function order(shade: number, ramp: readonly string[]): number {
  return shade < ramp.length ? shade : -1;
}

function cut(trials: readonly number[], style: Omit<Batch, 'trials'>): Batch[] {
  const found: Batch[] = [];
  for (let i = 0; i < trials.length; i += BATCH) found.push({ trials: trials.slice(i, i + BATCH), ...style });
  return found;
}

function drawRails(pen: Pen, { xs, ticks, top, bottom, theme }: Lines): void {
  xs.forEach((x, axis) => {
    pen.hairline(x, top, x, bottom, theme.text);
    for (const { px, label } of ticks[axis]!) {
      pen.hairline(x - 3, px, x + 3, px, theme.text);
      // A ground of their own, so that labels are read above any number of lines.
      const width = label.length * LABEL_PX * 0.56 + 4;
      const left = axis === xs.length - 1 ? x - width - 6 : x + 6;
      pen.box({ x: left - 2, y: px - 7, width, height: 14 }, translucent(theme.background));
      pen.text(label, left, px, { color: theme.text, align: 'left', size: LABEL_PX });
    }
  });
}

function translucent(hex: string): string {
  return /^#[0-9a-f]{6}$/i.test(hex) ? `${hex}cc` : hex;
}

/** One of two canvases: one is shown while the other is drawn on. */
class Sheet {
  private readonly place = document.createElement('div');
  private readonly layer: CanvasLayer;

  constructor(host: HTMLElement) {
    this.place.style.cssText = 'position:absolute;inset:0;pointer-events:none';
    host.append(this.place);
    this.layer = new CanvasLayer(this.place);
  }
  show(visible: boolean): void {
    this.place.style.visibility = visible ? 'visible' : 'hidden';
  }
  wiped(width: number, height: number, ratio: number): Pen | null {
    return this.layer.wiped(width, height, ratio);
  }
  remove(): void {
    this.place.remove();
  }
}
