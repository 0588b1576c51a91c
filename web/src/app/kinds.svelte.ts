// The kinds of data that the log has, as the server lists them; asked for again when a change may have brought or taken one.

import { Throttle } from '../base/throttle';
import type { Client } from '../data/client';
import type { Change, KindInfo } from '../data/types';

/** How late the numbers of a kind (tags, points) may be while only they change. */
const NUMBERS_WITHIN_MS = 10_000;

export class Kinds {
  #all = $state.raw<readonly KindInfo[]>([]);
  /** What panels found in series of another kind. */
  found = $state.raw<readonly KindInfo[]>([]);
  #loaded = $state(false);
  readonly #refresh: Throttle;

  constructor(client: Client) {
    this.#refresh = new Throttle(async () => {
      this.#all = await client.kinds();
      this.#loaded = true;
    });
  }

  /** Those that the server lists, and what panels found in them. */
  get all(): readonly KindInfo[] {
    const more = this.found.filter(({ kind }) => !this.#all.some((one) => one.kind === kind));
    return more.length === 0 ? this.#all : [...this.#all, ...more];
  }
  /** Those that the server lists. */
  get listed(): readonly KindInfo[] {
    return this.#all;
  }

  /** False until the server has answered once. */
  get loaded(): boolean {
    return this.#loaded;
  }

  follow(change: Change): void {
    this.#refresh.ask(change.listed || change.tags === null ? 0 : NUMBERS_WITHIN_MS);
  }

  refresh(): void {
    this.#refresh.ask();
  }

  stop(): void {
    this.#refresh.stop();
  }
}
