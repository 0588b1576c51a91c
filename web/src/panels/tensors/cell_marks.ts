// Cells of a tensor on a plane: columns across, rows downwards.

import type { TensorPicture } from '../../data/tensors';
import type { Cells, Pen } from '../../plot/pen';
import type { Axes, Marks } from '../../plot/picture';
import type { Interval } from '../../plot/scale';
import type { Point } from '../../plot/view';

/** A picture, and its colours. */
export interface Layer {
  readonly picture: TensorPicture;
  readonly cells: Cells;
}

/** Rows and columns [first, last) that are one cell. */
export interface Spot {
  readonly row: number;
  readonly lastRow: number;
  readonly column: number;
  readonly lastColumn: number;
  readonly value: number;
  readonly mark: number;
}

export class CellMarks implements Marks {
  readonly points = 0;
  readonly xExtent: Interval;
  readonly #yExtent: Interval;

  /** Each layer lies on the one before. */
  constructor(private readonly layers: readonly [Layer, ...Layer[]]) {
    const { rows, columns } = layers[0].picture;
    // A number stands in the middle of its cell.
    this.xExtent = [-0.5, Math.max(1, columns) - 0.5];
    this.#yExtent = [-0.5, Math.max(1, rows) - 0.5];
  }

  yExtent(): Interval {
    return this.#yExtent;
  }

  draw(pen: Pen, { x, y }: Axes): void {
    for (const { picture, cells } of this.layers) {
      if (cells.width === 0 || cells.height === 0) continue;
      const [left, top] = [x.px(picture.firstColumn - 0.5), y.px(picture.firstRow - 0.5)];
      // The last cell may stand for fewer than the others: the frame cuts it.
      const right = x.px(picture.firstColumn + cells.width * picture.columnBlock - 0.5);
      const bottom = y.px(picture.firstRow + cells.height * picture.rowBlock - 0.5);
      pen.cells(cells, { x: left, y: top, width: right - left, height: bottom - top });
    }
  }

  /** The cell at a place of the picture. */
  spotAt({ x, y }: Point, axes: Axes): Spot | null {
    return this.spotOf(Math.round(axes.y.value(y)), Math.round(axes.x.value(x)));
  }

  /** The cell that a number is in. */
  spotOf(row: number, column: number): Spot | null {
    const layer = this.layers.findLast(
      ({ picture: { firstRow, lastRow, firstColumn, lastColumn } }) =>
        row >= firstRow && row < lastRow && column >= firstColumn && column < lastColumn,
    );
    if (layer === undefined) return null;
    const { picture, cells } = layer;
    const [down, across] = [
      Math.floor((row - picture.firstRow) / picture.rowBlock),
      Math.floor((column - picture.firstColumn) / picture.columnBlock),
    ];
    const [firstRow, firstColumn] = [
      picture.firstRow + down * picture.rowBlock,
      picture.firstColumn + across * picture.columnBlock,
    ];
    return {
      row: firstRow,
      lastRow: Math.min(picture.lastRow, firstRow + picture.rowBlock),
      column: firstColumn,
      lastColumn: Math.min(picture.lastColumn, firstColumn + picture.columnBlock),
      value: picture.values[down * cells.width + across]!,
      mark: picture.marks[down * cells.width + across]!,
    };
  }
}
