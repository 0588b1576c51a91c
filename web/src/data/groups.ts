// Asks for groups of runs as curves with bands, and what they come to at one place of the x axis.

import type { Table } from '@uwdata/flechette';
import type { GroupCurvesQuestion, GroupPlacesQuestion } from './api_types';
import { askTable, cellsOf, unreadable } from './arrow';
import type { Client } from './client';
import { type Edge, extentsOf, type GroupOfLine, listsOf, type ScalarLine, type ScalarLines } from './scalars';
import type { ScalarsRequest } from './types';

type GroupQuestion = Omit<GroupPlacesQuestion, 'at'>;
export type Statistic = NonNullable<GroupQuestion['statistic']>;
export type Band = NonNullable<GroupQuestion['band']>;
export type Alignment = NonNullable<GroupQuestion['align']>;
export type Comparison = NonNullable<GroupQuestion['compare']>;

/** What is made of which runs. */
export interface Grouped extends Required<
  Pick<GroupQuestion, 'groups' | 'statistic' | 'band' | 'align' | 'baseline' | 'compare'>
> {
  /** Each run is a group, which only the baseline makes other than it was. */
  readonly alone: boolean;
}

/** What a group comes to at a place, or at its last before it. */
export interface GroupAt {
  readonly name: string;
  readonly x: number;
  readonly last: boolean;
  readonly count: number;
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
  /** The same without smoothing. */
  readonly smoothed: number;
  readonly smoothedLower: number;
  readonly smoothedUpper: number;
}

/** The curves of groups, as lines of a chart. */
export async function queryGroups(
  client: Client,
  request: ScalarsRequest,
  grouped: Grouped,
  signal?: AbortSignal,
): Promise<ScalarLines> {
  const { x_range, width } = request;
  const question: GroupCurvesQuestion = { ...questionOf(request, grouped), x_range, width };
  const table = await askTable(client, 'scalars/groups', question, signal);
  try {
    return readGroups(table, grouped.alone);
  } catch (cause) {
    throw unreadable('scalars/groups', cause);
  }
}

export async function queryGroupsAt(
  client: Client,
  request: Pick<ScalarsRequest, 'tag' | 'x' | 'x_scale' | 'smoothing'> & { readonly at: readonly number[] },
  grouped: Grouped,
  signal?: AbortSignal,
): Promise<readonly GroupAt[]> {
  const question: GroupPlacesQuestion = { ...questionOf(request, grouped), at: request.at };
  const table = await askTable(client, 'scalars/groups/at', question, signal);
  const { text, number, flag } = cellsOf(table);
  try {
    return Array.from({ length: table.numRows }, (_, row) => ({
      name: text('group', row),
      x: number('x', row),
      last: flag('last', row),
      count: number('count', row),
      centre: number('centre', row),
      lower: number('lower', row),
      upper: number('upper', row),
      smoothed: number('smoothed', row),
      smoothedLower: number('smoothed_lower', row),
      smoothedUpper: number('smoothed_upper', row),
    }));
  } catch (cause) {
    throw unreadable('scalars/groups/at', cause);
  }
}

function questionOf(
  { tag, x, x_scale, smoothing }: Pick<ScalarsRequest, 'tag' | 'x' | 'x_scale' | 'smoothing'>,
  { alone: _, ...grouped }: Grouped,
): GroupQuestion {
  return { tag, x, x_scale, smoothing, ...grouped };
}

/** The groups in a table of the server's answer; groups without a place are left out. */
export function readGroups(table: Table, alone: boolean): ScalarLines {
  const { text, number } = cellsOf(table);
  const list = listsOf(table);
  const edge = (name: string, row: number): Edge | null => {
    const [x, y] = [list(`${name}_x`, row), list(name, row)];
    return x === null || y === null ? null : { x, y };
  };
  const lines = Array.from({ length: table.numRows }, (_, row): ScalarLine => {
    const name = text('group', row);
    const group: GroupOfLine = {
      name,
      runs: number('runs', row),
      lower: edge('smoothed_lower', row) ?? edge('lower', row),
      upper: edge('smoothed_upper', row) ?? edge('upper', row),
      oneOf: number('one_of', row),
    };
    return {
      run: name,
      group: alone ? null : group,
      attempt: 0,
      attempts: 1,
      writer: 0,
      writerName: '',
      writers: 1,
      points: number('places', row),
      inRange: number('places', row),
      hidden: 0,
      superseded: 0,
      starts: [],
      x: list('x', row) ?? new Float64Array(),
      value: list('centre', row) ?? new Float64Array(),
      smoothedX: list('smoothed_x', row),
      smoothed: list('smoothed', row),
      smoothedAt: list('smoothed_at', row),
      step: null,
      wallTime: null,
    };
  });
  return { lines: lines.filter(({ x }) => x.length > 0), ...extentsOf(table) };
}
