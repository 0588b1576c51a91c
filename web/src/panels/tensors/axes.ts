// Which axes of a tensor are rows and columns, and at which place of the others.

import type { Axes } from '../../data/tensors';

/** In the place of an axis: one row alone, or one column. */
export const NO_AXIS = -1;

/** The last two axes; of a tensor with one axis one row. */
export function usualAxes(shape: readonly number[]): Axes {
  const last = shape.length - 1;
  return { rows: last > 0 ? last - 1 : NO_AXIS, columns: last, at: shape.map(() => 0) };
}

/** Chosen axes as far as a tensor has them, which may have another shape at another step or in another run. */
export function fittingAxes(chosen: Axes | null, shape: readonly number[]): Axes {
  if (chosen === null || Math.max(chosen.rows, chosen.columns) >= shape.length || chosen.rows === chosen.columns) {
    return usualAxes(shape);
  }
  const at = shape.map((size, axis) => Math.max(0, Math.min(size - 1, chosen.at[axis] ?? 0)));
  return { ...chosen, at };
}

/** The same axes with another one as rows, or as columns; where the other has it they change places. */
export function withAxis(axes: Axes, which: 'rows' | 'columns', axis: number): Axes {
  const other = which === 'rows' ? 'columns' : 'rows';
  return axes[other] === axis ? { ...axes, [which]: axis, [other]: axes[which] } : { ...axes, [which]: axis };
}

export function withPlace(axes: Axes, axis: number, place: number): Axes {
  return { ...axes, at: axes.at.map((one, i) => (i === axis ? place : one)) };
}

/** How many rows and columns there are. */
export function planeSize(
  { rows, columns }: Axes,
  shape: readonly number[],
): { readonly rows: number; readonly columns: number } {
  const empty = shape.includes(0);
  const length = (axis: number): number => (empty ? 0 : axis === NO_AXIS ? 1 : shape[axis]!);
  return { rows: length(rows), columns: length(columns) };
}

/** The place of a cell on every axis. */
export function placeOf({ rows, columns, at }: Axes, row: number, column: number): readonly number[] {
  return at.map((place, axis) => (axis === rows ? row : axis === columns ? column : place));
}

/** The number of an entry among all of a tensor, the last axis first. */
export function flatIndex(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((sum, at, axis) => sum * shape[axis]! + at, 0);
}

/** As the address says it: rows, columns, then the place on each axis. */
export function writeAxes({ rows, columns, at }: Axes): string {
  return [rows, columns, ...at].join('.');
}

export function readAxes(text: string): Axes | null {
  if (!/^-?\d{1,9}(\.-?\d{1,9}){1,65}$/.test(text)) return null;
  const [rows, columns, ...at] = text.split('.').map(Number) as [number, number, ...number[]];
  return Math.min(rows, columns) < NO_AXIS || (rows === columns && rows !== NO_AXIS) ? null : { rows, columns, at };
}
