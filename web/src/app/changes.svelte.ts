// Which series got new points: numbers that grow by run, kind and tag, so that a card follows its own tag in the runs that it shows.

import { SvelteMap } from 'svelte/reactivity';
import type { Change } from '../data/types';

/** What changed; null for more than is worth naming. */
export type What = Pick<Change, 'runs' | 'tags' | 'listed'>;

/** How often each run changed, as a new object each time: who has read it hears of every change. */
interface Counts {
  readonly byRun: Map<string, number>;
}

export class Changes {
  #all = $state(0);
  /** Runs that changed in more than was named. */
  #whole = $state.raw<Counts>({ byRun: new Map() });
  readonly #series = new SvelteMap<string, Counts>();
  readonly #listeners = new Set<(change: What) => void>();

  /** Grows whenever the tag may have new points in one of `runs` (null: all); for the same runs it never goes back. */
  of(kind: string, tag: string, runs: readonly string[] | null): number {
    const named = this.#series.get(keyOf(kind, tag));
    return this.#all + sum(this.#whole, runs) + sum(named, runs);
  }

  /** Everything may be different. */
  noteAll(): void {
    this.#all += 1;
    this.#tell({ runs: null, tags: null, listed: true });
  }

  note(change: Change): void {
    const { runs, changed } = change;
    if (runs !== null && changed !== null) this.#count(runs, changed);
    else this.#all += 1;
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

  #count(runs: readonly string[], changed: NonNullable<Change['changed']>): void {
    const whole = runs.filter((run) => changed[run] === undefined);
    if (whole.length > 0) this.#whole = counted(this.#whole, whole);
    const series = new Map<string, string[]>();
    for (const run of runs) {
      for (const [kind, tags] of Object.entries(changed[run] ?? {})) {
        for (const tag of tags) {
          const key = keyOf(kind, tag);
          const those = series.get(key);
          if (those === undefined) series.set(key, [run]);
          else those.push(run);
        }
      }
    }
    for (const [key, those] of series) this.#series.set(key, counted(this.#series.get(key), those));
  }
}

function keyOf(kind: string, tag: string): string {
  return `${kind}/${tag}`;
}

function counted({ byRun }: Counts = { byRun: new Map() }, runs: readonly string[]): Counts {
  for (const run of runs) byRun.set(run, (byRun.get(run) ?? 0) + 1);
  return { byRun };
}

function sum(counts: Counts | undefined, runs: readonly string[] | null): number {
  let total = 0;
  if (counts === undefined) return total;
  const { byRun } = counts;
  if (runs === null) for (const count of byRun.values()) total += count;
  else if (byRun.size > 0) for (const run of runs) total += byRun.get(run) ?? 0;
  return total;
}
