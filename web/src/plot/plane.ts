// A plane: two axes on a canvas on which marks of any kind stand, with its zoom and its growth while data streams in.
import { CanvasLayer, type Layer } from './canvas_layer';
import { sameInterval, xDomain, yDomain } from './domain';
import { type Domains, Easing } from './easing';
import type { AxisKind, Format } from './format';
import { frameRect, gutterFor, LABEL_SIZE, type Theme } from './frame';
import type { Drawable, FrameQueue } from './frame_queue';
import { type CursorMove, Gestures, type Gesturable } from './gestures';
import type { Pen } from './pen';
import { drawPicture, type Marks, type Picture } from './picture';
import { type Interval, Scale } from './scale';
import { drawSelection, type Selection } from './selection';
import { layerOnSheet } from './sheet';
import { xTicks, yTicks } from './ticks';
import { dragView, panBy, type Point, tamed, type View, WHOLE, zoomAt } from './view';

export interface Axis {
  readonly kind: AxisKind;
  readonly log: boolean;
  /** Where it is a symmetric logarithm: as far from zero it is linear. */
  readonly constant?: number | null;
  /** Of the y axis: it grows downwards. */
  readonly down?: boolean;
  /** Of the y axis: it ends where the marks do, without air and rounding. */
  readonly exact?: boolean;
  /** Of the y axis: the part of the frame above its end, for marks that rise from it. */
  readonly headroom?: number;
}

export interface PlaneOptions {
  readonly x: Axis;
  readonly y: Axis;
  /** The scale of a second y axis on the right, of that on the left; null without. */
  readonly right?: ((left: Scale) => Scale) | null;
  readonly format: Format;
  readonly theme: Theme;
}

/** What follows the pointer and the keys, above marks that stay as they are. */
export interface Cursor {
  /** The pointer is here, or nowhere. Takes the keyboard's cursor away. */
  point(at: Point | null): void;
  /** The keyboard's cursor; true when that changed anything. */
  move(move: CursorMove, picture: Picture | null): boolean;
  /** There is a new picture; while a part of it is being `selected`, the pointer points at nothing. */
  follow(picture: Picture, selecting: boolean): void;
  /** Where the keyboard's cursor is: its x, and its place in the picture, if it was in one yet. Null without such a cursor. */
  readonly keyboard: { readonly x: number; readonly at: Point | null } | null;
  /** Whether there is anything to draw. */
  readonly visible: boolean;
  draw(pen: Pen, picture: Picture): void;
}

export interface PlaneEvents {
  /** The user changed the view. */
  view(view: View): void;
  /** The frame's size in CSS pixels changed. */
  resize(frameWidth: number): void;
  /** There is a new picture. */
  drawn?(picture: Picture): void;
}

/** What stands on a plane before its first data: nothing is drawn, not even axes. */
const NOTHING: Marks = { xExtent: null, points: 0, yExtent: () => null, draw: () => undefined };

/** More points than this are drawn where they end up, without the way there. */
const MOST_MOVED = 60_000;

export class Plane implements Drawable, Gesturable {
  private marks = NOTHING;
  private current: View = WHOLE;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private gutter = 0;
  private rightGutter = 0;
  private readonly easing = new Easing();
  private dirty = true;
  private last: Picture | null = null;
  private selection: Selection | null = null;
  private readonly below: Layer;
  private above: CanvasLayer | null = null;
  private readonly gestures: Gestures;
  private readonly observer: ResizeObserver;

  /** Fills `host`, which must have a size of its own and `position: relative`. */
  constructor(
    readonly host: HTMLElement,
    private options: PlaneOptions,
    private readonly cursor: Cursor,
    private readonly events: PlaneEvents,
    private readonly queue: FrameQueue,
  ) {
    this.below = layerOnSheet(host, () => this.redraw()) ?? new CanvasLayer(host);
    this.gestures = new Gestures(host, this);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(host);
    this.measure();
  }

  dispose(): void {
    this.observer.disconnect();
    this.gestures.dispose();
    this.queue.cancel(this);
    this.below.remove();
    this.above?.remove();
    this.marks = NOTHING;
    this.last = null;
  }

  get view(): View {
    return this.current;
  }

  /** What was drawn last, for export. */
  get picture(): Picture | null {
    return this.last;
  }

  setOptions(options: PlaneOptions): void {
    const { x } = this.options;
    this.options = options;
    if (x.kind !== options.x.kind || x.log !== options.x.log || x.constant !== options.x.constant) {
      this.easing.forget();
      this.gutter = 0;
      this.rightGutter = 0;
      this.cursor.move('none', null);
    }
    this.redraw();
  }

  /** New marks; axes that follow them grow, a zoom stays where it is. After an empty plane there is nothing to grow from. */
  setMarks(marks: Marks): void {
    if (this.marks.xExtent === null) this.easing.forget();
    this.marks = marks;
    this.redraw();
  }

  setView(view: View): void {
    if (sameView(view, this.current)) return;
    this.current = view;
    this.redraw();
  }

  /** The marks look different, in colour or the like. */
  redraw(): void {
    this.dirty = true;
    this.queue.request(this);
  }

  /** Only what is above the marks looks different. */
  redrawCursor(): void {
    this.queue.request(this);
  }

  // Drawing

  frame(now: number): boolean {
    if (this.width < 2 || this.height < 2) return false;
    if (this.dirty || this.easing.moving) {
      this.dirty = false;
      this.advance(now);
      this.last = this.layOut();
      this.events.drawn?.(this.last);
      const pen = this.below.wiped(this.width, this.height, this.ratio);
      if (pen !== null && this.marks !== NOTHING) drawPicture(pen, this.last);
    }
    if (this.last !== null) {
      this.cursor.follow(this.last, this.selection !== null);
      this.drawAbove(this.last);
    }
    return this.easing.moving;
  }

  /** Moves the shown domains towards where they should be. */
  private advance(now: number): void {
    const { x, y } = this.options;
    if (this.marks.points > MOST_MOVED) this.easing.jump(this.target());
    else this.easing.step(this.target(), now, { x: x.log, y: y.log });
  }

  private target(): Domains {
    const { x: along, y: up } = this.options;
    const { marks, current } = this;
    const x = placed(current.x, along.log) ?? xDomain(marks.xExtent, along.log);
    const whole = marks.yExtent(x, up.log, current.x);
    const y = placed(current.y, up.log) ?? (up.exact === true && whole !== null ? whole : yDomain(whole, up.log));
    return { x, y };
  }

  private layOut(): Picture {
    const { format, theme, x: along, y: up } = this.options;
    const { width, height, marks } = this;
    const shown = this.easing.shown ?? this.target();
    const measure = (label: string): number => this.below.widthOf(label, LABEL_SIZE);
    const upright = frameRect(width, height, 0);
    const top = upright.y + (up.headroom ?? 0) * upright.height;
    const bottom = upright.y + upright.height;
    const y = new Scale(shown.y, up.down === true ? [top, bottom] : [bottom, top], up.log, up.constant ?? null);
    const ys = yTicks(up.kind, y, format);
    this.gutter = gutterFor(ys, measure, this.gutter);
    const scale = this.options.right?.(y) ?? null;
    const rightTicks = scale === null ? [] : yTicks('value', scale, format);
    this.rightGutter = scale === null ? 0 : gutterFor(rightTicks, measure, this.rightGutter);
    const frame = frameRect(width, height, this.gutter, this.rightGutter);
    const x = new Scale(shown.x, [frame.x, frame.x + frame.width], along.log, along.constant ?? null);
    const xs = xTicks(along.kind, x, format, measure, 0, width);
    return { width, height, frame, x, y, xTicks: xs, yTicks: ys, rightTicks, marks, theme, measure };
  }

  private drawAbove(picture: Picture): void {
    const { cursor, selection } = this;
    if (!cursor.visible && selection === null && this.above === null) return;
    this.above ??= new CanvasLayer(this.host);
    const pen = this.above.wiped(this.width, this.height, this.ratio);
    if (pen === null) return;
    if (selection !== null) drawSelection(pen, picture, selection);
    else if (cursor.visible) cursor.draw(pen, picture);
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.host;
    const ratio = window.devicePixelRatio || 1;
    if (clientWidth === this.width && clientHeight === this.height && ratio === this.ratio) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.ratio = ratio;
    if (clientWidth > 0) this.events.resize(frameRect(clientWidth, clientHeight, this.gutter, this.rightGutter).width);
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
    const { x: along, y: up } = this.options;
    const whole = xDomain(this.marks.xExtent, along.log);
    const x = view.x === null ? null : tamed(view.x, whole, smallestOf(along.kind), along.log);
    const end = (up.exact === true ? this.marks.yExtent(x ?? whole, up.log, x) : null) ?? NOWHERE;
    const y = view.y === null ? null : tamed(view.y, end, smallestOf(up.kind), up.log);
    this.changeView({ x, y });
    if (direct && this.easing.shown !== null) this.easing.jump(this.target());
    else this.easing.halt();
  }

  private changeView(view: View): void {
    if (sameView(view, this.current)) return;
    this.current = view;
    this.redraw();
    this.events.view(view);
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
    return { ...middle, x: this.cursor.keyboard?.at?.x ?? middle.x };
  }

  stride(): Point {
    const frame = this.last?.frame ?? { width: 0, height: 0 };
    return { x: frame.width / 10, y: frame.height / 10 };
  }

  // The cursor

  point(at: Point | null): void {
    this.cursor.point(at);
    this.redrawCursor();
  }

  moveCursor(move: CursorMove): boolean {
    // A key may come between the data and its first frame.
    if (this.last === null && this.marks !== NOTHING) this.frame(performance.now());
    const changed = this.cursor.move(move, this.last);
    if (!changed) return false;
    const { keyboard } = this.cursor;
    if (keyboard !== null && this.last !== null) this.bringIntoView(keyboard.x, this.last);
    this.redrawCursor();
    return true;
  }

  private bringIntoView(x: number, picture: Picture): void {
    const domain = this.current.x;
    if (domain === null || (x >= domain[0] && x <= domain[1])) return;
    const { frame } = picture;
    const px = picture.x.px(x);
    const dx = px < frame.x ? frame.x - px : frame.x + frame.width - px;
    this.userView({ x: panBy(picture.x, dx), y: this.current.y });
  }
}

/** A y axis has no end that could not be zoomed away from. */
const NOWHERE: Interval = [NaN, NaN];

/** An interval that has a place on its axis; a zoom from before the axis became logarithmic may have none. */
function placed(interval: Interval | null, log: boolean): Interval | null {
  return interval === null || (log && interval[0] <= 0) ? null : interval;
}

/** The least that a zoom of an axis shows. */
function smallestOf(kind: AxisKind): number {
  return kind === 'step' || kind === 'index' ? 2 : kind === 'value' ? 0 : 1e-3;
}

function sameView(a: View, b: View): boolean {
  return sameInterval(a.x, b.x) && sameInterval(a.y, b.y);
}

function within(px: number, scale: Scale): number {
  const [a, b] = scale.range;
  return Math.min(Math.max(px, Math.min(a, b)), Math.max(a, b));
}
