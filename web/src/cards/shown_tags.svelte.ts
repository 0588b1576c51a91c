// Which tags the shown runs have: asked from the server while not all runs are shown, and again when that may have changed.

import { untrack } from 'svelte';
import type { App } from '../app/app.svelte';
import { Throttle } from '../base/throttle';

export class ShownTags {
  /** Null while all runs are shown, and before the first answer. */
  #known = $state.raw<ReadonlySet<string> | null>(null);
  #failed = $state(false);
  readonly #refresh: Throttle;

  /** Make it while a component is made: it asks for as long as that lives. */
  constructor(
    readonly app: App,
    readonly kind: string,
  ) {
    const stop = new AbortController();
    this.#refresh = new Throttle(() => this.#ask(stop.signal));
    $effect(() => {
      const { selection } = app.runs;
      // What was asked for while the server was away got no answer.
      if (selection === null) untrack(() => this.#take(null));
      else if (app.online) untrack(() => this.#refresh.ask());
    });
    $effect(() =>
      app.changes.listen(({ runs, listed }) => {
        const { selection } = app.runs;
        if (!listed || selection === null) return;
        const shown = new Set(selection);
        if (runs === null || runs.some((run) => shown.has(run))) this.#refresh.ask();
      }),
    );
    $effect(() => () => {
      this.#refresh.stop();
      stop.abort();
    });
  }

  /** False while it is not known of which tags there are points to show. */
  get loaded(): boolean {
    return this.app.runs.loaded && (this.app.runs.selection === null || this.#known !== null || this.#failed);
  }

  /** Whether some shown run has the tag, as far as is known. */
  has(tag: string): boolean {
    return this.#known === null || this.#known.has(tag);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { selection } = this.app.runs;
    if (selection === null) return;
    if (selection.length === 0) {
      this.#take(new Set());
      return;
    }
    try {
      const tags = await this.app.client.tagNames(this.kind, selection, signal);
      if (this.app.runs.selection !== null) this.#take(new Set(tags));
    } catch {
      // Of what is not known nothing is hidden; the next change asks again.
      this.#failed = true;
    }
  }

  #take(known: ReadonlySet<string> | null): void {
    this.#known = known;
    this.#failed = false;
  }
}
