// Asks for the lines of a chart of many tags and takes them apart, and for the layout that was logged.

import type { ChartQuestion, LayoutAnswer, PlaceQuestion, Problem } from './api_types';
import { askTable, cellsOf, unreadable } from './arrow';
import type { Client } from './client';
import type { PointAt } from './readings';
import { readScalars, type ScalarLine } from './scalars';

export type ChartRequest = Required<ChartQuestion>;
export type PlaceOfChart = PlaceQuestion;
export type { LayoutAnswer, Problem, SeriesQuestion } from './api_types';
export type LoggedChart = LayoutAnswer['categories'][number]['charts'][number];

/** Which series of the question a line is of. */
export interface OfSeries {
  readonly item: number;
  /** Its tag or expression. */
  readonly tag: string;
}

export interface ChartLine extends ScalarLine, OfSeries {}

export interface ChartAnswer {
  readonly lines: readonly ChartLine[];
  readonly xExtent: readonly [number, number] | null;
  readonly yExtent: readonly [number, number] | null;
  /** What is wrong with series that have no lines. */
  readonly problems: readonly Problem[];
  /** How many tags there are beyond those that are drawn. */
  readonly leftOut: number;
  readonly bytes: number;
}

export interface ChartPoint extends PointAt, OfSeries {}

const QUERY = 'custom_charts/query';
const AT = 'custom_charts/at';

export async function queryChart(client: Client, request: ChartRequest, signal?: AbortSignal): Promise<ChartAnswer> {
  const table = await askTable(client, QUERY, request, signal);
  try {
    const { lines, xExtent, yExtent } = readScalars(table);
    const { text, number } = cellsOf(table);
    const told = (name: string): string | undefined => table.schema.metadata?.get(name);
    let bytes = 1000;
    for (const line of lines) {
      for (const column of [line.x, line.value, line.smoothedX, line.smoothed, line.step, line.wallTime]) {
        bytes += column?.byteLength ?? 0;
      }
    }
    return {
      lines: lines.map((line, row) => ({ ...line, item: number('item', row), tag: text('tag', row) })),
      xExtent,
      yExtent,
      problems: JSON.parse(told('problems') ?? '[]') as Problem[],
      leftOut: Number(told('left_out') ?? 0),
      bytes,
    };
  } catch (cause) {
    throw unreadable(QUERY, cause);
  }
}

/** What the lines have at a place of the axis, of all points. */
export async function queryChartAt(
  client: Client,
  request: PlaceOfChart,
  signal?: AbortSignal,
): Promise<readonly ChartPoint[]> {
  const table = await askTable(client, AT, request, signal);
  const { text, number } = cellsOf(table);
  try {
    return Array.from({ length: table.numRows }, (_, row) => ({
      item: number('item', row),
      tag: text('tag', row),
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
  } catch (cause) {
    throw unreadable(AT, cause);
  }
}

export async function fetchLayout(client: Client, signal: AbortSignal): Promise<LayoutAnswer> {
  return (await (await client.fetch('custom_charts/layout', { signal })).json()) as LayoutAnswer;
}

/** Every point of a chart as it is seen, as a file's content. */
export async function chartFile(client: Client, request: ChartRequest, format: 'csv' | 'json'): Promise<Blob> {
  const response = await client.fetch(`${QUERY}?format=${format}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, width: null }),
  });
  return response.blob();
}
