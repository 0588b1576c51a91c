// A continuous scale of colours: its lightness changes evenly, so that it says the same to every kind of sight and in print.

/** Each end and what lies between, from small to large: on a light page dark is much, on a dark page bright. */
const STOPS = {
  light: ['#2f9c8d', '#25869e', '#2b6aa6', '#45409a', '#4a1d6b'],
  dark: ['#6a6fd8', '#3f8fd0', '#2fb3ad', '#86d48a', '#f6e769'],
} as const;

/** The colour at a place of the scale, from 0 to 1; places beyond are at its ends. */
export function colourAt(place: number, theme: 'light' | 'dark'): string {
  const stops = STOPS[theme];
  const at = Math.min(1, Math.max(0, place)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [bytesOf(stops[below]!), bytesOf(stops[below + 1]!)];
  const mixed = from.map((part, i) => Math.round(part + (to[i]! - part) * (at - below)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The whole scale, as CSS. */
export function gradient(theme: 'light' | 'dark'): string {
  return `linear-gradient(to right, ${STOPS[theme].join(', ')})`;
}

const bytesOf = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
