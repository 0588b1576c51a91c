// Which runs have a tag: the series of a kind, asked for again whenever the list of its tags was.

import type { App } from '../app/app.svelte';
import { Throttle } from '../base/throttle';

export class RunsOfTags {
  /** Null before the first answer. */
  #byTag = $state.raw<ReadonlyMap<string, ReadonlySet<string>> | null>(null);

  /** Call it while a component is set up: it follows as long as that lives. */
  constructor(
    private readonly app: App,
    kind: string,
  ) {
    const fetched = new Throttle(async () => {
      const byTag = new Map<string, Set<string>>();
      for (const { tag, run } of await app.client.series({ kind })) {
        const runs = byTag.get(tag);
        if (runs === undefined) byTag.set(tag, new Set([run]));
        else runs.add(run);
      }
      this.#byTag = byTag;
    });
    const tags = app.tags(kind);
    $effect(() => {
      if (tags.loaded && tags.all.length > 0) fetched.ask();
      else if (tags.loaded) this.#byTag = new Map();
    });
    $effect(() => () => fetched.stop());
  }

  /** False until the server has answered once. */
  get loaded(): boolean {
    return this.#byTag !== null;
  }

  /** The shown runs that have the tag, in their order. */
  of(tag: string): readonly string[] {
    const runs = this.#byTag?.get(tag);
    return runs === undefined ? [] : this.app.runs.visible.filter((run) => runs.has(run));
  }
}
