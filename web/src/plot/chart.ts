// A chart: lines in a frame on a canvas, with its zoom, its cursor, and its growth while data streams in.
import { CanvasPen, tabularWidth } from './canvas_pen';
import { between, finiteExtent, sameInterval, union, xDomain, yDomain } from './domain';
import type { AxisKind, Format } from './format';
import { frameRect, gutterFor, LABEL_SIZE, type Theme } from './frame';
import type { Drawable, FrameQueue } from './frame_queue';
import { Gestures, type CursorMove, type Gesturable } from './gestures';
import { lowerBound, upperBound, type Line } from './line';
import { drawPicture, type Picture } from './picture';
import { drawOverlay, type Selection } from './overlay';
import { nearestHits, type Hit } from './nearest';
import { Scale, type Interval } from './scale';
import { xTicks, yTicks } from './ticks';
import { dragView, panBy, tamed, WHOLE, zoomAt, type Point, type View } from './view';

export interface ChartOptions {
  readonly kind: AxisKind;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly ignoreOutliers: boolean;
  readonly format: Format;
  readonly theme: Theme;
}

export interface ChartData {
  readonly lines: readonly Line[];
  /** All x there are, drawn or not; null when there is nothing to draw. */
  readonly xExtent: Interval | null;
  /** The values without outliers, over all points in `robustFor` (null: the whole axis); else they are estimated. */
  readonly robust: Interval | null;
  readonly robustFor: Interval | null;
}

/** What a chart has before its first data: it draws nothing. */
export const NO_DATA: ChartData = { lines: [], xExtent: null, robust: null, robustFor: null };

export interface Hover {
  /** The nearest point's place on the x axis, for charts whose cursors are linked. */
  readonly x: number;
  /** In pixels of the chart. */
  readonly at: Point;
  /** Nearest first, never empty. */
  readonly hits: readonly Hit[];
  readonly by: 'pointer' | 'keyboard';
}

export interface ChartEvents {
  /** The user changed the view. */
  view(view: View): void;
  hover(hover: Hover | null): void;
  /** The frame's size in CSS pixels changed. */
  resize(frameWidth: number): void;
}

interface Move {
  readonly x: Interval;
  readonly y: Interval;
  readonly began: number;
}

const MOVE_MS = 180;
/** More points than this are drawn where they end up, without the way there. */
const MOST_MOVED = 60_000;

export class Chart implements Drawable, Gesturable {
  private options: ChartOptions;
  private data: ChartData = NO_DATA;
  private current: View = WHOLE;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private gutter = 0;
  private shown: { x: Interval; y: Interval } | null = null;
  private move: Move | null = null;
  private dirty = true;
  private last: Picture | null = null;
  private pointer: Point | null = null;
  private cursor: { key: string; x: number; index: number } | null = null;
  private hovered: Hover | null = null;
  private linkedX: number | null = null;
  private selection: Selection | null = null;
  private readonly canvas: HTMLCanvasElement;
  private overlay: HTMLCanvasElement | null = null;
  private readonly gestures: Gestures;
  private readonly observer: ResizeObserver;

  /** Fills `host`, which must have a size of its own and `position: relative`. */
  constructor(
    private readonly host: HTMLElement,
    options: ChartOptions,
    private readonly events: ChartEvents,
    private readonly queue: FrameQueue,
  ) {
    this.options = options;
    this.canvas = layer(host);
    this.gestures = new Gestures(host, this);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(host);
    this.measure();
  }

  dispose(): void {
    this.observer.disconnect();
    this.gestures.dispose();
    this.queue.cancel(this);
    this.canvas.remove();
    this.overlay?.remove();
    this.data = NO_DATA;
    this.last = null;
  }

  /** Where it is drawn. */
  get element(): HTMLElement {
    return this.host;
  }

  get view(): View {
    return this.current;
  }

  get hover(): Hover | null {
    return this.hovered;
  }

  /** What was drawn last, for export. */
  get picture(): Picture | null {
    return this.last;
  }

  setOptions(options: ChartOptions): void {
    const before = this.options;
    this.options = options;
    if (before.kind !== options.kind || before.logX !== options.logX) {
      this.shown = null;
      this.gutter = 0;
      this.cursor = null;
    }
    this.redraw();
  }

  /** New data; the axes that follow it grow, a zoom stays where it is. After an empty chart there is nothing to grow from. */
  setData(data: ChartData): void {
    if (this.data.xExtent === null) this.shown = null;
    this.data = data;
    this.redraw();
  }

  setView(view: View): void {
    if (sameInterval(view.x, this.current.x) && sameInterval(view.y, this.current.y)) return;
    this.current = view;
    this.redraw();
  }

  /** The cursor of another chart, or none. */
  setLinkedX(x: number | null): void {
    if (x === this.linkedX) return;
    this.linkedX = x;
    this.queue.request(this);
  }

  /** Colours and the like changed on the lines themselves. */
  redraw(): void {
    this.dirty = true;
    this.queue.request(this);
  }

  // Drawing

  frame(now: number): boolean {
    if (this.width < 2 || this.height < 2) return false;
    let moving = false;
    if (this.dirty || this.move !== null) {
      this.dirty = false;
      moving = this.advance(now);
      this.last = this.layOut();
      const context = this.prepared(this.canvas);
      if (context !== null && this.data !== NO_DATA) drawPicture(new CanvasPen(context, this.ratio), this.last);
    }
    this.updateHover();
    this.drawOverlay();
    return moving;
  }

  /** Moves the shown domains towards where they should be; true while on the way. */
  private advance(now: number): boolean {
    const { logX, logY } = this.options;
    const x = this.xTarget();
    const target = { x, y: this.yTarget(x) };
    const { shown } = this;
    const settled = shown === null || (sameInterval(shown.x, target.x) && sameInterval(shown.y, target.y));
    if (settled || this.pointsShown() > MOST_MOVED || prefersStillness()) {
      this.shown = target;
      this.move = null;
      return false;
    }
    this.move ??= { x: shown.x, y: shown.y, began: now };
    const t = Math.min(1, (now - this.move.began) / MOVE_MS);
    const eased = 1 - (1 - t) ** 3;
    this.shown = {
      x: between(this.move.x, target.x, eased, logX),
      y: between(this.move.y, target.y, eased, logY),
    };
    if (t >= 1) this.move = null;
    return t < 1;
  }

  private xTarget(): Interval {
    const { logX } = this.options;
    return placed(this.current.x, logX) ?? xDomain(this.data.xExtent, logX);
  }

  private yTarget(x: Interval): Interval {
    const { logY } = this.options;
    return placed(this.current.y, logY) ?? yDomain(this.yExtent(x), logY);
  }

  private yExtent(x: Interval): Interval | null {
    const { data, options } = this;
    if (options.ignoreOutliers) {
      const known = sameInterval(data.robustFor, this.current.x) ? data.robust : null;
      const robust = known ?? estimatedRobust(data.lines, x);
      if (robust !== null && (!options.logY || robust[0] > 0)) return robust;
    }
    let extent: Interval | null = null;
    for (const line of data.lines) {
      extent = union(extent, extentWithin(line.x, line.y, line.ordered, x, options.logY));
      if (line.smoothed !== null) {
        const { x: sx, y: sy } = line.smoothed;
        extent = union(extent, extentWithin(sx, sy, true, x, options.logY));
      }
    }
    return extent;
  }

  private layOut(): Picture {
    const { kind, logX, logY, format, theme } = this.options;
    const shown = this.shown as { x: Interval; y: Interval };
    const { width, height } = this;
    const measure = (label: string): number => this.labelWidth(label);
    const upright = frameRect(width, height, 0);
    const y = new Scale(shown.y, [upright.y + upright.height, upright.y], logY);
    const ys = yTicks('value', y, format);
    this.gutter = gutterFor(ys, measure, this.gutter);
    const frame = frameRect(width, height, this.gutter);
    const x = new Scale(shown.x, [frame.x, frame.x + frame.width], logX);
    const xs = xTicks(kind, x, format, measure, 0, width);
    const { lines } = this.data;
    return { width, height, frame, x, y, xTicks: xs, yTicks: ys, lines, theme, measure };
  }

  private labelWidth(label: string): number {
    const context = this.canvas.getContext('2d');
    return context === null ? 0 : tabularWidth(context, label, LABEL_SIZE);
  }

  private pointsShown(): number {
    let points = 0;
    for (const line of this.data.lines) points += line.length;
    return points;
  }

  /** A layer's context, its canvas sized and cleared. */
  private prepared(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const width = Math.round(this.width * this.ratio);
    const height = Math.round(this.height * this.ratio);
    const context = canvas.getContext('2d');
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    } else {
      context?.setTransform(1, 0, 0, 1, 0, 0);
      context?.clearRect(0, 0, width, height);
    }
    return context;
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.host;
    const ratio = window.devicePixelRatio || 1;
    if (clientWidth === this.width && clientHeight === this.height && ratio === this.ratio) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.ratio = ratio;
    if (clientWidth > 0) this.events.resize(frameRect(clientWidth, clientHeight, this.gutter).width);
    this.redraw();
  }

  // Zoom and pan

  zoomTo(from: Point, to: Point): void {
    const { last } = this;
    if (last === null) return;
    const view = dragView(from, to, last.x, last.y, this.current);
    if (view !== null) this.userView(view);
  }

  zoomAround(at: Point, factor: number, axis: 'x' | 'y'): void {
    const { last } = this;
    if (last === null) return;
    const { x, y } = this.current;
    if (axis === 'x') this.userView({ x: zoomAt(last.x, within(at.x, last.x), factor), y }, true);
    else this.userView({ x, y: zoomAt(last.y, within(at.y, last.y), factor) }, true);
  }

  pan(dx: number, dy: number): void {
    const { last, current } = this;
    if (last === null) return;
    // An axis that shows everything has nowhere to go sideways; one that is zoomed, or is pulled on purpose, does.
    const x = dx !== 0 && current.x !== null ? panBy(last.x, dx) : current.x;
    const y = dy !== 0 && current.y !== null ? panBy(last.y, dy) : current.y;
    this.userView({ x, y }, true);
  }

  reset(): void {
    this.userView(WHOLE);
  }

  /** Takes a view from the user; `direct` ones follow the hand and are not eased. */
  private userView(view: View, direct = false): void {
    const whole = xDomain(this.data.xExtent, this.options.logX);
    const x = view.x === null ? null : tamed(view.x, whole, this.smallestX(), this.options.logX);
    const y = view.y === null ? null : tamed(view.y, NOWHERE, 0, this.options.logY);
    this.changeView({ x, y });
    this.move = null;
    if (direct && this.shown !== null) {
      const domain = this.xTarget();
      this.shown = { x: domain, y: this.yTarget(domain) };
    }
  }

  private changeView(view: View): void {
    if (sameInterval(view.x, this.current.x) && sameInterval(view.y, this.current.y)) return;
    this.current = view;
    this.redraw();
    this.events.view(view);
  }

  private smallestX(): number {
    const { kind } = this.options;
    return kind === 'step' || kind === 'index' ? 2 : kind === 'value' ? 0 : 1e-3;
  }

  select(from: Point, to: Point | null): void {
    this.selection = to === null ? null : { from, to };
    this.queue.request(this);
  }

  onYAxis(at: Point): boolean {
    return this.last !== null && at.x < this.last.frame.x;
  }

  focus(): Point {
    const frame = this.last?.frame ?? { x: 0, y: 0, width: 0, height: 0 };
    const middle = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
    return this.hovered?.by === 'keyboard' ? { ...middle, x: this.hovered.at.x } : middle;
  }

  stride(): Point {
    const frame = this.last?.frame ?? { width: 0, height: 0 };
    return { x: frame.width / 10, y: frame.height / 10 };
  }

  // The cursor

  point(at: Point | null): void {
    this.pointer = at;
    this.cursor = null;
    this.queue.request(this);
  }

  moveCursor(move: CursorMove): boolean {
    // A key may come between the data and its first frame.
    if (this.last === null && this.data !== NO_DATA) this.frame(performance.now());
    const { last } = this;
    if (move === 'none' || last === null) {
      const had = this.cursor !== null;
      this.cursor = null;
      if (had) this.queue.request(this);
      return had;
    }
    const next = this.cursorAfter(move, last);
    if (next === null) return false;
    this.cursor = next;
    this.bringIntoView(next.x, last);
    this.queue.request(this);
    return true;
  }

  private cursorAfter(move: CursorMove, picture: Picture): Chart['cursor'] {
    const lines = picture.lines.filter((l) => l.length > 0);
    const { cursor } = this;
    const line = lines.find((l) => l.key === cursor?.key);
    if (cursor === null || line === undefined) {
      const first = lines[0];
      if (first === undefined) return null;
      // Begins where the pointer last was, or at the newest point in view.
      const from = move === 'right' || move === 'first' ? picture.x.domain[0] : picture.x.domain[1];
      const index = move === 'right' || move === 'first' ? lowerBound(first.x, from) : upperBound(first.x, from) - 1;
      return at(first, Math.max(0, Math.min(first.length - 1, index)));
    }
    const index = atX(line, cursor);
    if (move === 'left') return at(line, Math.max(0, index - 1));
    if (move === 'right') return at(line, Math.min(line.length - 1, index + 1));
    if (move === 'first') return at(line, 0);
    if (move === 'last') return at(line, line.length - 1);
    return neighbour(lines, line, index, move === 'up', picture) ?? cursor;
  }

  private bringIntoView(x: number, picture: Picture): void {
    const domain = this.current.x;
    if (domain === null || (x >= domain[0] && x <= domain[1])) return;
    const { frame } = picture;
    const px = picture.x.px(x);
    const dx = px < frame.x ? frame.x - px : frame.x + frame.width - px;
    this.userView({ x: panBy(picture.x, dx), y: this.current.y });
  }

  private updateHover(): void {
    const { last } = this;
    const hover = last === null ? null : (this.keyboardHover(last) ?? this.pointerHover(last));
    if (hover === null && this.hovered === null) return;
    if (hover !== null && this.hovered !== null && sameHover(hover, this.hovered)) return;
    this.hovered = hover;
    this.events.hover(hover);
  }

  private pointerHover(picture: Picture): Hover | null {
    const { pointer } = this;
    if (pointer === null || this.selection !== null) return null;
    const { frame, x, y } = picture;
    const reach = 6;
    if (pointer.x < frame.x - reach || pointer.x > frame.x + frame.width + reach) return null;
    if (pointer.y < frame.y - reach || pointer.y > frame.y + frame.height + reach) return null;
    const hits = nearestHits(picture.lines, pointer, x, y);
    const first = hits[0];
    if (first === undefined) return null;
    return { x: first.line.x[first.index] as number, at: pointer, hits, by: 'pointer' };
  }

  private keyboardHover(picture: Picture): Hover | null {
    const { cursor } = this;
    if (cursor === null) return null;
    const line = picture.lines.find((l) => l.key === cursor.key);
    if (line === undefined || line.length === 0) return null;
    const index = atX(line, cursor);
    const px = picture.x.px(line.x[index] as number);
    const height = picture.y.px(line.shownAt(index));
    const middle = picture.frame.y + picture.frame.height / 2;
    const place = { x: px, y: Number.isFinite(height) ? height : middle };
    const own: Hit = { line, index, px, py: height, distance: -1 };
    const others = nearestHits(picture.lines, place, picture.x, picture.y);
    const hits = [own, ...others.filter((h) => h.line !== line)];
    return { x: line.x[index] as number, at: place, hits, by: 'keyboard' };
  }

  private drawOverlay(): void {
    const { last, hovered, selection, linkedX } = this;
    const wanted = hovered !== null || selection !== null || linkedX !== null;
    if (last === null || (!wanted && this.overlay === null)) return;
    this.overlay ??= layer(this.host);
    const context = this.prepared(this.overlay);
    if (context === null) return;
    const pen = new CanvasPen(context, this.ratio);
    drawOverlay(pen, last, { hits: hovered?.hits ?? null, selection, linkedX });
  }
}

/** An interval that has a place on its axis; a zoom from before the axis became logarithmic may have none. */
function placed(interval: Interval | null, log: boolean): Interval | null {
  return interval === null || (log && interval[0] <= 0) ? null : interval;
}

/** A y axis has no end that could not be zoomed away from. */
const NOWHERE: Interval = [NaN, NaN];

function layer(host: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
  host.append(canvas);
  return canvas;
}

function within(px: number, scale: Scale): number {
  const [a, b] = scale.range;
  return Math.min(Math.max(px, Math.min(a, b)), Math.max(a, b));
}

function at(line: Line, index: number): { key: string; x: number; index: number } {
  return { key: line.key, x: line.x[index] as number, index };
}

/** Where the cursor's point is now: its index while the line is the same, else the point at its x. */
function atX(line: Line, cursor: { x: number; index: number }): number {
  if (line.x[cursor.index] === cursor.x) return cursor.index;
  return Math.min(line.length - 1, lowerBound(line.x, cursor.x));
}

function neighbour(
  lines: readonly Line[],
  line: Line,
  index: number,
  up: boolean,
  picture: Picture,
): { key: string; x: number; index: number } | null {
  const from = picture.y.px(line.shownAt(index));
  const place = { x: picture.x.px(line.x[index] as number), y: Number.isFinite(from) ? from : 0 };
  const hits = nearestHits(lines, place, picture.x, picture.y)
    .filter((h) => h.line !== line && (up ? h.py < place.y : h.py >= place.y))
    .sort((a, b) => Math.abs(a.py - place.y) - Math.abs(b.py - place.y));
  const next = hits[0];
  return next === undefined ? null : at(next.line, next.index);
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

function sameHover(a: Hover, b: Hover): boolean {
  if (a.by !== b.by || a.at.x !== b.at.x || a.at.y !== b.at.y) return false;
  if (a.hits.length !== b.hits.length) return false;
  return a.hits.every((hit, i) => {
    const other = b.hits[i];
    return hit.line === other?.line && hit.index === other.index && hit.py === other.py;
  });
}

function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
