// What a card asks the server for: points as finely as its chart can show them, and what the lines have at one place.

import type { PlaceRequest } from '../../data/readings';
import type { Question } from './card_data';

/** At most about this many points for one chart: what strokes in a few frames. */
const MOST_POINTS = 640_000;
/** Widths are asked for in whole steps of this, so that a card that is a little wider asks nothing new. */
const WIDTH_STEP = 50;
const MOST_SHARP_LINES = 50;

/** The width to ask an answer for: the frame's own, in device pixels for few lines, and less for very many. */
export function queryWidth(frameWidth: number, lines: number): number {
  const ratio = lines <= MOST_SHARP_LINES ? Math.min(2, window.devicePixelRatio || 1) : 1;
  const wanted = Math.ceil((frameWidth * ratio) / WIDTH_STEP) * WIDTH_STEP;
  return Math.max(2 * WIDTH_STEP, Math.min(wanted, Math.floor(MOST_POINTS / 4 / Math.max(1, lines))));
}

/** The question what the lines of an answer have at a place of its axis. */
export function placeRequest({ tag, runs, x, logX, smoothing, attempts }: Question, at: number): PlaceRequest {
  return { tag, runs, x, x_scale: logX ? 'log' : 'linear', smoothing, attempts, at: [at] };
}
