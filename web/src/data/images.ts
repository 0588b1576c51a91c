// Asks for what the images of a point are, and for small copies of them.

import type { ImageAnswer, PointAnswer } from './api_types';
import type { Client } from './client';
import { type Place, valuePath } from './points';

export type ImageInfo = ImageAnswer;

export async function askImages(
  client: Client,
  { run, tag, index }: Place,
  signal: AbortSignal,
): Promise<readonly ImageInfo[]> {
  const question = new URLSearchParams({ run, tag, index: String(index) });
  const response = await client.fetch(`images/about?${question.toString()}`, { signal });
  return ((await response.json()) as PointAnswer).samples;
}

/** The route of an image with at most `size` pixels on a side; null for the image as it was logged. */
export function imagePath(place: Place, size: number | null): string {
  if (size === null) return valuePath('images', place);
  const { run, tag, index, part } = place;
  const question = new URLSearchParams({ run, tag, index: String(index), part: String(part), kind: 'images' });
  question.set('size', String(size));
  return `images/thumbnail?${question.toString()}`;
}
