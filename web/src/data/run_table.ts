// Asks what the server knows of runs: which columns there are, the values of one, and the runs of each value.

import type { RunGroup } from '../base/run_groups';
import type { Client } from './client';

/** As many rows as one answer may have. */
const MOST_ROWS = 20_000;

/** A fact of runs, a hyperparameter or a metric. */
export interface ColumnInfo {
  readonly id: string;
  readonly group: string;
  readonly type: string;
}

export async function queryRunColumns(client: Client): Promise<readonly ColumnInfo[]> {
  const response = await client.fetch('runs/columns', {});
  const { columns } = (await response.json()) as { columns: readonly ColumnInfo[] };
  return columns;
}

export async function queryGroupsBy(client: Client, column: string): Promise<readonly RunGroup[]> {
  const { groups } = await post<{ groups: readonly RunGroup[] }>(client, 'runs/groups', {
    by: { kind: 'column', columns: [column] },
  });
  return groups;
}

/** A column's numbers by run; NaN where a run has none. */
export async function queryNumbers(client: Client, column: string): Promise<ReadonlyMap<string, number>> {
  const { rows, columns } = await post<{
    rows: readonly string[];
    columns: Readonly<Record<string, readonly unknown[]>>;
  }>(client, 'runs/table', { columns: [column], limit: MOST_ROWS });
  const values = columns[column] ?? [];
  return new Map(rows.map((name, i) => [name, typeof values[i] === 'number' ? values[i] : NaN]));
}

async function post<T>(client: Client, path: string, question: unknown): Promise<T> {
  const response = await client.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  return (await response.json()) as T;
}
