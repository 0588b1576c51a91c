// Asks for the histograms of one tag and takes them apart: one request answers many runs over one extent.

import type { Table } from '@uwdata/flechette';
import { askTable, cellsOf, column, unreadable } from './arrow';
import type { HistogramsQuestion } from './api_types';
import type { Client } from './client';
import type { Numbers } from './scalars';

export type HistogramsRequest = Required<HistogramsQuestion>;

/** What each histogram says of its numbers; empty where it was not asked for. */
export interface Statistics {
  readonly count: Numbers;
  readonly mean: Numbers;
  readonly std: Numbers;
  readonly min: Numbers;
  readonly max: Numbers;
  readonly zeros: Numbers;
  /** The share of NaN and infinities; NaN where the log cannot tell. */
  readonly nonFinite: Numbers;
  /** How many numbers stand in buckets with an edge that is not finite. */
  readonly unplaced: Numbers;
  /** 1 where the log itself has mean, std, min and max. */
  readonly told: Numbers;
  /** As many for each as were asked for, in ascending order, one point's behind the other's. */
  readonly quantiles: Numbers;
}

/** The histograms of one run, or of one attempt of it, by step. What stands at the same index belongs together. */
export interface RunHistograms {
  readonly run: string;
  readonly attempt: number;
  readonly writer: number;
  /** 1 where a later attempt took its place. */
  readonly superseded: Numbers;
  /** How many there are in the asked steps; more than are here when they were thinned. */
  readonly points: number;
  readonly step: Numbers;
  readonly wallTime: Numbers;
  /** Why one cannot be read; empty where it can. */
  readonly errors: readonly string[];
  readonly statistics: Statistics;
  /** One histogram's counts behind the other's; empty where they were not asked for. */
  readonly counts: Numbers;
  /** Nine for each, likewise. */
  readonly percentiles: Numbers;
}

export interface Histograms {
  readonly runs: readonly RunHistograms[];
  readonly bins: number;
  /** Where the first bin begins, and the last one ends. */
  readonly extent: readonly [number, number];
  /** Of the symmetric-log axis on which bins are equally wide; null on a linear one. */
  readonly constant: number | null;
  readonly bytes: number;
}

export const PERCENTILES = 9;

export async function queryHistograms(
  client: Client,
  request: HistogramsRequest,
  signal?: AbortSignal,
): Promise<Histograms> {
  const table = await askTable(client, 'histograms/query', request, signal);
  try {
    return readHistograms(table);
  } catch (cause) {
    throw unreadable('histograms/query', cause);
  }
}

/** The histograms in a table of the server's answer. */
export function readHistograms(table: Table): Histograms {
  const { text, number } = cellsOf(table);
  let bytes = 0;
  const list = (name: string, row: number): Numbers => {
    const found = table.getChild(name) as ReturnType<Table['getChild']> | undefined;
    const values = asNumbers(found?.at(row));
    bytes += values.byteLength;
    return values;
  };
  const runs = Array.from({ length: table.numRows }, (_, row): RunHistograms => ({
    run: text('run', row),
    attempt: number('attempt', row),
    writer: number('writer', row),
    superseded: list('superseded', row),
    points: number('points', row),
    step: list('step', row),
    wallTime: list('wall_time', row),
    errors: Array.from(column(table, 'error').at(row) as Iterable<string>),
    statistics: {
      count: list('count', row),
      mean: list('mean', row),
      std: list('std', row),
      min: list('min', row),
      max: list('max', row),
      zeros: list('zeros', row),
      nonFinite: list('non_finite', row),
      unplaced: list('unplaced', row),
      told: list('told', row),
      quantiles: list('quantiles', row),
    },
    counts: list('bins', row),
    percentiles: list('percentiles', row),
  }));
  const told = (name: string): number => Number(table.schema.metadata?.get(name) ?? 0);
  const constant = told('constant');
  return {
    runs,
    bins: told('bins'),
    extent: [told('left'), told('right')],
    constant: constant > 0 ? constant : null,
    bytes: bytes + 1000,
  };
}

// Lists of 64-bit integers come as plain arrays; all others are views into the answer.
function asNumbers(values: unknown): Numbers {
  if (values instanceof Float64Array || values instanceof Float32Array || values instanceof Int32Array) return values;
  return Float64Array.from((values as ArrayLike<number> | null | undefined) ?? []);
}
