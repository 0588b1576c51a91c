// What is chosen of the x axis for the tables under all charts: a place, or a stretch between two.

import type { Codec } from '../../app/view.svelte';

/** One place, or two, the lower first; none when nothing is chosen. */
export type Chosen = readonly [] | readonly [number] | readonly [number, number];

export const NOTHING_CHOSEN: Chosen = [];

/** As text: `500`, or `100..500`. */
export const asChosen: Codec<Chosen> = {
  gradual: true,
  parse: (text) => {
    if (text === null || text === '') return NOTHING_CHOSEN;
    const places = text.split('..').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (places.length > 2 || !places.every(Number.isFinite)) return NOTHING_CHOSEN;
    return places.length === 1 ? [places[0]!] : between(places[0]!, places[1]!);
  },
  format: (chosen) => (chosen.length === 0 ? null : chosen.map(String).join('..')),
};

export function between(a: number, b: number): Chosen {
  return a <= b ? [a, b] : [b, a];
}

/** The same with one of its places moved; the places may pass each other. */
export function withPlace(chosen: Chosen, index: number, x: number): Chosen {
  const other = chosen[1 - index];
  return other === undefined ? [x] : between(x, other);
}

/** The same without one of its places. */
export function withoutPlace(chosen: Chosen, index: number): Chosen {
  const other = chosen[1 - index];
  return chosen.length < 2 || other === undefined ? NOTHING_CHOSEN : [other];
}
