// The cursor among the cells of a tensor: where the pointer is, or the keys have led.

import type { CursorMove } from '../../plot/gestures';
import type { Pen } from '../../plot/pen';
import type { Axes, Picture } from '../../plot/picture';
import type { Cursor } from '../../plot/plane';
import type { Point } from '../../plot/view';
import type { CellMarks, Spot } from './cell_marks';

export interface Hover extends Spot {
  readonly keyboard: boolean;
}

export class CellCursor implements Cursor {
  marks: CellMarks | null = null;
  private pointer: Point | null = null;
  /** Where the keys have led. */
  private place: { readonly row: number; readonly column: number } | null = null;
  private hover: Hover | null = null;
  private at: Point | null = null;

  constructor(private readonly changed: (hover: Hover | null) => void) {}

  get visible(): boolean {
    return this.hover !== null;
  }

  get keyboard(): { readonly x: number; readonly at: Point | null } | null {
    return this.place === null ? null : { x: this.place.column, at: this.at };
  }

  point(at: Point | null): void {
    this.pointer = at;
    this.place = null;
  }

  move(move: CursorMove, picture: Picture | null): boolean {
    const { marks } = this;
    if (move === 'none' || picture === null || marks === null) {
      const had = this.place !== null;
      this.place = null;
      return had;
    }
    const [, lastColumn] = marks.xExtent;
    const [, lastRow] = marks.yExtent();
    // Keys may come faster than frames.
    const here = this.place === null ? this.hover : marks.spotOf(this.place.row, this.place.column);
    const from = here ?? marks.spotOf(0, 0);
    if (from === null) return false;
    // A cell of many is left at once; the first key of all leads to the first cell.
    const to = {
      left: { row: from.row, column: from.column - 1 },
      right: { row: from.row, column: here === null ? 0 : from.lastColumn },
      up: { row: from.row - 1, column: from.column },
      down: { row: here === null ? 0 : from.lastRow, column: from.column },
      first: { row: from.row, column: 0 },
      last: { row: from.row, column: lastColumn },
    }[move];
    this.place = {
      row: Math.max(0, Math.min(Math.floor(lastRow), to.row)),
      column: Math.max(0, Math.min(Math.floor(lastColumn), to.column)),
    };
    return true;
  }

  follow(picture: Picture, selecting: boolean): void {
    const hover = selecting ? null : this.hoverNow(picture);
    const same = JSON.stringify(hover) === JSON.stringify(this.hover);
    this.hover = hover;
    this.at =
      hover === null
        ? null
        : {
            x: picture.x.px((hover.column + hover.lastColumn - 1) / 2),
            y: picture.y.px((hover.row + hover.lastRow - 1) / 2),
          };
    if (!same) this.changed(hover);
  }

  draw(pen: Pen, { x, y, theme }: Axes): void {
    const { hover } = this;
    if (hover === null) return;
    const [left, right] = [x.px(hover.column - 0.5), x.px(hover.lastColumn - 0.5)];
    const [top, bottom] = [y.px(hover.row - 0.5), y.px(hover.lastRow - 0.5)];
    for (const [color, width] of [
      [theme.background, 4],
      [theme.text, 2],
    ] as const) {
      const path = pen.path();
      path.moveTo(left, top);
      path.lineTo(right, top);
      path.lineTo(right, bottom);
      path.lineTo(left, bottom);
      path.closePath();
      pen.stroke({ color, width, alpha: 1 });
    }
  }

  private hoverNow(picture: Picture): Hover | null {
    const { marks, place, pointer } = this;
    if (marks === null) return null;
    if (place !== null) {
      const spot = marks.spotOf(place.row, place.column);
      return spot === null ? null : { ...spot, keyboard: true };
    }
    const { frame } = picture;
    if (pointer === null || pointer.x < frame.x || pointer.x > frame.x + frame.width) return null;
    if (pointer.y < frame.y || pointer.y > frame.y + frame.height) return null;
    const spot = marks.spotAt(pointer, picture);
    return spot === null ? null : { ...spot, keyboard: false };
  }
}
