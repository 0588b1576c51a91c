// Asks for trials and their hyperparameters: where they come from, their columns, what matters for a metric, and surfaces.

import type {
  ColumnsAnswer,
  ContourAnswer,
  ContourQuestion,
  BesideAnswer,
  ImportanceAnswer,
  ImportanceQuestion,
  Source,
  TrialsQuestion,
} from './api_types';
import { askTable, column, unreadable } from './arrow';
import { type Client } from './client';

export type {
  ColumnsAnswer,
  ContourAnswer,
  ContourQuestion,
  HparamAbout,
  ImportanceAnswer,
  ImportanceQuestion,
  Metric,
  MetricSaid,
  Source,
  TrialsQuestion,
} from './api_types';

/** The trials of a source, and the columns that were asked for, an entry for each trial: NaN is missing. */
export interface TrialTable {
  readonly names: readonly string[];
  readonly runs: readonly (readonly string[])[];
  readonly sessions: Int32Array;
  readonly states: readonly string[];
  readonly startTimes: Float64Array;
  readonly endTimes: Float64Array;
  readonly hparams: readonly Float64Array[];
  /** The words that the numbers of a hyperparameter stand for; empty for numbers. */
  readonly categories: readonly (readonly string[])[];
  readonly metrics: readonly Float64Array[];
}

export async function fetchSources(client: Client, signal: AbortSignal): Promise<readonly Source[]> {
  return (await (await client.fetch('hparams/sources', { signal })).json()) as Source[];
}

/** How much there is that no series says. */
export async function fetchFound(client: Client): Promise<BesideAnswer> {
  return (await (await client.fetch('hparams/found')).json()) as BesideAnswer;
}

export async function fetchColumns(
  client: Client,
  source: string,
  combine: string,
  signal: AbortSignal,
): Promise<ColumnsAnswer> {
  const asked = new URLSearchParams({ source, combine }).toString();
  return (await (await client.fetch(`hparams/columns?${asked}`, { signal })).json()) as ColumnsAnswer;
}

export async function askTrials(client: Client, question: TrialsQuestion, signal: AbortSignal): Promise<TrialTable> {
  const path = 'hparams/trials';
  const table = await askTable(client, path, question, signal);
  try {
    const words = (name: string): string[] => Array.from(column(table, name), String);
    const numbers = (name: string): Float64Array => Float64Array.from(column(table, name), Number);
    return {
      names: words('name'),
      runs: Array.from(column(table, 'runs'), (runs) => Array.from(runs as Iterable<unknown>, String)),
      sessions: Int32Array.from(column(table, 'sessions'), Number),
      states: words('state'),
      startTimes: numbers('start_time'),
      endTimes: numbers('end_time'),
      hparams: (question.hparams ?? []).map((_, i) => numbers(`h${i}`)),
      categories: JSON.parse(table.schema.metadata?.get('categories') ?? '[]') as string[][],
      metrics: (question.metrics ?? []).map((_, i) => numbers(`m${i}`)),
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export async function askImportance(
  client: Client,
  question: ImportanceQuestion,
  signal: AbortSignal,
): Promise<ImportanceAnswer> {
  return (await (await client.fetch('hparams/importance', posted(question, signal))).json()) as ImportanceAnswer;
}

export async function askContour(
  client: Client,
  question: ContourQuestion,
  signal: AbortSignal,
): Promise<ContourAnswer> {
  return (await (await client.fetch('hparams/contour', posted(question, signal))).json()) as ContourAnswer;
}

function posted(question: unknown, signal: AbortSignal): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  };
}
