// Asks for what the images of a point are, for their pixels, and for small copies of them.

import type { ImageAnswer, PixelsAnswer, PointAnswer } from './api_types';
import type { Client } from './client';
import { type Place, valuePath } from './points';

export type ImageInfo = ImageAnswer;
export type { PixelsAnswer } from './api_types';

/** What of an image is wanted: `most` pixels on a side, null for the image as it was logged. */
export interface Copy {
  readonly most: number | null;
  /** Of more than 8 bits: from the smallest value to the largest. */
  readonly stretched: boolean;
}

export async function askImages(
  client: Client,
  { run, tag, index }: Place,
  signal: AbortSignal,
): Promise<readonly ImageInfo[]> {
  const question = new URLSearchParams({ run, tag, index: String(index) });
  const response = await client.fetch(`images/about?${question.toString()}`, { signal });
  return ((await response.json()) as PointAnswer).samples;
}

/** The values of a square of pixels; fewer where the image ends. */
export async function askPixels(
  client: Client,
  place: Place,
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
  signal: AbortSignal,
): Promise<PixelsAnswer> {
  const square = { x: String(x), y: String(y), width: String(side), height: String(side) };
  const question = new URLSearchParams({ ...ofPlace(place), ...square });
  const response = await client.fetch(`images/pixels?${question.toString()}`, { signal });
  return (await response.json()) as PixelsAnswer;
}

/** The route of an image, or of a copy of it. */
export function imagePath(place: Place, { most, stretched }: Copy): string {
  if (most === null) return valuePath('images', place);
  const question = new URLSearchParams({ ...ofPlace(place), size: String(most) });
  if (stretched) question.set('stretched', 'true');
  return `images/thumbnail?${question.toString()}`;
}

function ofPlace({ run, tag, index, part }: Place): Record<string, string> {
  return { run, tag, index: String(index), part: String(part), kind: 'images' };
}
