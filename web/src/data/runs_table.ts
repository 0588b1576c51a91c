// Asks for the table of runs: its columns, a window of its rows, what a condition holds for, and how it may go on.

import type { RunGroup } from '../base/run_groups';
import type { Client } from './client';

export type ColumnGroup = 'run' | 'hparam' | 'metric' | 'catalog';
export type ColumnType = 'number' | 'text' | 'bool' | 'time' | 'duration' | 'list';

export interface ColumnInfo {
  readonly id: string;
  readonly group: ColumnGroup;
  readonly type: ColumnType;
  /** For people: without its group, or as whoever logged it calls it. */
  readonly label: string;
  readonly description: string;
  /** Whether runs have different values there, or only some any; null where there are too many metrics to look. */
  readonly differs: boolean | null;
  /** How many runs have a value. */
  readonly present: number;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface TableQuestion {
  readonly where: string;
  readonly sort: readonly Sort[];
  readonly columns: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** One value as JSON has it: times and durations in seconds, non-finite numbers as words; null where there is none. */
export type Cell = number | string | boolean | null | readonly (number | string | boolean)[];

export interface TableAnswer {
  readonly generation: number;
  /** How many runs there are, and for how many the condition holds. */
  readonly total: number;
  readonly matching: number;
  /** The names of the runs of this window. */
  readonly rows: readonly string[];
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
}

/** What may stand in place of the text between two places. */
export interface Completion {
  readonly insert: string;
  readonly label: string;
  readonly kind: 'column' | 'value' | 'operator' | 'word';
  /** The group of a column. */
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

export async function queryTable(client: Client, question: TableQuestion, signal: AbortSignal): Promise<TableAnswer> {
  return post<TableAnswer>(client, 'runs/table', question, signal);
}

export async function tableColumns(client: Client, signal?: AbortSignal): Promise<readonly ColumnInfo[]> {
  const response = await client.fetch('runs/columns', signal && { signal });
  return ((await response.json()) as { readonly columns: readonly ColumnInfo[] }).columns;
}

/** As many rows as one answer may have. */
const MOST_ROWS = 20_000;

/** The runs of each value of a column. */
export async function groupsBy(client: Client, column: string): Promise<readonly RunGroup[]> {
  const question = { by: { kind: 'column', columns: [column] } };
  return (await post<{ readonly groups: readonly RunGroup[] }>(client, 'runs/groups', question)).groups;
}

/** A column's numbers by run; NaN where a run has none. */
export async function numbersOf(client: Client, column: string): Promise<ReadonlyMap<string, number>> {
  const question = { columns: [column], limit: MOST_ROWS };
  const { rows, columns } = await post<TableAnswer>(client, 'runs/table', question);
  const values = columns[column] ?? [];
  return new Map(
    rows.map((name, i) => {
      const value = values[i];
      return [name, typeof value === 'number' ? value : NaN];
    }),
  );
}

/** By run the sub-runs that are told of with it. */
export async function runParts(client: Client): Promise<Readonly<Record<string, readonly string[]>>> {
  return (await (await client.fetch('runs/parts')).json()) as Readonly<Record<string, readonly string[]>>;
}

/** What is wrong with a condition: `length` characters from `position` on. `problem` names it, `found` is what it is about. */
export interface Problem {
  readonly problem: string;
  readonly message: string;
  readonly hint: string;
  readonly found: string;
  readonly position: number;
  readonly length: number;
}

/** What is wrong with a condition; null when nothing is. */
export async function checkCondition(client: Client, where: string, signal: AbortSignal): Promise<Problem | null> {
  return (await post<{ readonly problem: Problem | null }>(client, 'runs/check', { where }, signal)).problem;
}

/** The names of the runs that a condition holds for. */
export async function matchingRuns(client: Client, where: string, signal: AbortSignal): Promise<readonly string[]> {
  return (await post<{ readonly names: readonly string[] }>(client, 'runs/matching', { where }, signal)).names;
}

export async function completeCondition(
  client: Client,
  text: string,
  position: number,
  signal: AbortSignal,
): Promise<readonly Completion[]> {
  return post<readonly Completion[]>(client, 'runs/complete', { text, position }, signal);
}

/** What runs say of one column. */
export interface DiffRow {
  readonly id: string;
  readonly type: ColumnType;
  readonly differs: boolean;
  /** In the order of the runs. */
  readonly values: readonly Cell[];
}

export async function diffRuns(
  client: Client,
  runs: readonly string[],
  signal: AbortSignal,
): Promise<readonly DiffRow[]> {
  return (await post<{ readonly lines: readonly DiffRow[] }>(client, 'runs/diff', { runs }, signal)).lines;
}

export type ExportFormat = 'csv' | 'json' | 'markdown' | 'latex' | 'parquet';

/** All rows of a question as a file. */
export async function exportTable(
  client: Client,
  question: Omit<TableQuestion, 'offset' | 'limit'>,
  format: ExportFormat,
): Promise<Blob> {
  return (await send(client, `runs/export?format=${format}`, question)).blob();
}

async function post<T>(client: Client, path: string, question: unknown, signal?: AbortSignal): Promise<T> {
  return (await (await send(client, path, question, signal)).json()) as T;
}

function send(client: Client, path: string, question: unknown, signal?: AbortSignal): Promise<Response> {
  return client.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    ...(signal && { signal }),
  });
}
