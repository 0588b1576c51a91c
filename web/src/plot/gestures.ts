// Gestures: what the pointer, fingers, the wheel and the keys mean on a chart.
import type { Point } from './view';

/** What a chart can be told to do. Places are in pixels of the chart. */
export interface Gesturable {
  /** The pointer is here, or nowhere. */
  point(at: Point | null): void;
  /** A selection is being drawn, or is given up. */
  select(from: Point, to: Point | null): void;
  zoomTo(from: Point, to: Point): void;
  zoomAround(at: Point, factor: number, axis: 'x' | 'y'): void;
  pan(dx: number, dy: number): void;
  reset(): void;
  /** The keyboard's cursor, by points along its line or to a neighbouring line; true when that changed anything. */
  moveCursor(move: CursorMove): boolean;
  /** Whether a place is left of the frame, on the labels of the y axis. */
  onYAxis(at: Point): boolean;
  /** The middle of what the keyboard acts on: its cursor, else the frame's middle. */
  focus(): Point;
  /** A tenth of the frame. */
  stride(): Point;
}

export type CursorMove = 'left' | 'right' | 'first' | 'last' | 'up' | 'down' | 'none';

/** One notch of a wheel, or one press of + or −, changes the scale by about this. */
const KEY_ZOOM = 0.75;
const WHEEL_ZOOM_PER_PX = 0.0022;
const LINE_PX = 16;
/** Fingers that are nearer than this say nothing about a scale. */
const LEAST_SPREAD_PX = 24;

const CURSOR_KEYS: Readonly<Record<string, CursorMove>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

interface Drag {
  readonly pointer: number;
  readonly from: Point;
  readonly pans: boolean;
  last: Point;
  /** A click stays a click until it has moved. */
  moved: boolean;
}

/** Listens on an element until `dispose`. */
export class Gestures {
  private drag: Drag | null = null;
  /** Where each finger is. */
  private readonly fingers = new Map<number, Point>();
  /** A finger has left its cursor behind, to be read without a hand in front. */
  private leftBehind = false;
  private readonly stop = new AbortController();

  constructor(
    private readonly element: HTMLElement,
    private readonly chart: Gesturable,
  ) {
    const { signal } = this.stop;
    element.addEventListener('pointerdown', (e) => this.down(e), { signal });
    element.addEventListener('pointermove', (e) => this.move(e), { signal });
    element.addEventListener('pointerup', (e) => this.up(e), { signal });
    element.addEventListener('pointercancel', (e) => this.cancel(e), { signal });
    element.addEventListener('pointerleave', (e) => this.leave(e), { signal });
    window.addEventListener('pointerdown', (e) => this.downElsewhere(e), { signal, capture: true });
    element.addEventListener('dblclick', () => chart.reset(), { signal });
    element.addEventListener('wheel', (e) => this.wheel(e), { signal, passive: false });
    element.addEventListener('keydown', (e) => this.key(e), { signal });
    // Whatever has the focus: a drag does not take it.
    window.addEventListener('keydown', (e) => this.escapeDrag(e), { signal, capture: true });
    element.addEventListener('blur', () => void chart.moveCursor('none'), { signal });
    // A press would select text, start the browser's own scrolling (middle), and take the focus, with which the wheel
    // zooms instead of scrolling the page: only a click without a drag takes it.
    element.addEventListener('mousedown', (e) => e.preventDefault(), { signal });
  }

  dispose(): void {
    this.stop.abort();
  }

  private place(event: MouseEvent): Point {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private down(event: PointerEvent): void {
    if (event.button > 1) return;
    const from = this.place(event);
    if (event.pointerType === 'touch') {
      this.fingers.set(event.pointerId, from);
      this.chart.point(this.fingers.size === 1 ? from : null);
      return;
    }
    const pans = event.button === 1 || event.shiftKey;
    this.drag = { pointer: event.pointerId, from, pans, last: from, moved: false };
    this.element.setPointerCapture(event.pointerId);
    if (pans) this.element.style.cursor = 'grabbing';
  }

  private move(event: PointerEvent): void {
    const at = this.place(event);
    const { drag } = this;
    if (event.pointerType === 'touch') {
      this.moveFinger(event.pointerId, at);
      return;
    }
    if (drag === null || drag.pointer !== event.pointerId) {
      this.chart.point(at);
      return;
    }
    drag.moved ||= Math.hypot(at.x - drag.from.x, at.y - drag.from.y) > 3;
    if (!drag.moved) return;
    if (drag.pans) {
      this.chart.pan(at.x - drag.last.x, at.y - drag.last.y);
      drag.last = at;
    } else {
      this.chart.select(drag.from, at);
    }
  }

  /** One finger moves the cursor; two zoom and move the x axis, as a map's. A page is scrolled by a finger up or down. */
  private moveFinger(id: number, at: Point): void {
    // What the browser took for scrolling points at nothing any more.
    if (!this.fingers.has(id)) return;
    const before = [...this.fingers.values()];
    this.fingers.set(id, at);
    const [one, other] = before;
    if (one === undefined) return;
    if (other === undefined) {
      this.chart.point(at);
      return;
    }
    const [oneNow, otherNow] = this.fingers.values();
    if (oneNow === undefined || otherNow === undefined) return;
    const from = middle(one, other);
    const to = middle(oneNow, otherNow);
    this.chart.pan(to.x - from.x, 0);
    this.chart.zoomAround(to, spread(one, other) / spread(oneNow, otherNow), 'x');
  }

  private up(event: PointerEvent): void {
    if (event.pointerType === 'touch') this.leftBehind = this.fingers.size === 1;
    this.fingers.delete(event.pointerId);
    const { drag } = this;
    if (drag === null || drag.pointer !== event.pointerId) return;
    this.giveUp();
    if (!drag.moved) this.element.focus({ preventScroll: true });
    else if (!drag.pans) this.chart.zoomTo(drag.from, this.place(event));
  }

  private giveUp(): void {
    if (this.drag === null) return;
    this.chart.select(this.drag.from, null);
    this.drag = null;
    this.element.style.cursor = '';
  }

  /** The browser took the pointer for itself: to scroll the page. */
  private cancel(event: PointerEvent): void {
    if (this.fingers.delete(event.pointerId)) this.chart.point(null);
    this.giveUp();
  }

  private leave(event: PointerEvent): void {
    if (event.pointerType === 'touch') return;
    if (this.drag === null) this.chart.point(null);
  }

  private downElsewhere(event: PointerEvent): void {
    if (!this.leftBehind || this.element.contains(event.target as Node)) return;
    this.leftBehind = false;
    this.chart.point(null);
  }

  private wheel(event: WheelEvent): void {
    const asked = event.ctrlKey || event.metaKey || event.altKey;
    if (!asked && document.activeElement !== this.element) return;
    event.preventDefault();
    const at = this.place(event);
    // With shift held some browsers turn the wheel sideways.
    const delta = event.deltaY !== 0 ? event.deltaY : event.deltaX;
    const px = delta * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX);
    const factor = Math.exp(Math.max(-200, Math.min(200, px)) * WHEEL_ZOOM_PER_PX);
    this.chart.zoomAround(at, factor, event.shiftKey || this.chart.onYAxis(at) ? 'y' : 'x');
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.act(event.key, event.shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private act(key: string, shift: boolean): boolean {
    const { chart } = this;
    const move = CURSOR_KEYS[key];
    if (move !== undefined && !shift) chart.moveCursor(move);
    else if (key === 'ArrowLeft') chart.pan(chart.stride().x, 0);
    else if (key === 'ArrowRight') chart.pan(-chart.stride().x, 0);
    else if (key === 'ArrowUp') chart.pan(0, chart.stride().y);
    else if (key === 'ArrowDown') chart.pan(0, -chart.stride().y);
    else if (key === '+' || key === '=') chart.zoomAround(chart.focus(), KEY_ZOOM, 'x');
    else if (key === '-' || key === '_') chart.zoomAround(chart.focus(), 1 / KEY_ZOOM, 'x');
    else if (key === '0') chart.reset();
    else if (key === 'Escape') return chart.moveCursor('none');
    else return false;
    return true;
  }

  /** Escape ends the nearest thing: a drag, then the cursor, then whatever the page has open. */
  private escapeDrag(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || this.drag === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.giveUp();
  }
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function spread(a: Point, b: Point): number {
  return Math.max(LEAST_SPREAD_PX, Math.hypot(a.x - b.x, a.y - b.y));
}
