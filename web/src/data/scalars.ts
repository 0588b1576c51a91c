// Asks for the lines of one chart and takes them apart: one request answers many runs, as Arrow columns that are used in place.

import type { Table } from '@uwdata/flechette';
import { askTable, cellsOf, unreadable } from './arrow';
import type { Client } from './client';
import type { ScalarsRequest } from './types';

export type Numbers = Float64Array | Float32Array | Int32Array;

export interface AttemptStart {
  readonly attempt: number;
  readonly x: number;
}

export interface Edge {
  readonly x: Numbers;
  readonly y: Numbers;
}

/** What there is of a line that stands for a group. */
export interface GroupOfLine {
  readonly name: string;
  readonly runs: number;
  /** The edges of its band, of what is smoothed where there is smoothing; null without a band. */
  readonly lower: Edge | null;
  readonly upper: Edge | null;
  /** About so many places there are for each at which it was looked at. */
  readonly oneOf: number;
}

/** One line of a chart: a run, or one attempt or writer of it. Points that stand at the same index belong together. */
export interface ScalarLine {
  readonly run: string;
  /** Of a line that stands for a group, which is then what `run` names; null of a run's own. */
  readonly group: GroupOfLine | null;
  readonly attempt: number;
  /** How many attempts this line's writer made. Of very many the answer has the newest only. */
  readonly attempts: number;
  readonly writer: number;
  /** Host and process of the writer, or whatever tells it from the others; empty when the run has one. */
  readonly writerName: string;
  /** How many parallel writers the run has here; with one, `writer` is not worth showing. */
  readonly writers: number;
  /** All points of the line, the points within the asked range, and those that this axis cannot show. */
  readonly points: number;
  readonly inRange: number;
  readonly hidden: number;
  /** Points of its writer that it leaves out, because a later attempt replaced them. */
  readonly superseded: number;
  /** Where attempts after the run's first begin in it. */
  readonly starts: readonly AttemptStart[];
  readonly x: Numbers;
  readonly value: Numbers;
  /** The smoothed curve has points of its own; present when smoothing was asked for. */
  readonly smoothedX: Numbers | null;
  readonly smoothed: Numbers | null;
  /** The smoothed value at each point of `x`; present when asked for. */
  readonly smoothedAt: Numbers | null;
  /** Present when asked for. */
  readonly step: Numbers | null;
  readonly wallTime: Numbers | null;
}

export interface ScalarLines {
  readonly lines: readonly ScalarLine[];
  /** The generation of the data. */
  readonly generation: number;
  /** Extents of the finite points in range; null when there are none. */
  readonly xExtent: readonly [number, number] | null;
  readonly yExtent: readonly [number, number] | null;
  /** From the 5th to the 95th percentile of the values. */
  readonly yCoreExtent: readonly [number, number] | null;
}

export async function queryScalars(
  client: Client,
  request: ScalarsRequest,
  signal?: AbortSignal,
): Promise<ScalarLines> {
  const table = await askTable(client, 'scalars/query', request, signal);
  try {
    return readScalars(table);
  } catch (cause) {
    throw unreadable('scalars/query', cause);
  }
}

/** The lines in a table of the server's answer. */
export function readScalars(table: Table): ScalarLines {
  const { text, number } = cellsOf(table);
  const list = listsOf(table);
  const lines = Array.from({ length: table.numRows }, (_, row): ScalarLine => ({
    run: text('run', row),
    group: null,
    attempt: number('attempt', row),
    attempts: number('attempts', row),
    writer: number('writer', row),
    writerName: text('writer_name', row),
    writers: number('writers', row),
    points: number('points', row),
    inRange: number('in_range', row),
    hidden: number('hidden', row),
    superseded: number('superseded', row),
    starts: startsOf(list('start_attempt', row), list('start_x', row)),
    x: list('x', row) ?? new Float64Array(),
    value: list('value', row) ?? new Float64Array(),
    smoothedX: list('smoothed_x', row),
    smoothed: list('smoothed', row),
    smoothedAt: list('smoothed_at', row),
    step: list('step', row),
    wallTime: list('wall_time', row),
  }));
  return { lines, ...extentsOf(table) };
}

/** A reader of a table's lists, by the names of its columns; null for a column that it lacks. */
export function listsOf(table: Table): (name: string, row: number) => Numbers | null {
  return (name, row) => {
    const found = table.getChild(name) as ReturnType<Table['getChild']> | undefined;
    const values: unknown = found?.at(row);
    return values === undefined || values === null ? null : asNumbers(values);
  };
}

/** What the metadata of an answer says of all of it. */
export function extentsOf(table: Table): Omit<ScalarLines, 'lines'> {
  const metadata = table.schema.metadata;
  const extent = (low: string, high: string): readonly [number, number] | null => {
    const ends = [Number(metadata?.get(low) ?? NaN), Number(metadata?.get(high) ?? NaN)] as const;
    return ends.every(Number.isFinite) ? ends : null;
  };
  return {
    generation: Number(metadata?.get('generation') ?? 0),
    xExtent: extent('x_min', 'x_max'),
    yExtent: extent('y_min', 'y_max'),
    yCoreExtent: extent('y_p05', 'y_p95'),
  };
}

function startsOf(attempts: Numbers | null, x: Numbers | null): readonly AttemptStart[] {
  return Array.from(attempts ?? [], (attempt, i) => ({ attempt, x: x?.[i] ?? NaN }));
}

// Lists of 64-bit integers come as plain arrays; all others are views into the answer.
function asNumbers(values: unknown): Numbers {
  if (values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array) return values;
  return Float64Array.from(values as ArrayLike<number>);
}
