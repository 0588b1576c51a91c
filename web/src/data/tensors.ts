// Asks for what a tensor is, for pictures of it, its cells and its statistics.

import { column, fetchTable, unreadable } from './arrow';
import type { TensorAnswer, TensorCells, TensorStatistics } from './api_types';
import type { Client } from './client';
import type { SeriesName } from './points';

export type { TensorAnswer, TensorCells, TensorStatistics } from './api_types';

/** What a cell that stands for many numbers shows of them. */
export const SHOWN = ['mean', 'min', 'max'] as const;
export type Shown = (typeof SHOWN)[number];

export interface TensorPlace extends SeriesName {
  readonly index: number;
}

/** Which axes are rows and columns, -1 for none, and the place on all axes. */
export interface Axes {
  readonly rows: number;
  readonly columns: number;
  readonly at: readonly number[];
}

/** A part [first, last) of the rows and of the columns. */
export interface Part {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export interface PictureQuestion {
  readonly axes: Axes;
  /** Null for all of it. */
  readonly part: Part | null;
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly shown: Shown;
}

/** What a cell holds that is no finite number, added up. */
export const MARKS = { nan: 1, infinite: 2, negativeInfinite: 4 } as const;

export interface TensorPicture extends Part {
  /** Of the whole plane. */
  readonly rows: number;
  readonly columns: number;
  /** How many of them are one cell. */
  readonly rowBlock: number;
  readonly columnBlock: number;
  /** Cells row by row; NaN where none of the numbers is finite. */
  readonly values: Float64Array;
  readonly marks: Uint8Array;
  /** The smallest and the largest finite number; NaN where there is none. */
  readonly low: number;
  readonly high: number;
  readonly bytes: number;
}

export async function askTensor(client: Client, place: TensorPlace, signal: AbortSignal): Promise<TensorAnswer> {
  const response = await client.fetch(`tensors/about?${question(place).toString()}`, { signal });
  return (await response.json()) as TensorAnswer;
}

export async function askStatistics(
  client: Client,
  place: TensorPlace,
  signal: AbortSignal,
): Promise<TensorStatistics> {
  const response = await client.fetch(`tensors/statistics?${question(place).toString()}`, { signal });
  const said = (await response.json()) as TensorStatistics;
  // What is not finite comes as a word.
  const [min, max, mean, std] = [said.min, said.max, said.mean, said.std].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { ...said, min, max, mean, std };
}

export async function askCells(
  client: Client,
  place: TensorPlace,
  axes: Axes,
  part: Part,
  signal: AbortSignal,
): Promise<TensorCells> {
  const asked = withPart(withAxes(question(place), axes), part);
  const response = await client.fetch(`tensors/cells?${asked.toString()}`, { signal });
  return (await response.json()) as TensorCells;
}

export async function askPicture(
  client: Client,
  place: TensorPlace,
  { axes, part, maxRows, maxColumns, shown }: PictureQuestion,
  signal: AbortSignal,
): Promise<TensorPicture> {
  const asked = withAxes(question(place), axes);
  if (part !== null) withPart(asked, part);
  asked.set('max_rows', String(maxRows));
  asked.set('max_columns', String(maxColumns));
  asked.set('shown', shown);
  const table = await fetchTable(client, `tensors/picture?${asked.toString()}`, signal);
  try {
    const said = (name: string): number => Number(table.schema.metadata?.get(name) ?? NaN);
    const values = Float64Array.from(column(table, 'value').toArray() as ArrayLike<number>);
    const marks = Uint8Array.from(column(table, 'marks').toArray() as ArrayLike<number>);
    return {
      rows: said('rows'),
      columns: said('columns'),
      firstRow: said('first_row'),
      lastRow: said('last_row'),
      firstColumn: said('first_column'),
      lastColumn: said('last_column'),
      rowBlock: said('row_block'),
      columnBlock: said('column_block'),
      values,
      marks,
      low: said('low'),
      high: said('high'),
      bytes: values.byteLength + marks.byteLength + 500,
    };
  } catch (cause) {
    throw unreadable('tensors/picture', cause);
  }
}

function question({ run, tag, kind, index }: TensorPlace): URLSearchParams {
  return new URLSearchParams({ run, tag, kind, index: String(index) });
}

function withAxes(asked: URLSearchParams, { rows, columns, at }: Axes): URLSearchParams {
  asked.set('row_axis', String(rows));
  asked.set('column_axis', String(columns));
  for (const place of at) asked.append('at', String(place));
  return asked;
}

function withPart(asked: URLSearchParams, { firstRow, lastRow, firstColumn, lastColumn }: Part): URLSearchParams {
  asked.set('first_row', String(firstRow));
  asked.set('last_row', String(lastRow));
  asked.set('first_column', String(firstColumn));
  asked.set('last_column', String(lastColumn));
  return asked;
}
