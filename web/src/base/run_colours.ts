// Which colour a run has: a slot of the palette by the hash of its name, moved on where neighbours would look the same.

import { hashText } from './hash';

/** One slot: the same hue on a light and on a dark page, each readable there. */
export interface Swatch {
  readonly light: string;
  readonly dark: string;
}

/**
 * Twelve hues, found by a search for the largest smallest distance (OKLab) as seen with normal sight and with each kind of colour
 * blindness, at 3:1 or more against the page; what they reach is tested. Slots that follow each other are far apart.
 */
export const PALETTE: readonly Swatch[] = [
  { light: '#3284c2', dark: '#329afa' },
  { light: '#962800', dark: '#fab49b' },
  { light: '#007b6c', dark: '#0ddfb6' },
  { light: '#be465a', dark: '#fc7b7e' },
  { light: '#2739b3', dark: '#98b3fd' },
  { light: '#a06c14', dark: '#eb9b03' },
  { light: '#af6be7', dark: '#9e7fd6' },
  { light: '#295826', dark: '#b1f1a3' },
  { light: '#881471', dark: '#e295d7' },
  { light: '#5f9c54', dark: '#6ea763' },
  { light: '#c0789c', dark: '#d861a9' },
  { light: '#844cab', dark: '#edc7ff' },
];

/** So many runs that began before a run do not get its colour, and so many on each side of it in the order of names. */
const REACH = 5;
const NAME_REACH = 2;

/** As the run list sorts, whatever the reader's language. */
const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * Gives every name in `names` (oldest first) a slot, keeping those in `kept` as they are.
 *
 * A new name takes the slot that its hash asks for, or the next that none of its neighbours has. Only runs that began before it count,
 * so runs that come later change no earlier colour, and the same list gives the same colours on every page. Two that stand next to
 * each other, by start or by name, never look the same: whichever came second made way for the other.
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
  const taken = new Set<number>();
  names.forEach((name, index) => {
    if (slots.has(name)) return;
    const place = placeOf(name, byName);
    taken.clear();
    for (const neighbour of names.slice(Math.max(0, index - REACH), index)) taken.add(slots.get(neighbour)!);
    for (const neighbour of byName.slice(Math.max(0, place - NAME_REACH), place + NAME_REACH)) {
      taken.add(slots.get(neighbour)!);
    }
    let slot = hashText(name) % PALETTE.length;
    while (taken.has(slot)) slot = (slot + 1) % PALETTE.length;
    slots.set(name, slot);
    byName.splice(place, 0, name);
  });
  return slots;
}

/** Where `name` belongs in a sorted list. */
function placeOf(name: string, sorted: readonly string[]): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle]!, name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
