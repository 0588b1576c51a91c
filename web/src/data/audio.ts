// Asks for what the clips of a point are.

import type { ClipAnswer, ClipsAnswer } from './api_types';
import type { Client } from './client';
import type { Place } from './points';

export type ClipInfo = ClipAnswer;

export async function askClips(
  client: Client,
  { run, tag, index }: Place,
  signal: AbortSignal,
): Promise<readonly ClipInfo[]> {
  const question = new URLSearchParams({ run, tag, index: String(index) });
  const response = await client.fetch(`audio/about?${question.toString()}`, { signal });
  return ((await response.json()) as ClipsAnswer).samples;
}
