// Asks which series hold videos, and what the videos of a point are.

import type { FilmAnswer, FilmsAnswer, VideoListAnswer, VideoSeriesAnswer } from './api_types';
import type { Client } from './client';
import type { Place } from './points';

export type FilmInfo = FilmAnswer;
export type VideoSeriesInfo = VideoSeriesAnswer;

export async function askVideoSeries(client: Client): Promise<VideoListAnswer> {
  return (await (await client.fetch('video/series')).json()) as VideoListAnswer;
}

export async function askFilms(
  client: Client,
  kind: string,
  { run, tag, index }: Place,
  signal: AbortSignal,
): Promise<readonly FilmInfo[]> {
  const question = new URLSearchParams({ run, tag, index: String(index), kind });
  const response = await client.fetch(`video/about?${question.toString()}`, { signal });
  return ((await response.json()) as FilmsAnswer).samples;
}
