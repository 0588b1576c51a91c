// Which runs have a tag: the series of a kind or of several, asked for again whenever the lists of their tags were.

import type { App } from '../app/app.svelte';
import { Throttle } from '../base/throttle';

/** Which shown runs have a card's data. */
export type RunsShown = Pick<RunsOfTags, 'loaded' | 'of'>;

export class RunsOfTags {
  /** By kind and tag. Null before the first answer. */
  #byTag = $state.raw<ReadonlyMap<string, ReadonlySet<string>> | null>(null);
  readonly #kinds: () => readonly string[];

  /** Call it while a component is set up: it follows as long as that lives. */
  constructor(
    private readonly app: App,
    kind: string | (() => readonly string[]),
  ) {
    const kinds = (this.#kinds = typeof kind === 'string' ? () => [kind] : kind);
    const fetched = new Throttle(async () => {
      const byTag = new Map<string, Set<string>>();
      const answers = await Promise.all(kinds().map((one) => app.client.series({ kind: one })));
      for (const series of answers.flat()) {
        const key = keyOf(series.kind, series.tag);
        const runs = byTag.get(key);
        if (runs === undefined) byTag.set(key, new Set([series.run]));
        else runs.add(series.run);
      }
      this.#byTag = byTag;
    });
    // By itself: what an effect makes it does not follow.
    const tags = $derived(kinds().map((one) => app.tags(one)));
    $effect(() => {
      if (!tags.every(({ loaded }) => loaded)) return;
      if (tags.some(({ all }) => all.length > 0)) fetched.ask();
      else this.#byTag = new Map();
    });
    $effect(() => () => fetched.stop());
  }

  /** False until the server has answered once. */
  get loaded(): boolean {
    return this.#byTag !== null;
  }

  /** The shown runs that have the tag, in their order. */
  of(tag: string, kind = this.#kinds()[0] ?? ''): readonly string[] {
    const runs = this.#byTag?.get(keyOf(kind, tag));
    return runs === undefined ? [] : this.app.runs.visible.filter((run) => runs.has(run));
  }
}

function keyOf(kind: string, tag: string): string {
  return `${kind}/${tag}`;
}
