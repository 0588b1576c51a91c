// The tags of one kind, as the server lists them; asked for again when a change may have brought or taken one.

import { Throttle } from '../base/throttle';
import type { Client } from '../data/client';
import type { Change, TagInfo } from '../data/types';

/** How late the numbers beside a tag (points, runs) may be while only they change. */
const NUMBERS_WITHIN_MS = 10_000;

export class Tags {
  #all = $state.raw<readonly TagInfo[]>([]);
  #loaded = $state(false);
  readonly #refresh: Throttle;

  constructor(
    readonly kind: string,
    client: Client,
  ) {
    this.#refresh = new Throttle(async () => {
      this.#all = await client.tags(kind);
      this.#loaded = true;
    });
    this.refresh();
  }

  get all(): readonly TagInfo[] {
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
}
