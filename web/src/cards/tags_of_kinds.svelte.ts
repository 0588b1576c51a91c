// The tags of several kinds as one list.

import type { App } from '../app/app.svelte';
import type { OwnCards } from './cards.svelte';
import { groupTags } from './tag_groups';

export class TagsOfKinds implements OwnCards {
  readonly group = groupTags;
  // By itself: what is made while something is derived is not followed there.
  readonly #lists = $derived.by(() => this.kinds().map((kind) => this.app.tags(kind)));
  readonly all = $derived.by(() => this.#lists.flatMap((tags) => tags.all));

  constructor(
    private readonly app: App,
    private readonly kinds: () => readonly string[],
  ) {}

  /** False until the server has answered for each. */
  get loaded(): boolean {
    return this.#lists.every((tags) => tags.loaded);
  }
}
