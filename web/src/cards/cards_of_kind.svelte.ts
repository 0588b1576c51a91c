// The cards of one kind of data: one a tag, or one for each shown run that has it; or cards of a panel's own, which no tag names.

import type { App } from '../app/app.svelte';
import type { Tags } from '../app/tags.svelte';
import { joinList } from '../base/address';
import type { TagInfo } from '../data/types';
import type { RunsShown } from './runs_of_tags.svelte';
import { ShownTags } from './shown_tags.svelte';
import { groupTags, type TagGroup } from './tag_groups';

/** What a card shows: a tag in all runs, or in one of them. */
export interface CardOf {
  /** Names it among all cards. */
  readonly key: string;
  readonly info: TagInfo;
  readonly run: string | null;
}

/** Which cards there are, where they are not one of each tag: an `info` says what a card is called, and its `tag` names it. */
export interface OwnCards {
  readonly all: readonly TagInfo[];
  readonly loaded: boolean;
  /** The sections of these cards. */
  group(cards: readonly TagInfo[]): readonly TagGroup[];
}

interface MoreOfKind {
  /** Whether each run has a card of its own at present, where it is known which runs have a tag. */
  readonly perRun?: () => boolean;
  /** Names the card of a tag in all runs, where another name is usual. */
  readonly wholeKey?: (tag: string) => string;
  /** Stands before the keys, which tells them from those of other kinds. */
  readonly prefix?: string;
  /** By how much they are higher than others, in pixels. */
  readonly extraHeight?: () => number;
}

/** Names the card of a tag in one run. */
export const keyOfRun = (tag: string, run: string): string => joinList([tag, run]);

export class CardsOfKind {
  /** Of tags; empty for cards of a panel's own. */
  readonly kind: string;
  readonly tags: Pick<Tags, 'all' | 'loaded'>;
  readonly #shown: Pick<ShownTags, 'has' | 'loaded'>;

  /** Make it while a component is made. With `runsOf`, which gives the shown runs of a tag, each of these has a card of its own. */
  constructor(
    app: App,
    private readonly source: string | OwnCards,
    private readonly runsOf: RunsShown | null,
    private readonly more: MoreOfKind = {},
  ) {
    this.kind = typeof source === 'string' ? source : '';
    this.tags = typeof source === 'string' ? app.tags(source) : source;
    this.#shown = typeof source === 'string' ? new ShownTags(app, source) : { has: () => true, loaded: true };
  }

  /** False until it is known which cards there are. */
  get loaded(): boolean {
    return this.tags.loaded && this.#shown.loaded && this.runsOf?.loaded !== false;
  }

  /** Whether some shown run has the tag. */
  isShown({ tag, kind }: TagInfo): boolean {
    if (typeof this.source === 'string' || this.runsOf === null) return this.#shown.has(tag);
    return this.runsOf.of(tag, kind).length > 0;
  }

  /** These tags in their sections. */
  group(tags: readonly TagInfo[]): readonly TagGroup[] {
    return typeof this.source === 'string' ? groupTags(tags) : this.source.group(tags);
  }

  /** By how much they are higher than others, in pixels. */
  get extraHeight(): number {
    return this.more.extraHeight?.() ?? 0;
  }

  /** The cards of a tag. */
  of(info: TagInfo): readonly CardOf[] {
    if (this.runsOf === null) return [{ key: this.#prefixed(info.tag), info, run: null }];
    if (this.more.perRun?.() !== false) return this.ofRuns(info);
    const key = this.more.wholeKey?.(info.tag) ?? joinList([info.tag]);
    return [{ key: this.#prefixed(key), info, run: null }];
  }

  /** The cards of a tag in each of its runs. */
  ofRuns(info: TagInfo): readonly CardOf[] {
    const runs = this.runsOf?.of(info.tag, info.kind) ?? [];
    // Where they are of several kinds, a tag may be there twice.
    const key = (run: string): string =>
      typeof this.source === 'string' ? keyOfRun(info.tag, run) : joinList([info.tag, run, info.kind]);
    return runs.map((run) => ({ key: this.#prefixed(key(run)), info, run }));
  }

  #prefixed(key: string): string {
    return (this.more.prefix ?? '') + key;
  }
}
