// The cursor among histograms: the bin of a step under the pointer or where the keys have led, and the step that is chosen for all cards.

import type { CursorMove } from '../../plot/gestures';
import type { Pen } from '../../plot/pen';
import type { Axes, Picture } from '../../plot/picture';
import type { Cursor } from '../../plot/plane';
import type { Point } from '../../plot/view';
import type { HistogramMarks, Spot } from './marks';

export interface Hover extends Spot {
  readonly at: Point;
  readonly keyboard: boolean;
}

export class HistogramCursor implements Cursor {
  marks: HistogramMarks | null = null;
  /** How many histograms and bins there are, and whether steps run across. */
  size = { steps: 0, bins: 0, along: false };
  /** The histogram of the chosen step. */
  chosen: number | null = null;
  private pointer: Point | null = null;
  private place: Spot | null = null;
  private hover: Hover | null = null;

  constructor(private readonly changed: (hover: Hover | null) => void) {}

  get visible(): boolean {
    return this.hover !== null || this.chosen !== null;
  }

  get keyboard(): { readonly x: number; readonly at: Point | null } | null {
    return this.place === null || this.hover === null ? null : { x: NaN, at: this.hover.at };
  }

  point(at: Point | null): void {
    this.pointer = at;
    this.place = null;
  }

  move(move: CursorMove, picture: Picture | null): boolean {
    const { steps, bins, along } = this.size;
    if (move === 'none' || picture === null || steps === 0 || bins === 0) {
      const had = this.place !== null;
      this.place = null;
      return had;
    }
    const from = this.place ?? { index: this.chosen ?? steps - 1, bin: Math.floor(bins / 2) };
    const across = { left: -1, right: 1, first: -Infinity, last: Infinity, up: 0, down: 0 }[move];
    // Ridges go downwards with their steps, values and counts upwards.
    const up = { up: 1, down: -1, left: 0, right: 0, first: 0, last: 0 }[move];
    const [byStep, byBin] = along ? [across, up] : [-up, across];
    this.place = {
      index: Math.max(0, Math.min(steps - 1, from.index + byStep)),
      bin: Math.max(0, Math.min(bins - 1, from.bin + byBin)),
    };
    return true;
  }

  follow(picture: Picture, selecting: boolean): void {
    const hover = selecting ? null : this.hoverNow(picture);
    if (hover === null && this.hover === null) return;
    const same =
      hover !== null &&
      this.hover !== null &&
      hover.index === this.hover.index &&
      hover.bin === this.hover.bin &&
      hover.at.x === this.hover.at.x &&
      hover.at.y === this.hover.at.y;
    this.hover = hover;
    if (!same) this.changed(hover);
  }

  draw(pen: Pen, axes: Axes): void {
    const { marks, hover, chosen } = this;
    if (marks === null) return;
    if (hover !== null) marks.lift(pen, axes, hover);
    else if (chosen !== null && chosen < this.size.steps) marks.lift(pen, axes, { index: chosen, bin: null });
  }

  private hoverNow(picture: Picture): Hover | null {
    const { marks, place, pointer, size } = this;
    if (marks === null) return null;
    if (place !== null && place.index < size.steps && place.bin < size.bins) {
      return { ...place, at: marks.placeOf(place, picture), keyboard: true };
    }
    const { frame } = picture;
    if (pointer === null || pointer.x < frame.x || pointer.x > frame.x + frame.width) return null;
    if (pointer.y < frame.y || pointer.y > frame.y + frame.height) return null;
    const spot = marks.spotAt(pointer, picture);
    return spot === null ? null : { ...spot, at: pointer, keyboard: false };
  }
}
