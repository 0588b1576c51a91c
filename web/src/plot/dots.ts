// Dots: points of two quantities on a plane, without lines between them, and the cursor that finds the nearest.
import { finiteExtent, union } from './domain';
import type { CursorMove } from './gestures';
import { drawDots } from './marks';
import type { Pen } from './pen';
import type { Axes, Marks, Picture } from './picture';
import type { Cursor } from './plane';
import type { Interval, Numbers } from './scale';
import type { Point } from './view';

/** The points of one colour. */
export interface DotSeries {
  readonly key: string;
  readonly color: string;
  /** Stands apart from others of its colour: as rings. */
  readonly hollow: boolean;
  readonly x: Numbers;
  readonly y: Numbers;
}

/** One of the dots. */
export interface Dot {
  readonly series: DotSeries;
  readonly index: number;
}

/** A dot in the picture; `keyboard` if keys have led there. */
export interface DotHover extends Dot {
  readonly at: Point;
  readonly keyboard: boolean;
}

const NEAR_PX = 24;

export class Dots implements Marks {
  readonly points: number;

  constructor(
    readonly all: readonly DotSeries[],
    readonly xExtent: Interval | null,
    private readonly yAll: Interval | null,
  ) {
    this.points = all.reduce((sum, { x }) => sum + x.length, 0);
  }

  yExtent(_x: Interval, positive: boolean): Interval | null {
    if (!positive) return this.yAll;
    return this.all.reduce<Interval | null>((extent, { y }) => union(extent, finiteExtent(y, true)), null);
  }

  draw(pen: Pen, axes: Axes): void {
    const radius = this.points > 5000 ? 1.5 : this.points > 500 ? 2 : 3;
    const alpha = this.points > 5000 ? 0.5 : 0.75;
    for (const { color, hollow, x, y } of this.all) {
      const at: number[] = [];
      for (let i = 0; i < x.length; i++) {
        const px = axes.x.px(x[i] as number);
        const py = axes.y.px(y[i] as number);
        if (inside(px, py, axes)) at.push(px, py);
      }
      drawDots(pen, at, radius, color, alpha);
      if (hollow) drawDots(pen, at, radius * 0.55, axes.theme.background, 1);
    }
  }

  /** The dot nearest to a pixel, if it is near. */
  nearest(at: Point, axes: Axes): Dot | null {
    let best: Dot | null = null;
    let least = NEAR_PX ** 2;
    for (const series of this.all) {
      for (let index = 0; index < series.x.length; index++) {
        const px = axes.x.px(series.x[index] as number);
        const py = axes.y.px(series.y[index] as number);
        const away = (px - at.x) ** 2 + (py - at.y) ** 2;
        if (away <= least && inside(px, py, axes)) [best, least] = [{ series, index }, away];
      }
    }
    return best;
  }
}

function inside(px: number, py: number, { frame }: Axes): boolean {
  const [dx, dy] = [px - frame.x, py - frame.y];
  return dx >= -4 && dx <= frame.width + 4 && dy >= -4 && dy <= frame.height + 4;
}

export class DotCursor implements Cursor {
  dots: Dots | null = null;
  private pointer: Point | null = null;
  /** Where the keys have led: found again by its key in newer data. */
  private place: { readonly key: string; readonly index: number } | null = null;
  private hover: DotHover | null = null;

  constructor(private readonly changed: (hover: DotHover | null) => void) {}

  get visible(): boolean {
    return this.hover !== null;
  }

  get keyboard(): { readonly x: number; readonly at: Point | null } | null {
    const { hover } = this;
    if (this.place === null || hover === null) return null;
    return { x: hover.series.x[hover.index] as number, at: hover.at };
  }

  point(at: Point | null): void {
    this.pointer = at;
    this.place = null;
  }

  move(move: CursorMove, picture: Picture | null): boolean {
    const all = this.dots?.all.filter(({ x }) => x.length > 0) ?? [];
    if (move === 'none' || picture === null || all.length === 0) {
      const had = this.place !== null;
      this.place = null;
      return had;
    }
    const at = Math.max(
      0,
      all.findIndex(({ key }) => key === this.place?.key),
    );
    const series = all[at]!;
    const last = series.x.length - 1;
    const index = Math.min(this.place?.index ?? (move === 'right' || move === 'first' ? -1 : last + 1), last + 1);
    const other = all[(at + (move === 'down' ? 1 : all.length - 1)) % all.length]!;
    if (move === 'up' || move === 'down') this.place = { key: other.key, index: Math.min(index, other.x.length - 1) };
    else {
      const next = { left: index - 1, right: index + 1, first: 0, last }[move];
      this.place = { key: series.key, index: Math.max(0, Math.min(last, next)) };
    }
    return true;
  }

  follow(picture: Picture, selecting: boolean): void {
    const hover = this.atPlace(picture) ?? (selecting ? null : this.atPointer(picture));
    const before = this.hover;
    if (hover === null ? before === null : before !== null && sameHover(hover, before)) return;
    this.hover = hover;
    this.changed(hover);
  }

  draw(pen: Pen, axes: Picture): void {
    const { hover } = this;
    if (hover === null) return;
    const { x, y } = hover.at;
    drawDots(pen, [x, y], 6, axes.theme.background, 1);
    drawDots(pen, [x, y], 4.5, hover.series.color, 1);
  }

  private atPlace(picture: Picture): DotHover | null {
    const series = this.dots?.all.find(({ key }) => key === this.place?.key);
    if (this.place === null || series === undefined || series.x.length === 0) return null;
    const index = Math.min(this.place.index, series.x.length - 1);
    return { series, index, at: placeOf(series, index, picture), keyboard: true };
  }

  private atPointer(picture: Picture): DotHover | null {
    const dot = this.pointer === null ? null : (this.dots?.nearest(this.pointer, picture) ?? null);
    return dot === null ? null : { ...dot, at: placeOf(dot.series, dot.index, picture), keyboard: false };
  }
}

function placeOf(series: DotSeries, index: number, axes: Axes): Point {
  return { x: axes.x.px(series.x[index] as number), y: axes.y.px(series.y[index] as number) };
}

function sameHover(a: DotHover, b: DotHover): boolean {
  return (
    a.series === b.series && a.index === b.index && a.keyboard === b.keyboard && a.at.x === b.at.x && a.at.y === b.at.y
  );
}
