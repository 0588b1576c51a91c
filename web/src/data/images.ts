// Asks for the points of an image series, for what the images of one are, and for their bytes.

import { column, fetchTable, unreadable } from './arrow';
import type { ImageAnswer, PointAnswer } from './api_types';
import type { Client } from './client';

export type ImageInfo = ImageAnswer;

export interface ImagePoint {
  /** Its number in the series, by which its images are asked for. */
  readonly index: number;
  readonly step: number;
  readonly wallTime: number;
  readonly superseded: boolean;
}

/** Where an image is: one of those of a point of a series. */
export interface ImagePlace {
  readonly run: string;
  readonly tag: string;
  readonly index: number;
  readonly part: number;
}

/** Every point of a series, by step; those of one step in the order in which they were written. */
export async function askImagePoints(
  client: Client,
  run: string,
  tag: string,
  signal: AbortSignal,
): Promise<readonly ImagePoint[]> {
  const question = new URLSearchParams({ run, tag, kind: 'images' });
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

export async function askImages(
  client: Client,
  { run, tag, index }: ImagePlace,
  signal: AbortSignal,
): Promise<readonly ImageInfo[]> {
  const question = new URLSearchParams({ run, tag, index: String(index) });
  const response = await client.fetch(`images/about?${question.toString()}`, { signal });
  return ((await response.json()) as PointAnswer).samples;
}

/** The route of an image with at most `size` pixels on a side; null for the image as it was logged. */
export function imagePath({ run, tag, index, part }: ImagePlace, size: number | null): string {
  const question = new URLSearchParams({ run, tag, index: String(index), part: String(part), kind: 'images' });
  if (size === null) return `tensors/value?${question.toString()}`;
  question.set('size', String(size));
  return `images/thumbnail?${question.toString()}`;
}
