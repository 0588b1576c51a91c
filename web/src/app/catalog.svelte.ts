// What people added to runs: names, notes, tags, stars, colours, annotations, views, groups; kept up to date with the server's catalog,
// whoever changes it. Runs and projects are named by their keys.
//
//   app.catalog.run(key)             what is said of a run; its defaults where nothing is
//   app.catalog.annotations(key)     those of a run, by step
//   app.catalog.change('runs', {keys: [key], starred: true})
//   app.catalog.revision             give it as `seen` of a change: as it was when its author began to edit
//
// A change throws an ApiError; `conflictsOf` says what somebody else made of the same field meanwhile.

import { SvelteMap } from 'svelte/reactivity';
import { Throttle } from '../base/throttle';
import {
  type Annotation,
  askCatalog,
  type CatalogAnswer,
  type CatalogPosition,
  changeCatalog,
  type Changes,
  type Group,
  type ProjectEntry,
  type RunEntry,
  type View,
} from '../data/catalog';
import type { Client } from '../data/client';

type Kind = CatalogAnswer['removed'][number]['kind'];

/** The newest catalog that was heard of, none at first. */
const UNKNOWN: CatalogPosition = { identity: '', revision: 0 };
/** Who said last what nobody said. */
const UNSAID = { revision: 0, author: null, time: 0 };

export class Catalog {
  #position = $state.raw<CatalogPosition>(UNKNOWN);
  #about = $state.raw<Pick<CatalogAnswer, 'location' | 'reason' | 'allow_delete'> | null>(null);
  #heard: CatalogPosition | null = null;
  readonly #runs = new SvelteMap<string, RunEntry>();
  readonly #projects = new SvelteMap<string, ProjectEntry>();
  readonly #annotations = new SvelteMap<string, Annotation>();
  readonly #views = new SvelteMap<string, View>();
  readonly #groups = new SvelteMap<string, Group>();
  readonly #byRun = $derived.by(() => annotationsByRun(this.#annotations.values()));
  readonly #client: Client;
  readonly #author: () => string;
  readonly #refresh: Throttle;

  constructor(client: Client, author: () => string) {
    this.#client = client;
    this.#author = author;
    this.#refresh = new Throttle(async () => {
      this.#take(await askCatalog(client, this.#position.revision));
    }, 50);
  }

  /** False until the server has answered once; not followed by an answer while the catalog cannot be reached. */
  get loaded(): boolean {
    return this.#about !== null;
  }

  /** That of the newest change which is shown. */
  get revision(): number {
    return this.#position.revision;
  }

  /** Where it is kept, and why that is not in the log directory (empty where it is). */
  get location(): string {
    return this.#about?.location ?? '';
  }
  get reason(): string {
    return this.#about?.reason ?? '';
  }

  /** Whether runs may be moved to the trash. */
  get mayDelete(): boolean {
    return this.#about?.allow_delete ?? false;
  }

  run(key: string): RunEntry {
    return this.#runs.get(key) ?? nothingSaid(key);
  }

  project(key: string): ProjectEntry {
    return this.#projects.get(key) ?? { id: key, note: '', default_view: null, ...UNSAID };
  }

  /** Whether anybody wrote any. */
  get anyAnnotations(): boolean {
    return this.#annotations.size > 0;
  }

  /** Those of a run, by step. */
  annotations(run: string): readonly Annotation[] {
    return this.#byRun.get(run) ?? [];
  }

  /** All of them, by name. */
  get views(): readonly View[] {
    return byName(this.#views.values());
  }

  get groups(): readonly Group[] {
    return byName(this.#groups.values());
  }

  view(id: string): View | undefined {
    return this.#views.get(id);
  }

  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** Every tag that some run has, sorted. */
  get tags(): readonly string[] {
    return [...new Set([...this.#runs.values()].flatMap((run) => run.tags))].sort();
  }

  /** Makes a change, and shows it once the server has made it. */
  async change<Name extends keyof Changes>(name: Name, change: Changes[Name]): Promise<CatalogAnswer> {
    const answer = await changeCatalog(this.#client, name, change, this.#author());
    this.#take(answer);
    return answer;
  }

  /** A live event: asks for what is new, if that is not here yet. */
  follow(position: CatalogPosition): void {
    this.#heard = position;
    if (position.identity !== this.#position.identity || position.revision > this.#position.revision) this.refresh();
  }

  refresh(): void {
    this.#refresh.ask();
  }

  stop(): void {
    this.#refresh.stop();
  }

  // An answer says what is different since a revision: what came in between is in it, or there is a gap, and it is asked for.
  #take(answer: CatalogAnswer): void {
    const { identity, revision, location, reason, allow_delete } = answer;
    this.#about = { location, reason, allow_delete };
    const other = identity !== this.#position.identity;
    if ((other && answer.since > 0) || answer.since > this.#position.revision) {
      if (other) this.#forget();
      this.refresh();
      return;
    }
    if (other) this.#forget();
    else if (revision < this.#position.revision) return; // an older answer that took longer
    keep(this.#runs, answer.runs);
    keep(this.#projects, answer.projects);
    keep(this.#annotations, answer.annotations);
    keep(this.#views, answer.views);
    keep(this.#groups, answer.groups);
    for (const { kind, id } of answer.removed) this.#entries(kind).delete(id);
    this.#position = { identity, revision };
    if (this.#heard !== null && this.#heard.identity === identity && this.#heard.revision > revision) this.refresh();
  }

  #entries(kind: Kind): SvelteMap<string, unknown> {
    const all = {
      run: this.#runs,
      project: this.#projects,
      annotation: this.#annotations,
      view: this.#views,
      group: this.#groups,
    };
    return all[kind];
  }

  #forget(): void {
    for (const kind of ['run', 'project', 'annotation', 'view', 'group'] as const) this.#entries(kind).clear();
    this.#position = UNKNOWN;
  }
}

function keep<Entry extends { readonly id: string; readonly revision: number }>(
  known: SvelteMap<string, Entry>,
  entries: readonly Entry[],
): void {
  for (const entry of entries) {
    if ((known.get(entry.id)?.revision ?? -1) < entry.revision) known.set(entry.id, entry);
  }
}

function nothingSaid(key: string): RunEntry {
  return { id: key, display_name: null, note: '', starred: false, archived: false, colour: null, tags: [], ...UNSAID };
}

function annotationsByRun(all: Iterable<Annotation>): ReadonlyMap<string, readonly Annotation[]> {
  const found = new Map<string, Annotation[]>();
  for (const one of all) {
    const { run } = one;
    const those = found.get(run);
    if (those === undefined) found.set(run, [one]);
    else those.push(one);
  }
  for (const those of found.values()) those.sort((a, b) => a.first_step - b.first_step);
  return found;
}

function byName<Named extends { readonly name: string }>(all: Iterable<Named>): readonly Named[] {
  return [...all].sort((a, b) => a.name.localeCompare(b.name));
}
