// Asks a route that answers Arrow columns, and reads them in place.

import { type Table, tableFromIPC } from '@uwdata/flechette';
import { ApiError, type Client } from './client';

/** The table that a question to `path` is answered with; `question` goes as JSON. Throws ApiError. */
export async function askTable(client: Client, path: string, question: unknown, signal?: AbortSignal): Promise<Table> {
  const response = await client.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/vnd.apache.arrow.stream' },
    body: JSON.stringify(question),
    ...(signal && { signal }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  try {
    return tableFromIPC(bytes, { useBigInt: false });
  } catch (cause) {
    throw unreadable(response.url, cause);
  }
}

/** The table at `path`. Throws ApiError. */
export async function fetchTable(client: Client, path: string, signal: AbortSignal): Promise<Table> {
  const response = await client.fetch(path, { signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  try {
    return tableFromIPC(bytes, { useBigInt: false });
  } catch (cause) {
    throw unreadable(response.url, cause);
  }
}

/** What a table that lacks something is reported as. */
export function unreadable(place: string, cause: unknown): ApiError {
  return new ApiError('unreadable', `expected Arrow columns from ${place}: ${String(cause)}`);
}

export function column(table: Table, name: string): NonNullable<ReturnType<Table['getChild']>> {
  const found = table.getChild(name) as ReturnType<Table['getChild']> | undefined;
  if (!found) throw new Error(`no column '${name}'`);
  return found;
}

/** A reader of a table's cells, by the names of its columns. */
export function cellsOf(table: Table): {
  readonly text: (name: string, row: number) => string;
  readonly number: (name: string, row: number) => number;
  readonly flag: (name: string, row: number) => boolean;
} {
  return {
    text: (name, row) => String(column(table, name).at(row)),
    number: (name, row) => Number(column(table, name).at(row)),
    flag: (name, row) => Boolean(column(table, name).at(row)),
  };
}
