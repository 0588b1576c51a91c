// Asks for the points of a tag of PR curves, for curves, and for what all of them come to.

import type { Table } from '@uwdata/flechette';
import { askTable, cellsOf, column, unreadable } from './arrow';
import type { CurvesQuestion } from './api_types';
import type { Client } from './client';
import type { Numbers } from './scalars';

/** One logged curve: where it stands in its run's series. */
export interface CurvePoint {
  readonly run: string;
  readonly index: number;
  readonly step: number;
  readonly wallTime: number;
  readonly attempt: number;
  readonly writer: number;
  readonly superseded: boolean;
}

/** A curve; what stands at the same index belongs to one threshold, which ascend evenly from 0 to 1. */
export interface Curve extends CurvePoint {
  /** Behind so many thresholds nothing is predicted to be positive. */
  readonly shown: number;
  readonly tp: Numbers;
  readonly fp: Numbers;
  readonly tn: Numbers;
  readonly fn: Numbers;
  readonly precision: Numbers;
  readonly recall: Numbers;
  readonly averagePrecision: number;
  /** NaN where the counts allow no ROC curve. */
  readonly auc: number;
  /** Why it cannot be read; empty where it can. */
  readonly error: string;
}

/** What a curve comes to; NaN where it cannot be told. */
export interface Scored extends CurvePoint {
  readonly averagePrecision: number;
  readonly auc: number;
  readonly bestF1: number;
  readonly bestThreshold: number;
}

/** Every point of each run that has the tag, in the order in which they were written. */
export async function askCurvePoints(
  client: Client,
  tag: string,
  runs: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly CurvePoint[]> {
  const table = await askTable(client, 'pr_curves/points', { tag, runs }, signal);
  return taken('pr_curves/points', () =>
    rowsOf(table).flatMap((row) => {
      const list = listsOf(table, row);
      return list('step').map((_, index) => ({ ...pointAt(table, row, list, index), index }));
    }),
  );
}

export async function askCurves(
  client: Client,
  question: CurvesQuestion,
  signal: AbortSignal,
): Promise<readonly Curve[]> {
  const table = await askTable(client, 'pr_curves/query', question, signal);
  return taken('pr_curves/query', () => {
    const { text, number } = cellsOf(table);
    const floats = (name: string, row: number): Numbers => column(table, name).at(row) as Float32Array;
    return rowsOf(table).map((row) => ({
      run: text('run', row),
      index: number('index', row),
      step: number('step', row),
      wallTime: number('wall_time', row),
      attempt: number('attempt', row),
      writer: number('writer', row),
      superseded: number('superseded', row) === 1,
      shown: number('shown', row),
      tp: floats('tp', row),
      fp: floats('fp', row),
      tn: floats('tn', row),
      fn: floats('fn', row),
      precision: floats('precision', row),
      recall: floats('recall', row),
      averagePrecision: number('average_precision', row),
      auc: number('auc', row),
      error: text('error', row),
    }));
  });
}

/** What every curve of a tag comes to, run by run in the order of steps. */
export async function askScores(
  client: Client,
  tag: string,
  runs: readonly string[] | null,
  attempts: 'current' | 'all',
  signal: AbortSignal,
): Promise<readonly Scored[]> {
  const table = await askTable(client, 'pr_curves/scores', { tag, runs, attempts }, signal);
  return taken('pr_curves/scores', () =>
    rowsOf(table).flatMap((row) => {
      const list = listsOf(table, row);
      const [indices, precisions, aucs, f1s, thresholds] = [
        list('index'),
        list('average_precision'),
        list('auc'),
        list('best_f1'),
        list('best_threshold'),
      ];
      return indices.map((index, i) => ({
        ...pointAt(table, row, list, i),
        index,
        averagePrecision: precisions[i]!,
        auc: aucs[i]!,
        bestF1: f1s[i]!,
        bestThreshold: thresholds[i]!,
      }));
    }),
  );
}

type Lists = (name: string) => readonly number[];

/** The list columns of a row, each taken apart once. */
function listsOf(table: Table, row: number): Lists {
  const known = new Map<string, readonly number[]>();
  return (name) => {
    let found = known.get(name);
    if (found === undefined) {
      found = Array.from(column(table, name).at(row) as Iterable<number>, Number);
      known.set(name, found);
    }
    return found;
  };
}

function pointAt(table: Table, row: number, list: Lists, i: number): Omit<CurvePoint, 'index'> {
  return {
    run: String(column(table, 'run').at(row)),
    step: list('step')[i]!,
    wallTime: list('wall_time')[i]!,
    attempt: list('attempt')[i]!,
    writer: list('writer')[i]!,
    superseded: list('superseded')[i] === 1,
  };
}

function rowsOf(table: Table): number[] {
  return Array.from({ length: table.numRows }, (_, row) => row);
}

function taken<T>(route: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(route, cause);
  }
}
