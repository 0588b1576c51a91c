// A ramp: the colours that a metric's values have, dark to bright, told apart by every eye and on either ground.

import { interpolateViridis } from 'd3-scale-chromatic';

/** So many colours are drawn: what shares one is drawn at once. */
export const SHADES = 24;

/** The colours from worst to best: the best stand out of the ground. */
export function ramp(theme: 'light' | 'dark'): readonly string[] {
  // Viridis runs from dark violet to yellow: on a light ground its end would vanish, on a dark one its beginning.
  const [from, to] = theme === 'dark' ? [0.22, 1] : [0.86, 0];
  return Array.from({ length: SHADES }, (_, i) => hex(interpolateViridis(from + ((to - from) * i) / (SHADES - 1))));
}

/** The number of the colour of a place from 0 to 1. */
export function shadeOf(at: number): number {
  return Math.max(0, Math.min(SHADES - 1, Math.floor(at * SHADES)));
}

/** Red, green and blue of #rrggbb, from 0 to 255. */
export function bytesOf(hex: string): readonly [number, number, number] {
  const part = (at: number): number => parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** As #rrggbb, which every pen takes. */
function hex(colour: string): string {
  if (colour.startsWith('#')) return colour;
  const parts = (colour.match(/\d+/g) ?? []).slice(0, 3);
  return `#${parts.map((one) => Number(one).toString(16).padStart(2, '0')).join('')}`;
}
