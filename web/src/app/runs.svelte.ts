// The runs: the server's list, which of them are shown, and their colours.
//
// Three things change at different speeds and are kept apart, so that a live event costs only what it changed: the names and their
// order (rarely), one run's numbers (often), and what is shown (by hand).

import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { matcherOf, type Search } from '../base/matcher';
import { assignSlots, PALETTE } from '../base/run_colours';
import type { Run } from '../data/types';
import type { Preferences } from './preferences.svelte';
import type { RunFilter } from './run_filter.svelte';
import { asChoice, asFlag, asList, asText, type Field, type View } from './view.svelte';

/** With more runs than this, only the newest are shown until someone asks for others. */
export const SHOW_ALL_UP_TO = 500;
export const SHOW_NEWEST = 100;

/** What is shown but for the exceptions: all, none, those that match a search, or, when nobody chose, all or the newest of very many. */
export type Rule = 'auto' | 'all' | 'none' | 'matching';

const NO_FILTER = { kept: null, ready: true };

export class Runs {
  /** All runs of the server's list. */
  #all = $state.raw<readonly string[]>([]);
  /** Of each sub-run that is told of with another run, that run. */
  #wholes = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #names = $derived(this.#wholes.size === 0 ? this.#all : this.#all.filter((name) => !this.#wholes.has(name)));
  #loaded = $state(false);
  #slots = $state.raw<ReadonlyMap<string, number>>(new Map());
  readonly #byName = new SvelteMap<string, Run>();
  readonly #preferences: Preferences;
  readonly #theme: () => 'light' | 'dark';
  #painted: (name: string) => string | null = () => null;
  readonly #filter: Pick<RunFilter, 'kept' | 'ready'>;
  readonly #rule: Field<Rule>;
  readonly #exceptions: Field<readonly string[]>;
  readonly #match: Field<string>;
  readonly #matchByRegex: Field<boolean>;
  #pointed = $state<string | null>(null);
  /** What was shown before one run was shown alone. */
  #beforeOnly: { readonly rule: Rule; readonly exceptions: readonly string[] } | null = null;
  readonly #keptNames = $derived.by(() => this.#keep(this.#names));
  readonly #visible = $derived.by(() => this.#resolve());
  readonly #visibleNames = $derived(this.#names.filter((name) => this.#visible.has(name)));

  constructor(
    view: View,
    preferences: Preferences,
    theme: () => 'light' | 'dark',
    filter: Pick<RunFilter, 'kept' | 'ready'> = NO_FILTER,
  ) {
    this.#filter = filter;
    this.#preferences = preferences;
    this.#theme = theme;
    this.#rule = view.field('runs', asChoice('auto', 'all', 'none', 'matching'));
    this.#exceptions = view.field('except', asList);
    this.#match = view.field('runs_match', asText);
    this.#matchByRegex = view.field('runs_match_regex', asFlag());
  }

  /** False until the server has answered once. */
  get loaded(): boolean {
    return this.#loaded && this.#filter.ready;
  }

  /** Every run's name, oldest first, but of those that are told of with another. A new array only when a run came or went. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The names of the runs that the filter keeps, oldest first: all, where there is none. */
  get kept(): readonly string[] {
    return this.#keptNames;
  }

  /** One run's numbers; follows that run only. */
  get(name: string): Run | undefined {
    return this.#byName.get(name);
  }

  /** The names of the shown runs, oldest first. A new array only when the choice or the names changed. */
  get visible(): readonly string[] {
    return this.#visibleNames;
  }

  /** What a query's `runs` should say: the shown runs, or null when these are all there are. */
  get selection(): readonly string[] | null {
    if (this.#visibleNames.length === this.#names.length) return null;
    return this.#wholes.size === 0 ? this.#visibleNames : this.#all.filter((name) => this.isVisible(name));
  }

  /** These runs, and the sub-runs that are told of with them. */
  withParts(names: readonly string[]): readonly string[] {
    if (this.#wholes.size === 0) return names;
    const meant = new Set(names);
    return this.#all.filter((name) => meant.has(this.#wholes.get(name) ?? name));
  }

  isVisible(name: string): boolean {
    return this.#visible.has(this.#wholes.get(name) ?? name);
  }

  /** Whether the newest runs are shown only because there are very many and nobody chose. */
  get limited(): boolean {
    return this.#rule.value === 'auto' && this.#keptNames.length > SHOW_ALL_UP_TO;
  }

  /** Whether any run is still being written. Not followed: ask when it matters. */
  get anyRunning(): boolean {
    return untrack(() => this.#names.some((name) => this.#byName.get(name)?.state === 'running'));
  }

  /** Says which runs have another colour than their own, and which; null for those that keep it. */
  paint(painted: (name: string) => string | null): void {
    this.#painted = painted;
  }

  /** The run's colour in the present theme, as CSS and canvas take it. */
  colour(run: string): string {
    const name = this.#wholes.get(run) ?? run;
    return this.#painted(name) ?? this.ownColour(name);
  }

  /** The same whatever gives runs their colour at present. */
  ownColour(name: string): string {
    const chosen = this.#preferences.colours[name];
    if (typeof chosen === 'string') return chosen;
    const slot = chosen ?? this.#slots.get(name) ?? 0;
    return (PALETTE[slot] ?? PALETTE[0]!)[this.#theme()];
  }

  /** The run that the pointer or the keyboard is on, in the list or in a chart: it is brought forward everywhere. */
  get pointed(): string | null {
    return this.#pointed;
  }
  point(name: string | null): void {
    this.#pointed = name;
  }

  /** Shows or hides some runs; with all of them, runs to come follow suit. */
  show(names: readonly string[], visible: boolean): void {
    if (names.length === this.#keptNames.length) {
      this.#rule.value = visible ? 'all' : 'none';
      this.#exceptions.value = [];
      this.#forgetMatch();
      return;
    }
    const exceptions = new Set(this.#exceptions.value);
    for (const name of names) {
      if (this.isVisible(name) === visible) continue;
      if (!exceptions.delete(name)) exceptions.add(name);
    }
    this.#exceptions.value = [...exceptions];
  }

  /** Shows these runs and no other. */
  showOnly(names: readonly string[]): void {
    this.#rule.value = names.length === this.#keptNames.length ? 'all' : 'none';
    this.#exceptions.value = names.length === this.#keptNames.length ? [] : names;
  }

  /** Shows the runs that match a search and no other; runs to come that match it follow suit. */
  showMatching({ text, regex }: Search): void {
    this.#rule.value = 'matching';
    this.#match.value = text;
    this.#matchByRegex.value = regex;
    this.#exceptions.value = [];
  }

  /** The search that says which runs are shown; null when another rule does. */
  get shownBy(): Search | null {
    return this.#rule.value === 'matching' ? { text: this.#match.value, regex: this.#matchByRegex.value } : null;
  }

  /** Shows this run alone, or, when it is alone already, what was shown before. */
  toggleOnly(name: string): void {
    const before = this.#beforeOnly;
    if (!this.isOnly(name)) {
      if (this.visible.length !== 1 || before === null) {
        this.#beforeOnly = { rule: this.#rule.value, exceptions: this.#exceptions.value };
      }
      this.showOnly([name]);
    } else if (before === null) {
      this.showUsual();
    } else {
      this.#rule.value = before.rule;
      this.#exceptions.value = before.exceptions;
      this.#beforeOnly = null;
    }
  }

  isOnly(name: string): boolean {
    return this.#visible.size === 1 && this.#visible.has(name) && this.#names.length > 1;
  }

  /** Back to what is shown when nobody has chosen. */
  showUsual(): void {
    this.#rule.value = 'auto';
    this.#exceptions.value = [];
    this.#forgetMatch();
  }

  #forgetMatch(): void {
    this.#match.value = '';
    this.#matchByRegex.value = false;
  }

  /** Takes the server's list; what did not change keeps its identity. */
  replace(runs: readonly Run[]): void {
    const names = runs.map((run) => run.name);
    const present = new Set(names);
    for (const name of [...this.#byName.keys()]) if (!present.has(name)) this.#byName.delete(name);
    for (const run of runs) if (!same(this.#byName.get(run.name), run)) this.#byName.set(run.name, run);
    if (names.length !== this.#all.length || names.some((name, i) => name !== this.#all[i])) {
      this.#all = names;
      this.#slots = assignSlots(this.#names, this.#slots);
    }
    this.#loaded = true;
  }

  /** Takes which runs are told of with another, and so are neither listed nor coloured by themselves. */
  takeParts(parts: Readonly<Record<string, readonly string[]>>): void {
    const wholes = new Map(Object.entries(parts).flatMap(([whole, own]) => own.map((part) => [part, whole] as const)));
    if (wholes.size === this.#wholes.size && [...wholes].every(([part, whole]) => this.#wholes.get(part) === whole)) {
      return;
    }
    this.#wholes = wholes;
    this.#slots = assignSlots(this.#names, this.#slots);
  }

  #resolve(): ReadonlySet<string> {
    const names = this.#keptNames;
    const rule = this.#rule.value;
    const visible = new Set(this.#ruled(rule));
    const present = new Set(names);
    for (const name of this.#exceptions.value) {
      if (!visible.delete(name) && present.has(name)) visible.add(name);
    }
    return visible;
  }

  #keep(names: readonly string[]): readonly string[] {
    const { kept } = this.#filter;
    return kept === null ? names : names.filter((name) => kept.has(name));
  }

  #ruled(rule: Rule): readonly string[] {
    if (rule === 'none') return [];
    const { shownBy } = this;
    if (shownBy !== null) return this.#keptNames.filter(matcherOf(shownBy).matches);
    return this.limited ? this.#keptNames.slice(-SHOW_NEWEST) : this.#keptNames;
  }
}

function same(a: Run | undefined, b: Run): boolean {
  if (a === undefined) return false;
  return (Object.keys(b) as (keyof Run)[]).every((key) => a[key] === b[key]);
}
