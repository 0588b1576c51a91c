// Colour maps: what colour a value between black and white is drawn in.

import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolateRdBu,
  interpolateTurbo,
  interpolateViridis,
} from 'd3-scale-chromatic';

/** `grey` is no map at all. */
export const COLOUR_MAPS = ['grey', 'viridis', 'magma', 'inferno', 'cividis', 'turbo', 'blue_red'] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

/** A CSS colour for a share of the way. */
const MAPS: Readonly<Record<ColourMap, (share: number) => string>> = {
  grey: (share) =>
    `rgb(${Array(3)
      .fill(Math.round(share * 255))
      .join(', ')})`,
  viridis: interpolateViridis,
  magma: interpolateMagma,
  inferno: interpolateInferno,
  cividis: interpolateCividis,
  turbo: interpolateTurbo,
  blue_red: (share) => interpolateRdBu(1 - share),
};

/** As many as 8 bits tell apart. */
const VALUES = 256;

/** Red, green and blue of every value from 0 to 255, each from 0 to 1. */
export function tableOf(map: ColourMap): readonly [number[], number[], number[]] {
  const colours = Array.from({ length: VALUES }, (_, value) => channelsOf(MAPS[map](value / (VALUES - 1))));
  const channel = (which: number): number[] => colours.map((colour) => colour[which]! / 255);
  return [channel(0), channel(1), channel(2)];
}

/** The map as a CSS image, from left to right. */
export function gradientOf(map: ColourMap): string {
  return `linear-gradient(to right, ${Array.from({ length: 17 }, (_, i) => MAPS[map](i / 16)).join(', ')})`;
}

/** Of `#rrggbb` or `rgb(r, g, b)`. */
function channelsOf(colour: string): number[] {
  if (colour.startsWith('#')) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return (colour.match(/\d+/g) ?? []).map(Number);
}
