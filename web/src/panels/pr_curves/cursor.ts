// The cursor among curves: the threshold under the pointer or where the keys have led, and the one that is marked on all cards.

import { drawDots } from '../../plot/marks';
import type { CursorMove } from '../../plot/gestures';
import type { Pen } from '../../plot/pen';
import type { Axes, Picture } from '../../plot/picture';
import type { Cursor } from '../../plot/plane';
import type { Point } from '../../plot/view';
import { type CurveMarks, indexOf, type Spot, thresholdOf } from './marks';

export interface Hover extends Spot {
  readonly at: Point;
  readonly keyboard: boolean;
}

/** With more curves than this the one at the pointer is lifted out of the others. */
const FEW = 5;

export class CurveCursor implements Cursor {
  marks: CurveMarks | null = null;
  /** The threshold that is marked on all cards. */
  threshold = 0;
  /** The threshold that is pointed at on another card. */
  linked: number | null = null;
  /** The curve that is pointed at elsewhere, as in the list of runs. */
  pointed: readonly string[] = [];
  private pointer: Point | null = null;
  private place: Spot | null = null;
  private hover: Hover | null = null;

  constructor(private readonly changed: (hover: Hover | null) => void) {}

  get visible(): boolean {
    return this.marks !== null;
  }

  get keyboard(): { readonly x: number; readonly at: Point | null } | null {
    return this.place === null || this.hover === null ? null : { x: NaN, at: this.hover.at };
  }

  point(at: Point | null): void {
    this.pointer = at;
    this.place = null;
  }

  move(move: CursorMove, picture: Picture | null): boolean {
    const all = this.marks?.all.filter(({ x }) => x.length > 0) ?? [];
    if (move === 'none' || picture === null || all.length === 0) {
      const had = this.place !== null;
      this.place = null;
      return had;
    }
    const from = this.place ?? this.hover;
    const which = Math.max(
      0,
      all.findIndex(({ key }) => key === from?.key),
    );
    const count = all[which]!.x.length;
    // To the right, where more is recalled, thresholds fall.
    const along = { left: 1, right: -1, first: Infinity, last: -Infinity, up: 0, down: 0 }[move];
    const across = { up: -1, down: 1, left: 0, right: 0, first: 0, last: 0 }[move];
    const next = all[(which + across + all.length) % all.length]!;
    const at = from === null ? indexOf(this.threshold, all[which]!.curve.tp.length) : from.index;
    // Another curve may have other thresholds.
    const there =
      across === 0 ? at + along : indexOf(thresholdOf(at, all[which]!.curve.tp.length), next.curve.tp.length);
    this.place = { key: next.key, index: Math.max(0, Math.min((across === 0 ? count : next.x.length) - 1, there)) };
    return true;
  }

  follow(picture: Picture, selecting: boolean): void {
    const hover = selecting ? null : this.hoverNow(picture);
    if (hover === null && this.hover === null) return;
    const same =
      hover !== null &&
      this.hover !== null &&
      hover.key === this.hover.key &&
      hover.index === this.hover.index &&
      hover.at.x === this.hover.at.x &&
      hover.at.y === this.hover.at.y;
    this.hover = hover;
    if (!same) this.changed(hover);
  }

  draw(pen: Pen, axes: Axes): void {
    const { marks, hover } = this;
    if (marks === null) return;
    const front = hover !== null && marks.all.length > FEW ? [hover.key] : hover === null ? this.pointed : [];
    for (const key of front) marks.lift(pen, axes, key);
    this.rings(pen, axes, this.threshold, 3.5);
    const at = hover === null ? this.linked : this.thresholdOf(hover);
    if (at !== null) this.rings(pen, axes, at, 4.5);
    const place = hover === null ? null : marks.placeOf(hover, axes);
    if (place !== null) drawDots(pen, [place.x, place.y], 2.5, axes.theme.text, 1);
  }

  private rings(pen: Pen, axes: Axes, threshold: number, radius: number): void {
    const { frame, theme } = axes;
    for (const { key, color, curve } of this.marks!.all) {
      const place = this.marks!.placeOf({ key, index: indexOf(threshold, curve.tp.length) }, axes);
      if (place === null) continue;
      const inside = place.x >= frame.x - 1 && place.x <= frame.x + frame.width + 1;
      if (!inside || place.y < frame.y - 1 || place.y > frame.y + frame.height + 1) continue;
      drawDots(pen, [place.x, place.y], radius + 1, theme.background, 1);
      drawDots(pen, [place.x, place.y], radius, color, 1);
      drawDots(pen, [place.x, place.y], radius - 2, theme.background, 1);
    }
  }

  private thresholdOf({ key, index }: Spot): number | null {
    const one = this.marks?.all.find((other) => other.key === key);
    return one === undefined ? null : thresholdOf(index, one.curve.tp.length);
  }

  private hoverNow(picture: Picture): Hover | null {
    const { marks, place, pointer } = this;
    if (marks === null) return null;
    if (place !== null) {
      const at = marks.placeOf(place, picture);
      if (at !== null) return { ...place, at, keyboard: true };
    }
    const { frame } = picture;
    if (pointer === null || pointer.x < frame.x || pointer.x > frame.x + frame.width) return null;
    if (pointer.y < frame.y || pointer.y > frame.y + frame.height) return null;
    const spot = marks.spotAt(pointer, picture);
    return spot === null ? null : { ...spot, at: pointer, keyboard: false };
  }
}
