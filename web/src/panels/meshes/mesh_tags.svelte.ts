// Which meshes there are: each is several series, of its vertices, faces and colours, and has one card in each run.

import type { App } from '../../app/app.svelte';
import type { OwnCards } from '../../cards/cards.svelte';
import { RunsOfTags } from '../../cards/runs_of_tags.svelte';
import { groupTags } from '../../cards/tag_groups';
import type { TagInfo } from '../../data/types';

const PART = /_(VERTEX|FACE|COLOR)$/;

/** What a mesh is called, by the tag of one of its parts. */
export function meshOf(tag: string): string {
  return tag.replace(PART, '');
}

/** The tags that a mesh of this name may have, its vertices' first. */
export function tagsOf(name: string): readonly string[] {
  return [...['VERTEX', 'FACE', 'COLOR'].map((part) => `${name}_${part}`), name];
}

export class MeshTags implements OwnCards {
  readonly #app: App;
  readonly #runs: RunsOfTags;
  /** One entry for each mesh, named as that is. */
  readonly all = $derived.by(() => {
    const byName = new Map<string, TagInfo>();
    for (const info of this.#app.tags('mesh').all) {
      const name = meshOf(info.tag);
      const known = byName.get(name);
      // The vertices speak for the mesh.
      if (known === undefined || info.tag === tagsOf(name)[0]) byName.set(name, { ...info, tag: name });
    }
    return [...byName.values()];
  });

  /** Call it while a component is set up. */
  constructor(app: App) {
    this.#app = app;
    this.#runs = new RunsOfTags(app, 'mesh');
  }

  get loaded(): boolean {
    return this.#app.tags('mesh').loaded && this.#runs.loaded;
  }

  group(cards: readonly TagInfo[]): ReturnType<typeof groupTags> {
    return groupTags(cards);
  }

  /** The shown runs that have a mesh, in their order. */
  of(name: string): readonly string[] {
    const those = new Set(tagsOf(name).flatMap((tag) => this.#runs.of(tag)));
    return this.#app.runs.visible.filter((run) => those.has(run));
  }

  /** The tag whose points are its own: that of its vertices, unless only other parts were logged. */
  seriesOf(name: string): string {
    const all = new Set(this.#app.tags('mesh').all.map(({ tag }) => tag));
    return tagsOf(name).find((tag) => all.has(tag)) ?? name;
  }
}
