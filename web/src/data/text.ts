// Asks for texts: which points there are, what they say, and where they say something.

import { askTable, column, unreadable } from './arrow';
import type { Document, FindQuestion, FoundAnswer, PointsQuestion, Samples, TextPoint } from './api_types';
import type { Client } from './client';

/** A point's texts. */
export type TextDocument = Required<Document>;
/** A point's texts as prompts and answers. */
export type TextSamples = Required<Samples>;
export type { Found, FoundAnswer, TextPoint } from './api_types';

/** The points of a tag in one run, in the order in which they were written. */
export interface RunPoints {
  readonly run: string;
  readonly steps: Float64Array;
  readonly wallTimes: Float64Array;
  readonly attempts: Float64Array;
  /** 1 where a later attempt replaced the point. */
  readonly superseded: Float64Array;
}

export async function queryTextPoints(
  client: Client,
  question: Required<PointsQuestion>,
  signal: AbortSignal,
): Promise<readonly RunPoints[]> {
  const table = await askTable(client, 'text/points', question, signal);
  const list = (name: string, row: number): Float64Array =>
    Float64Array.from(column(table, name).at(row) as ArrayLike<number>);
  try {
    return Array.from({ length: table.numRows }, (_, row) => ({
      run: String(column(table, 'run').at(row)),
      steps: list('step', row),
      wallTimes: list('wall_time', row),
      attempts: list('attempt', row),
      superseded: list('superseded', row),
    }));
  } catch (cause) {
    throw unreadable('text/points', cause);
  }
}

/** The texts of one point, as Markdown made into safe HTML or as they were written. */
export async function queryText(
  client: Client,
  point: Required<TextPoint>,
  markdown: boolean,
  signal: AbortSignal,
): Promise<TextDocument> {
  const [found] = await post<TextDocument[]>(client, 'text/documents', { points: [point], markdown }, signal);
  return found!;
}

/** The same as the samples that they hold, in the order of the points. */
export async function queryTextSamples(
  client: Client,
  points: readonly Required<TextPoint>[],
  markdown: boolean,
  signal: AbortSignal,
): Promise<readonly TextSamples[]> {
  return post<readonly TextSamples[]>(client, 'text/samples', { points, markdown }, signal);
}

export async function findTexts(client: Client, question: FindQuestion, signal: AbortSignal): Promise<FoundAnswer> {
  return post<FoundAnswer>(client, 'text/find', question, signal);
}

async function post<T>(client: Client, path: string, question: unknown, signal: AbortSignal): Promise<T> {
  const response = await client.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  });
  return (await response.json()) as T;
}
