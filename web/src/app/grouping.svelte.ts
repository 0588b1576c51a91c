// How runs are put together and told apart on every page: their groups, what charts make of these, a baseline, and what gives runs
// their colour. All of it lives in the address.

import {
  byFolder,
  byPattern,
  folderLevels,
  formatRule,
  formatSet,
  type GroupRule,
  parseRule,
  parseSet,
  patternError,
  type RunGroup,
} from '../base/run_groups';
import { assignSlots, PALETTE } from '../base/run_colours';
import type { Alignment, Band, Comparison, Grouped, Statistic } from '../data/groups';
import { Colouring } from './colouring.svelte';
import type { RunColumns } from './run_columns.svelte';
import type { Runs } from './runs.svelte';
import { asChoice, asFlag, asList, type Codec, type Field, type View } from './view.svelte';

export const STATISTICS = ['mean', 'median'] as const satisfies readonly Statistic[];
export const BANDS = ['std', 'sem', 'minmax', 'quantiles', 'bootstrap', 'none'] as const satisfies readonly Band[];
export const ALIGNMENTS = ['linear', 'previous', 'exact'] as const satisfies readonly Alignment[];
export const COMPARISONS = ['difference', 'ratio'] as const satisfies readonly Comparison[];

/** What everything is told beside. */
export interface Baseline {
  readonly kind: 'run' | 'group';
  readonly name: string;
}

export class Grouping {
  readonly #rule: Field<GroupRule | null>;
  readonly #sets: Field<readonly string[]>;
  readonly statistic: Field<Statistic>;
  readonly band: Field<Band>;
  readonly align: Field<Alignment>;
  /** Whether the runs of groups are drawn too, faint behind them. */
  readonly singles: Field<boolean>;
  /** Whether each group has charts of its own. */
  readonly apart: Field<boolean>;
  readonly #baseline: Field<Baseline | null>;
  readonly compare: Field<Comparison>;
  readonly colouring: Colouring;

  /** The groups that were made by hand. */
  readonly sets = $derived.by(() => this.#sets.value.flatMap((text) => parseSet(text) ?? []));
  /** Every group, of all runs; none while runs are not grouped. */
  readonly all = $derived.by(() => this.#groupsNow());
  /** The groups of the runs that are shown. */
  readonly shown = $derived.by(() => this.#shownOf(this.all));
  /** The shown runs that are in no group, which charts of groups do not show. */
  readonly without = $derived.by(() => this.#withoutNow());
  readonly #groupOf = $derived.by(() => {
    const found = new Map<string, string>();
    for (const { name, runs } of this.all) for (const run of runs) found.set(run, name);
    return found;
  });
  readonly #shownNames = $derived.by(() => new Set(this.shown.map(({ name }) => name)));
  readonly #slots = $derived.by(() => assignSlots(this.all.map(({ name }) => name)));
  readonly levels = $derived.by(() => folderLevels(this.runs.names));
  /** What is asked of the server in place of lines; null where charts show lines as they are. */
  readonly question = $derived.by(() => this.#questionNow());

  constructor(
    view: View,
    private readonly runs: Runs,
    private readonly columns: RunColumns,
    private readonly theme: () => 'light' | 'dark',
  ) {
    this.#rule = view.field('group_by', asRule);
    this.#sets = view.field('group_sets', { ...asList, valid: (text) => asList.parse(text).every(parseSet) });
    this.statistic = view.field('group_statistic', asChoice(...STATISTICS));
    this.band = view.field('group_band', asChoice(...BANDS));
    this.align = view.field('group_align', asChoice(...ALIGNMENTS));
    this.singles = view.field('group_runs', asFlag());
    this.apart = view.field('group_charts', asFlag());
    this.#baseline = view.field('baseline', asBaseline);
    this.compare = view.field('compare', asChoice(...COMPARISONS));
    this.colouring = new Colouring(view, columns, theme);
  }

  get rule(): GroupRule | null {
    return this.#rule.value;
  }
  set rule(rule: GroupRule | null) {
    this.#rule.value = rule;
  }

  /** Whether charts show groups in place of runs. */
  get active(): boolean {
    return this.all.length > 0;
  }

  /** What is wrong with the pattern that groups runs; null when it is well formed, or there is none. */
  get error(): string | null {
    return this.rule?.kind === 'regex' ? patternError(this.rule.pattern) : null;
  }

  /** Whether there is a group of this name with shown runs. */
  has(name: string): boolean {
    return this.#shownNames.has(name);
  }

  /** Any shown run of a group; null when it has none. */
  aRunOf(group: string): string | null {
    return this.shown.find(({ name }) => name === group)?.runs[0] ?? null;
  }

  groupOf(run: string): string | null {
    return this.#groupOf.get(run) ?? null;
  }

  /** The colour of a group; where runs are coloured by a number, that of their mean. */
  colourOfGroup(name: string): string {
    const byNumber = this.colouring.colourOfAll(this.all.find((group) => group.name === name)?.runs ?? []);
    if (byNumber !== null) return byNumber;
    return (PALETTE[this.#slots.get(name) ?? 0] ?? PALETTE[0]!)[this.theme()];
  }

  /** The colour that a run has instead of its own; null where it keeps that. */
  colourOf(run: string): string | null {
    const { by } = this.colouring;
    if (by === 'run') return null;
    if (by !== 'auto' && by !== 'group') return this.colouring.colourOf(run);
    const group = this.groupOf(run);
    return group === null ? null : this.colourOfGroup(group);
  }

  /** Makes a group of these runs, in the place of one of the same name. */
  addSet(name: string, runs: readonly string[]): void {
    const sets = this.sets.filter((set) => set.name !== name);
    this.#sets.value = [...sets, { name, runs }].map(formatSet);
    this.rule = { kind: 'hand' };
  }
  removeSet(name: string): void {
    this.#sets.value = this.sets.filter((set) => set.name !== name).map(formatSet);
  }

  get baseline(): Baseline | null {
    return this.#baseline.value;
  }
  set baseline(baseline: Baseline | null) {
    this.#baseline.value = baseline;
  }
  /** The runs of the baseline; null without one, or while it is not there. */
  get baselineRuns(): readonly string[] | null {
    const { baseline } = this;
    if (baseline === null) return null;
    if (baseline.kind === 'run') return this.runs.get(baseline.name) === undefined ? null : [baseline.name];
    return this.all.find(({ name }) => name === baseline.name)?.runs ?? null;
  }

  #groupsNow(): readonly RunGroup[] {
    const { rule } = this;
    const { names } = this.runs;
    if (rule === null) return [];
    if (rule.kind === 'directory') return byFolder(names, rule.level);
    if (rule.kind === 'regex') return byPattern(names, rule.pattern);
    if (rule.kind === 'column') return this.columns.groupsBy(rule.column);
    const present = new Set(names);
    return this.sets.map(({ name, runs }) => ({ name, runs: runs.filter((run) => present.has(run)) }));
  }

  #shownOf(groups: readonly RunGroup[]): readonly RunGroup[] {
    return groups.flatMap(({ name, runs }) => {
      const shown = runs.filter((run) => this.runs.isVisible(run));
      return shown.length === 0 ? [] : [{ name, runs: shown }];
    });
  }

  #withoutNow(): number {
    if (!this.active) return 0;
    return this.runs.visible.reduce((count, run) => count + (this.#groupOf.has(run) ? 0 : 1), 0);
  }

  #questionNow(): Grouped | null {
    const { baselineRuns: baseline, active } = this;
    if (!active && baseline === null) return null;
    return {
      groups: (active ? this.shown : this.runs.visible.map((name) => ({ name, runs: [name] }))).map(
        ({ name, runs }) => ({ name, runs: this.runs.withParts(runs) }),
      ),
      statistic: this.statistic.value,
      band: active ? this.band.value : 'none',
      align: this.align.value,
      baseline,
      compare: this.compare.value,
      alone: !active,
    };
  }
}

const asRule: Codec<GroupRule | null> = {
  gradual: true,
  parse: parseRule,
  format: formatRule,
  valid: (text) => parseRule(text) !== null,
};

const asBaseline: Codec<Baseline | null> = {
  parse: (text) => {
    const [, kind, name] = /^(run|group):(.+)$/s.exec(text ?? '') ?? [];
    return kind === undefined || name === undefined ? null : { kind: kind as Baseline['kind'], name };
  },
  format: (baseline) => (baseline === null ? null : `${baseline.kind}:${baseline.name}`),
  valid: (text) => /^(run|group):./s.test(text),
};
