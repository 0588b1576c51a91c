// The range of colours that cards share: over all that any of them has shown, so that it never shrinks while runs and steps are compared.

import { union } from '../../plot/domain';
import type { Interval } from '../../plot/scale';

export class Ranges {
  #byName = $state.raw<ReadonlyMap<string, Interval>>(new Map());

  /** A card that goes by the range of this name shows these numbers. */
  add(name: string, extent: Interval): void {
    const before = this.#byName.get(name) ?? null;
    const all = union(before, extent)!;
    if (before !== null && before[0] === all[0] && before[1] === all[1]) return;
    this.#byName = new Map(this.#byName).set(name, all);
  }

  /** Null before the first card has come. */
  of(name: string): Interval | null {
    return this.#byName.get(name) ?? null;
  }
}
