// Which tags got new points: one number per tag that grows, so that a card follows its own tag and no other.

import { SvelteMap } from 'svelte/reactivity';
import type { Change } from '../data/types';

/** What changed; null for more than is worth naming. */
export type What = Pick<Change, 'runs' | 'tags'>;

export class Changes {
  #all = $state(0);
  readonly #byTag = new SvelteMap<string, number>();
  readonly #listeners = new Set<(change: What) => void>();

  /** Grows whenever `tag` may have new points; zero until then. */
  of(tag: string): number {
    return this.#all + (this.#byTag.get(tag) ?? 0);
  }

  /** Everything may be different. */
  noteAll(): void {
    this.#all += 1;
    this.#tell({ runs: null, tags: null });
  }

  note(change: Change): void {
    if (change.tags === null) this.#all += 1;
    else for (const tag of change.tags) this.#byTag.set(tag, (this.#byTag.get(tag) ?? 0) + 1);
    this.#tell(change);
  }

  /** Calls back with every change; the result ends that. */
  listen(listener: (change: What) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(change: What): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
