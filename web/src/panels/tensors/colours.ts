// Colours of numbers: one scale from dark to bright where they are all of one sign, one to both sides of zero where signs mix, and
// colours that neither has for what is no finite number.

import { MARKS, type TensorPicture } from '../../data/tensors';
import type { Cells } from '../../plot/pen';

type Colour = readonly [red: number, green: number, blue: number];

/** Viridis by Nathaniel Smith and Stéfan van der Walt, in the public domain: https://bids.github.io/colormap/ */
const SEQUENTIAL = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'];
/** From below zero to above; the middle is nearly the ground that the picture stands on. */
const DIVERGING = {
  light: ['#14457f', '#2f79b5', '#7db8da', '#cfe3ef', '#f4f4f2', '#fbd9c6', '#ee9f7d', '#cb4f45', '#7f1226'],
  dark: ['#a6d6ff', '#5aa7e8', '#2d74b4', '#1c4468', '#20252b', '#5e2f2b', '#b04a3c', '#ee7f63', '#ffcbb3'],
} as const;
export const MARK_COLOURS = { nan: '#e431d0', infinite: '#ff922b', negativeInfinite: '#12b8c9' } as const;

const LEVELS = 256;

export interface ColourScale {
  readonly low: number;
  readonly high: number;
  /** From `low` to `high`. */
  readonly stops: readonly string[];
}

/** The scale for numbers between these; null where there are none. */
export function scaleOf(low: number, high: number, theme: 'light' | 'dark'): ColourScale | null {
  if (!(low <= high)) return null;
  if (low < 0 && high > 0) {
    const most = Math.max(-low, high);
    return { low: -most, high: most, stops: DIVERGING[theme] };
  }
  return { low, high, stops: SEQUENTIAL };
}

/** The cells of a picture in their colours. */
export function coloured({ values, marks }: TensorPicture, width: number, scale: ColourScale | null): Cells {
  const table = scale === null ? [] : tableOf(scale.stops);
  const pixels = new Uint8ClampedArray(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    const mark = marks[i]!;
    const colour = mark > 0 ? markColour(mark) : scale === null ? null : table[levelOf(values[i]!, scale)]!;
    if (colour === null) continue;
    [pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2]] = colour;
    pixels[4 * i + 3] = 255;
  }
  return { width, height: width === 0 ? 0 : values.length / width, pixels };
}

function levelOf(value: number, { low, high }: ColourScale): number {
  // Half of each, so that the ends of all numbers there are do not run over; one number alone is in the middle.
  const share = low === high ? 0.5 : (value / 2 - low / 2) / (high / 2 - low / 2);
  return Math.min(LEVELS - 1, Math.max(0, Math.floor(share * LEVELS)));
}

/** What is no number is seen before what is too large. */
function markColour(mark: number): Colour {
  if ((mark & MARKS.nan) !== 0) return NAN;
  return (mark & MARKS.infinite) !== 0 ? INFINITE : NEGATIVE_INFINITE;
}

const tables = new Map<readonly string[], readonly Colour[]>();

function tableOf(stops: readonly string[]): readonly Colour[] {
  let table = tables.get(stops);
  if (table === undefined) {
    const colours = stops.map(parsed);
    table = Array.from({ length: LEVELS }, (_, level) => {
      const at = ((level + 0.5) / LEVELS) * (colours.length - 1);
      const [below, above] = [colours[Math.floor(at)]!, colours[Math.ceil(at)]!];
      const mixed = (i: 0 | 1 | 2): number => below[i] + (above[i] - below[i]) * (at - Math.floor(at));
      return [mixed(0), mixed(1), mixed(2)];
    });
    tables.set(stops, table);
  }
  return table;
}

function parsed(colour: string): Colour {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

const [NAN, INFINITE, NEGATIVE_INFINITE] = [
  parsed(MARK_COLOURS.nan),
  parsed(MARK_COLOURS.infinite),
  parsed(MARK_COLOURS.negativeInfinite),
];
