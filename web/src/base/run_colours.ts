// Which colour a run has: a slot of the palette by the hash of its name, moved on where neighbours would look the same.

import { hashText } from './hash';

/** One slot: the same hue on a light and on a dark page, each readable there. */
export interface Swatch {
  readonly light: string;
  readonly dark: string;
}

export const PALETTE: readonly Swatch[] = [
  { light: '#0072b2', dark: '#56b4e9' },
  { light: '#c4500b', dark: '#ff9f5a' },
  { light: '#00805c', dark: '#2fd3a2' },
  { light: '#a6437f', dark: '#f08cc4' },
  { light: '#7a6a00', dark: '#e6d04a' },
  { light: '#5b4bb7', dark: '#a99cff' },
  { light: '#b3261e', dark: '#ff8a80' },
  { light: '#3d6b1f', dark: '#9ccc65' },
  { light: '#00788a', dark: '#4dd0e1' },
  { light: '#6d4c41', dark: '#c7a593' },
  { light: '#44546a', dark: '#9fb3c8' },
  { light: '#8e24aa', dark: '#d78df0' },
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
