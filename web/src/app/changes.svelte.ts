// Which tags got new points: one number per tag that grows, so that a card follows its own tag and no other.

import { SvelteMap } from 'svelte/reactivity';
import type { Change } from '../data/types';

export class Changes {
  #all = $state(0);
  readonly #byTag = new SvelteMap<string, number>();

  /** Grows whenever `tag` may have new points; zero until then. */
  of(tag: string): number {
    return this.#all + (this.#byTag.get(tag) ?? 0);
  }

  /** Everything may be different. */
  noteAll(): void {
    this.#all += 1;
  }

  note(change: Change): void {
    if (change.tags === null) this.noteAll();
    else for (const tag of change.tags) this.#byTag.set(tag, (this.#byTag.get(tag) ?? 0) + 1);
  }
}
