// Which colour a run has: a slot of the palette, unlike those of the runs around it, and the same on every page.

import { hashText } from './hash';

/** One slot: the same hue on a light and on a dark page, each readable there. */
export interface Swatch {
  readonly light: string;
  readonly dark: string;
}

/**
 * Twelve hues, found by a search for the largest smallest distance (OKLab) as seen with normal sight and with each kind of colour
 * blindness, at 3:1 or more against the page, and larger still among the first six; what they reach is tested.
 */
export const PALETTE: readonly Swatch[] = [
  { light: '#0b5cb9', dark: '#5fadef' },
  { light: '#984704', dark: '#ffa572' },
  { light: '#0d8f64', dark: '#30f2c4' },
  { light: '#d764a0', dark: '#f76baa' },
  { light: '#622089', dark: '#9965e7' },
  { light: '#ac8e0b', dark: '#f1e250' },
  { light: '#860e31', dark: '#c46765' },
  { light: '#3a9bc4', dark: '#9ed4fa' },
  { light: '#246b27', dark: '#34cf6a' },
  { light: '#766df1', dark: '#7386ce' },
  { light: '#8a5188', dark: '#b86aaf' },
  { light: '#c16541', dark: '#f6662b' },
];

/** The slots whose hues are farthest apart; the first runs of a log directory get these. */
const BEST = 6;

/** So many runs that began before a run do not get its colour, and so many on each side of it in the order of names. */
const REACH = 5;
const NAME_REACH = 2;

/** As the run list sorts, whatever the reader's language. */
const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * Gives every name in `names` (oldest first) a slot, keeping those in `kept` as they are.
 *
 * The first runs, as many as there are slots, share none, and the first half of them get the slots that are told apart best. A later
 * run takes the slot that its hash asks for, or the next that none of its neighbours has, so that two that stand next to each other,
 * by start or by name, never look the same: whichever came second made way for the other. Only runs that began before a run count, so
 * runs that come later change no earlier colour, and the same list gives the same colours on every page.
 */
export function assignSlots(
  names: readonly string[],
  kept: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const slots = new Map<string, number>();
  for (const name of names) {
    const slot = kept.get(name);
    if (slot !== undefined) slots.set(name, slot);
  }
  const byName = [...slots.keys()].sort(compare);
  const first = names.slice(0, PALETTE.length);
  names.forEach((name, index) => {
    if (slots.has(name)) return;
    const place = placeOf(name, byName);
    const early = index < first.length;
    const neighbours = early
      ? first
      : [...names.slice(index - REACH, index), ...byName.slice(Math.max(0, place - NAME_REACH), place + NAME_REACH)];
    const taken = new Set(neighbours.map((neighbour) => slots.get(neighbour)));
    slots.set(name, early ? earlySlot(name, taken) : freeSlot(name, 0, PALETTE.length, taken)!);
    byName.splice(place, 0, name);
  });
  return slots;
}

function earlySlot(name: string, taken: ReadonlySet<number | undefined>): number {
  return freeSlot(name, 0, BEST, taken) ?? freeSlot(name, BEST, PALETTE.length, taken)!;
}

/** The slot from `start` up to `end` that the name's hash asks for, or the next that is not taken. */
function freeSlot(
  name: string,
  start: number,
  end: number,
  taken: ReadonlySet<number | undefined>,
): number | undefined {
  const count = end - start;
  const wanted = hashText(name);
  for (let i = 0; i < count; i++) {
    const slot = start + ((wanted + i) % count);
    if (!taken.has(slot)) return slot;
  }
  return undefined;
}

/** Where `name` belongs in a sorted list: most often at its end, as runs are named in the order of their start. */
function placeOf(name: string, sorted: readonly string[]): number {
  let [low, high] = [0, sorted.length];
  if (high > 0 && compare(sorted[high - 1]!, name) < 0) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle]!, name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
