// The places that a card's slider stops at: every step that some shown run has, as often as one run has it, so that each point of
// each run can be reached, also those that a restarted run wrote again.

import type { RunPoints } from '../../data/text';

/** The `nth` point at a step, from 0. */
export interface Notch {
  readonly step: number;
  readonly nth: number;
}

/** A run's points in the order of their steps, equal ones as they were written. */
export interface OrderedRun {
  readonly points: RunPoints;
  /** Numbers of points. */
  readonly order: readonly number[];
}

export function ordered(points: RunPoints): OrderedRun {
  const order = Array.from(points.steps.keys());
  return { points, order: order.sort((a, b) => points.steps[a]! - points.steps[b]! || a - b) };
}

export function notchesOf(runs: readonly OrderedRun[]): readonly Notch[] {
  const most = new Map<number, number>();
  for (const { points, order } of runs) {
    let count = 0;
    for (const [place, index] of order.entries()) {
      const step = points.steps[index]!;
      count = place > 0 && points.steps[order[place - 1]!] === step ? count + 1 : 1;
      if (count > (most.get(step) ?? 0)) most.set(step, count);
    }
  }
  return [...most]
    .sort(([a], [b]) => a - b)
    .flatMap(([step, count]) => Array.from({ length: count }, (_, nth) => ({ step, nth })));
}

/**
 * The place in its order of what a run has at a notch: of several points at the step the `nth` or the last, else the last one before.
 * -1 where the run begins later.
 */
export function placeAt({ points, order }: OrderedRun, { step, nth }: Notch): number {
  const end = firstWhere(order.length, (place) => points.steps[order[place]!]! > step);
  const begin = firstWhere(order.length, (place) => points.steps[order[place]!]! >= step);
  return begin < end ? Math.min(begin + nth, end - 1) : end - 1;
}

/** The place of a notch among others, or of the last one before; the first where there is none. */
export function indexOf(notches: readonly Notch[], { step, nth }: Notch): number {
  const after = firstWhere(
    notches.length,
    (index) => notches[index]!.step > step || (notches[index]!.step === step && notches[index]!.nth > nth),
  );
  return Math.max(0, after - 1);
}

/** The first number below `count` of which something holds that holds for all later ones; `count` for none. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** As the address says it: `120`, or `120.1` for the second one at that step. */
export function writeNotch({ step, nth }: Notch): string {
  return nth === 0 ? String(step) : `${step}.${nth}`;
}

export function readNotch(text: string): Notch | null {
  const found = /^(-?\d{1,19})(?:\.(\d{1,9}))?$/.exec(text);
  return found === null ? null : { step: Number(found[1]), nth: Number(found[2] ?? 0) };
}
