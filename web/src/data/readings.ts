// Asks what the lines of a tag have at a place of the x axis, and what a stretch of it comes to: exact, from all points.

import { askTable, cellsOf, unreadable } from './arrow';
import type { Client } from './client';
import type { PlacesQuestion, StretchQuestion } from './api_types';

/** Which line a row is of. */
export interface LineName {
  readonly run: string;
  readonly attempt: number;
  readonly writer: number;
  readonly writerName: string;
}

/** The point of a line at a place, or the nearest before it. */
export interface PointAt extends LineName {
  readonly step: number;
  readonly wallTime: number;
  readonly relativeTime: number;
  readonly x: number;
  readonly value: number;
  /** The value where no smoothing was asked for. */
  readonly smoothed: number;
  /** The line has no later point. */
  readonly last: boolean;
}

/** What a stretch of a line comes to. */
export interface Summary extends LineName {
  readonly count: number;
  readonly start: number;
  readonly startStep: number;
  readonly end: number;
  readonly endStep: number;
  readonly change: number;
  /** As a part of the start's size. */
  readonly relativeChange: number;
  readonly min: number;
  readonly minStep: number;
  readonly max: number;
  readonly maxStep: number;
  readonly mean: number;
}

export type PlaceRequest = Required<PlacesQuestion>;
export type StretchRequest = Required<StretchQuestion>;

export async function queryPointsAt(
  client: Client,
  request: PlaceRequest,
  signal?: AbortSignal,
): Promise<readonly PointAt[]> {
  const table = await askTable(client, 'scalars/at', request, signal);
  const { text, number } = cellsOf(table);
  return rows(table.numRows, 'scalars/at', (row) => ({
    run: text('run', row),
    attempt: number('attempt', row),
    writer: number('writer', row),
    writerName: text('writer_name', row),
    step: number('step', row),
    wallTime: number('wall_time', row),
    relativeTime: number('relative_time', row),
    x: number('x', row),
    value: number('value', row),
    smoothed: number('smoothed', row),
    last: number('index', row) + 1 === number('points', row),
  }));
}

export async function querySummaries(
  client: Client,
  request: StretchRequest,
  signal?: AbortSignal,
): Promise<readonly Summary[]> {
  const table = await askTable(client, 'scalars/summary', request, signal);
  const { text, number } = cellsOf(table);
  return rows(table.numRows, 'scalars/summary', (row) => ({
    run: text('run', row),
    attempt: number('attempt', row),
    writer: number('writer', row),
    writerName: text('writer_name', row),
    count: number('count', row),
    start: number('start', row),
    startStep: number('start_step', row),
    end: number('end', row),
    endStep: number('end_step', row),
    change: number('change', row),
    relativeChange: number('relative_change', row),
    min: number('min', row),
    minStep: number('min_step', row),
    max: number('max', row),
    maxStep: number('max_step', row),
    mean: number('mean', row),
  }));
}

function rows<T>(count: number, place: string, read: (row: number) => T): readonly T[] {
  try {
    return Array.from({ length: count }, (_, row) => read(row));
  } catch (cause) {
    throw unreadable(place, cause);
  }
}
