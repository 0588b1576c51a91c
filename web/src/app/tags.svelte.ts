// The tags of one kind, as the server lists them; refreshed when a live event may have changed the list.

import type { Client } from '../data/client';
import type { Change, TagInfo } from '../data/types';

export class Tags {
  #all = $state.raw<readonly TagInfo[]>([]);
  #loaded = $state(false);
  readonly #known = new Set<string>();
  readonly #client: Client;
  #running = false;
  #again = false;

  constructor(
    readonly kind: string,
    client: Client,
  ) {
    this.#client = client;
    void this.refresh();
  }

  get all(): readonly TagInfo[] {
    return this.#all;
  }

  /** False until the server has answered once. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Asks again if `change` may have brought or taken a tag. */
  follow(change: Change): void {
    if (change.tags === null || change.runs === true || change.tags.some((tag) => !this.#known.has(tag))) {
      void this.refresh();
    }
  }

  async refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      const all = await this.#client.tags(this.kind);
      this.#all = all;
      this.#loaded = true;
      this.#known.clear();
      for (const { tag } of all) this.#known.add(tag);
    } catch {
      // The live stream says that the server is gone, and asks for a refresh when it is back.
    } finally {
      this.#running = false;
      if (this.#again) {
        this.#again = false;
        void this.refresh();
      }
    }
  }
}
