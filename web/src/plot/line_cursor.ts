// The cursor among lines: the points at the pointer, or at the place where the keys have led, and the cursor of a linked chart.
import type { AxisKind } from './format';
import type { CursorMove } from './gestures';
import { lowerBound, upperBound, type Line } from './line';
import type { LinesData } from './lines';
import { drawCursor, drawLinked, lift } from './overlay';
import type { Pen } from './pen';
import type { Picture } from './picture';
import type { Cursor } from './plane';
import { indexAt, type Mark, nearestX } from './reading';
import type { Point } from './view';

/** Where the cursor is: one place of the x axis for all lines, however high the pointer. */
export interface Hover {
  readonly x: number;
  /** In pixels of the chart. */
  readonly at: Point;
  /** The line that the keyboard's cursor is on; null for the pointer, which is on none. */
  readonly key: string | null;
}

/** A point of a line, wherever new answers put it. */
interface Place {
  readonly key: string;
  readonly x: number;
  readonly index: number;
}

/** The pointer may be this far outside the frame. */
const REACH_PX = 6;

export class LineCursor implements Cursor {
  /** What is in the picture. */
  data: LinesData | null = null;
  /** The points at the cursor, the foremost last. */
  marks: readonly Mark[] = [];
  /** The line to bring forward. */
  lifted: Line | null = null;
  /** The lines that are pointed at elsewhere, as in a list of them; brought forward while the pointer is not on this chart. */
  pointed: readonly Line[] = [];
  /** The x of another chart's cursor. */
  linkedX: number | null = null;
  private pointer: Point | null = null;
  private chosen: Place | null = null;
  private hovered: Hover | null = null;

  constructor(
    /** What the x axis counts. */
    public kind: AxisKind,
    private readonly changed: (hover: Hover | null) => void,
  ) {}

  private get lines(): readonly Line[] {
    return this.data?.lines ?? [];
  }

  get hover(): Hover | null {
    return this.hovered;
  }

  get keyboard(): { readonly x: number; readonly at: Point | null } | null {
    if (this.chosen === null) return null;
    return { x: this.chosen.x, at: this.hovered !== null && this.hovered.key !== null ? this.hovered.at : null };
  }

  get visible(): boolean {
    return this.hovered !== null || this.linkedX !== null || this.pointed.length > 0;
  }

  draw(pen: Pen, picture: Picture): void {
    if (this.hovered === null && this.pointed.length > 0) lift(pen, picture, this.lines, this.pointed);
    if (this.hovered !== null) drawCursor(pen, picture, this.lines, this.hovered.x, this.marks, this.lifted);
    else if (this.linkedX !== null) drawLinked(pen, picture, this.lines, this.linkedX);
  }

  point(at: Point | null): void {
    this.pointer = at;
    this.chosen = null;
  }

  move(move: CursorMove, picture: Picture | null): boolean {
    if (move === 'none' || picture === null) {
      const had = this.chosen !== null;
      this.chosen = null;
      return had;
    }
    const next = this.after(move, picture);
    if (next === null) return false;
    this.chosen = next;
    return true;
  }

  follow(picture: Picture, selecting: boolean): void {
    const hover = this.keyboardHover(picture) ?? (selecting ? null : this.pointerHover(picture));
    if (hover === null && this.hovered === null) return;
    if (hover !== null && this.hovered !== null && sameHover(hover, this.hovered)) return;
    this.hovered = hover;
    this.changed(hover);
  }

  private after(move: CursorMove, picture: Picture): Place | null {
    const lines = this.lines.filter((l) => l.length > 0);
    const { chosen } = this;
    const line = lines.find((l) => l.key === chosen?.key);
    if (chosen === null || line === undefined) {
      const first = lines[0];
      if (first === undefined) return null;
      // Begins at the oldest or the newest point in view.
      const from = move === 'right' || move === 'first' ? picture.x.domain[0] : picture.x.domain[1];
      const index = move === 'right' || move === 'first' ? lowerBound(first.x, from) : upperBound(first.x, from) - 1;
      return at(first, Math.max(0, Math.min(first.length - 1, index)));
    }
    const index = indexOf(line, chosen);
    if (move === 'left') return at(line, Math.max(0, index - 1));
    if (move === 'right') return at(line, Math.min(line.length - 1, index + 1));
    if (move === 'first') return at(line, 0);
    if (move === 'last') return at(line, line.length - 1);
    return neighbour(lines, line, index, move === 'up', picture) ?? chosen;
  }

  private pointerHover({ frame, x }: Picture): Hover | null {
    const { pointer } = this;
    if (pointer === null) return null;
    if (pointer.x < frame.x - REACH_PX || pointer.x > frame.x + frame.width + REACH_PX) return null;
    if (pointer.y < frame.y - REACH_PX || pointer.y > frame.y + frame.height + REACH_PX) return null;
    const place = this.placeAt(pointer.x, { frame, x });
    return place === null ? null : { x: place, at: pointer, key: null };
  }

  /** The place of the x axis that a pixel stands for: a point's where every point is drawn, and never beyond the data. */
  placeAt(at: number, { frame, x }: Pick<Picture, 'frame' | 'x'>): number | null {
    const { data, kind } = this;
    const px = Math.min(Math.max(at, frame.x), frame.x + frame.width);
    if (data === null || data.xExtent === null) return null;
    const nearest = data.complete ? nearestX(data.lines, px, x) : null;
    if (nearest !== null && x.contains(nearest)) return nearest;
    const value = x.value(px);
    const whole = kind === 'step' || kind === 'index' ? Math.round(value) : value;
    return Math.min(Math.max(whole, data.xExtent[0]), data.xExtent[1]);
  }

  private keyboardHover({ frame, x, y }: Picture): Hover | null {
    const { chosen } = this;
    if (chosen === null) return null;
    const line = this.lines.find((l) => l.key === chosen.key);
    if (line === undefined || line.length === 0) return null;
    const index = indexOf(line, chosen);
    const place = line.x[index] as number;
    const height = y.px(line.shownAt(index));
    const middle = frame.y + frame.height / 2;
    return { x: place, at: { x: x.px(place), y: Number.isFinite(height) ? height : middle }, key: line.key };
  }
}

function at(line: Line, index: number): Place {
  return { key: line.key, x: line.x[index] as number, index };
}

/** Where the cursor's point is now: its index while the line is the same, else the point at its x. */
function indexOf(line: Line, place: Place): number {
  if (line.x[place.index] === place.x) return place.index;
  return Math.min(line.length - 1, lowerBound(line.x, place.x));
}

/** The point of the next line above or below at the same place of the x axis. */
function neighbour(lines: readonly Line[], line: Line, index: number, up: boolean, picture: Picture): Place | null {
  const x = line.x[index] as number;
  const from = heightOf(picture, line, index);
  let best: { readonly line: Line; readonly index: number; readonly away: number } | null = null;
  for (const other of lines) {
    const i = other === line ? -1 : indexAt(other, x);
    if (i < 0) continue;
    const away = up ? from - heightOf(picture, other, i) : heightOf(picture, other, i) - from;
    if ((up ? away > 0 : away >= 0) && (best === null || away < best.away)) best = { line: other, index: i, away };
  }
  return best === null ? null : at(best.line, best.index);
}

/** How far down a point is drawn; at the top when its value has no place. */
function heightOf(picture: Picture, line: Line, index: number): number {
  const px = picture.y.px(line.shownAt(index));
  return Number.isFinite(px) ? px : 0;
}

function sameHover(a: Hover, b: Hover): boolean {
  return a.x === b.x && a.key === b.key && a.at.x === b.at.x && a.at.y === b.at.y;
}
