// Asks for the points of one run's series of any kind but scalars; what each holds is asked for one by one.

import { askTable, column, fetchTable, unreadable } from './arrow';
import type { TagQuestion } from './api_types';
import type { Client } from './client';

export interface SeriesName {
  readonly run: string;
  readonly tag: string;
  readonly kind: string;
}

export interface SeriesPoint {
  /** Its number in the series, by which what it holds is asked for. */
  readonly index: number;
  readonly step: number;
  readonly wallTime: number;
  readonly superseded: boolean;
}

/** Where one of the images, clips or strings of a point is. */
export interface Place {
  readonly run: string;
  readonly tag: string;
  readonly index: number;
  readonly part: number;
}

/** Every point of a series, by step; those of one step in the order in which they were written. */
export async function askPoints(
  client: Client,
  { run, tag, kind }: SeriesName,
  signal: AbortSignal,
): Promise<readonly SeriesPoint[]> {
  const question = new URLSearchParams({ run, tag, kind });
  const table = await fetchTable(client, `tensors?${question.toString()}`, signal);
  try {
    const numbers = (name: string): readonly number[] => Array.from(column(table, name), Number);
    const [indices, steps, wallTimes, superseded] = ['index', 'step', 'wall_time', 'superseded'].map(numbers);
    return indices!
      .map((index, i) => ({
        index,
        step: steps![i]!,
        wallTime: wallTimes![i]!,
        superseded: superseded![i] === 1,
      }))
      .sort((a, b) => a.step - b.step);
  } catch (cause) {
    throw unreadable('tensors', cause);
  }
}

/** The points of a tag in each of the asked runs that has it, likewise by step. */
export async function askPointsOfRuns(
  client: Client,
  question: Required<TagQuestion>,
  signal: AbortSignal,
): Promise<readonly { readonly run: string; readonly points: readonly SeriesPoint[] }[]> {
  const table = await askTable(client, 'tensors/points', question, signal);
  try {
    return Array.from({ length: table.numRows }, (_, row) => {
      const list = (name: string): readonly number[] =>
        Array.from(column(table, name).at(row) as ArrayLike<number>, Number);
      const [steps, wallTimes, superseded] = ['step', 'wall_time', 'superseded'].map(list);
      const points = steps!.map((step, index) => ({
        index,
        step,
        wallTime: wallTimes![index]!,
        superseded: superseded![index] === 1,
      }));
      return { run: String(column(table, 'run').at(row)), points: points.sort((a, b) => a.step - b.step) };
    });
  } catch (cause) {
    throw unreadable('tensors/points', cause);
  }
}

/** The route of one of them as it was logged. */
export function valuePath(kind: string, { run, tag, index, part }: Place): string {
  const question = new URLSearchParams({ run, tag, index: String(index), part: String(part), kind });
  return `tensors/value?${question.toString()}`;
}
