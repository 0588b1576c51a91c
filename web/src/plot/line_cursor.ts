// The cursor among lines: the points at the pointer, or at the place where the keys have led, and the cursor of a linked chart.
import type { CursorMove } from './gestures';
import { lowerBound, upperBound, type Line } from './line';
import { nearestHits, type Hit } from './nearest';
import { drawHits, drawLinked } from './overlay';
import type { Pen } from './pen';
import type { Picture } from './picture';
import type { Cursor } from './plane';
import type { Point } from './view';

export interface Hover {
  /** The nearest point's place on the x axis, for charts whose cursors are linked. */
  readonly x: number;
  /** In pixels of the chart. */
  readonly at: Point;
  /** Nearest first, never empty. */
  readonly hits: readonly Hit[];
  readonly by: 'pointer' | 'keyboard';
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
  /** The lines in the picture. */
  lines: readonly Line[] = [];
  /** The x of another chart's cursor. */
  linkedX: number | null = null;
  private pointer: Point | null = null;
  private chosen: Place | null = null;
  private hovered: Hover | null = null;

  constructor(private readonly changed: (hover: Hover | null) => void) {}

  get hover(): Hover | null {
    return this.hovered;
  }

  get keyboard(): { readonly x: number; readonly at: Point | null } | null {
    if (this.chosen === null) return null;
    return { x: this.chosen.x, at: this.hovered?.by === 'keyboard' ? this.hovered.at : null };
  }

  get visible(): boolean {
    return this.hovered !== null || this.linkedX !== null;
  }

  draw(pen: Pen, picture: Picture): void {
    if (this.hovered !== null) drawHits(pen, picture, this.lines, this.hovered.hits);
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

  private pointerHover({ frame, x, y }: Picture): Hover | null {
    const { pointer } = this;
    if (pointer === null) return null;
    if (pointer.x < frame.x - REACH_PX || pointer.x > frame.x + frame.width + REACH_PX) return null;
    if (pointer.y < frame.y - REACH_PX || pointer.y > frame.y + frame.height + REACH_PX) return null;
    const hits = nearestHits(this.lines, pointer, x, y);
    const first = hits[0];
    if (first === undefined) return null;
    return { x: first.line.x[first.index] as number, at: pointer, hits, by: 'pointer' };
  }

  private keyboardHover({ frame, x, y }: Picture): Hover | null {
    const { chosen } = this;
    if (chosen === null) return null;
    const line = this.lines.find((l) => l.key === chosen.key);
    if (line === undefined || line.length === 0) return null;
    const index = indexOf(line, chosen);
    const px = x.px(line.x[index] as number);
    const height = y.px(line.shownAt(index));
    const place = { x: px, y: Number.isFinite(height) ? height : frame.y + frame.height / 2 };
    const own: Hit = { line, index, px, py: height, distance: -1 };
    const others = nearestHits(this.lines, place, x, y);
    const hits = [own, ...others.filter((h) => h.line !== line)];
    return { x: line.x[index] as number, at: place, hits, by: 'keyboard' };
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

function neighbour(lines: readonly Line[], line: Line, index: number, up: boolean, picture: Picture): Place | null {
  const from = picture.y.px(line.shownAt(index));
  const place = { x: picture.x.px(line.x[index] as number), y: Number.isFinite(from) ? from : 0 };
  const hits = nearestHits(lines, place, picture.x, picture.y)
    .filter((h) => h.line !== line && (up ? h.py < place.y : h.py >= place.y))
    .sort((a, b) => Math.abs(a.py - place.y) - Math.abs(b.py - place.y));
  const next = hits[0];
  return next === undefined ? null : at(next.line, next.index);
}

function sameHover(a: Hover, b: Hover): boolean {
  if (a.by !== b.by || a.at.x !== b.at.x || a.at.y !== b.at.y) return false;
  if (a.hits.length !== b.hits.length) return false;
  return a.hits.every((hit, i) => {
    const other = b.hits[i];
    return hit.line === other?.line && hit.index === other.index && hit.py === other.py;
  });
}
