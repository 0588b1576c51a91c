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

// Neighbours in the list, so many before and after a run, do not get its colour.
const REACH = 5;

/**
 * Gives every name in `names` a slot, keeping those in `kept` as they are.
 *
 * A new name takes the slot that its hash asks for, or the next that no neighbour within REACH has; so runs that are appended later
 * change no earlier colour, and the same list gives the same colours on every page.
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
  const taken = new Set<number>();
  names.forEach((name, index) => {
    if (slots.has(name)) return;
    taken.clear();
    for (let i = Math.max(0, index - REACH); i <= Math.min(names.length - 1, index + REACH); i++) {
      const slot = slots.get(names[i]!);
      if (slot !== undefined) taken.add(slot);
    }
    const wanted = hashText(name) % PALETTE.length;
    let slot = wanted;
    while (taken.has(slot) && taken.size < PALETTE.length) slot = (slot + 1) % PALETTE.length;
    slots.set(name, slot);
  });
  return slots;
}
