// What the parts of the panel share: the trials and their axes, which of them are chosen, and their colours.

import type { App } from '../../app/app.svelte';
import { joinList, splitList } from '../../base/address';
import type { Translate } from '../../base/i18n';
import { Throttle } from '../../base/throttle';
import { Charts } from '../../cards/charts.svelte';
import { ApiError } from '../../data/client';
import {
  askTrials,
  type ColumnsAnswer,
  fetchColumns,
  fetchSources,
  type Metric,
  type MetricSaid,
  type Source,
  type TrialsQuestion,
  type TrialTable,
} from '../../data/hparams';
import { Axis, type Dimension, type ScaleName } from './axis';
import { type Brush, passing } from './brush';
import { follow } from './follow';
import { messages } from './messages';
import { ramp, shadeOf } from './ramp';
import { Settings } from './settings.svelte';

/** So many hyperparameters have an axis when nobody has chosen. */
const USUAL_AXES = 8;
const REST_MS = 1_000;
/** Trials without the metric have no colour of the ramp. */
export const NO_SHADE = 255;

export interface Choice {
  readonly key: string;
  readonly label: string;
}

interface Loaded {
  readonly question: TrialsQuestion;
  readonly table: TrialTable;
}

export class Hparams {
  readonly t: Translate<(typeof messages)['en']>;
  readonly charts: Charts;
  readonly settings: Settings;
  sources = $state.raw<readonly Source[]>([]);
  error = $state.raw<ApiError | null>(null);
  /** A brush that is being drawn. */
  draft = $state.raw<Brush | null>(null);
  /** The trial under the pointer or the keyboard's cursor. */
  pointed = $state<number | null>(null);
  #told = $state.raw<{ readonly source: string; readonly columns: ColumnsAnswer } | null>(null);
  #loaded = $state.raw<Loaded | null>(null);
  readonly #fetching: Throttle;
  readonly #asking: Throttle;
  readonly #stop = new AbortController();

  /** What there is of the source; null until it is known of this one. */
  readonly columns = $derived.by(() => (this.#told?.source === this.settings.source.value ? this.#told.columns : null));
  readonly metric = $derived.by(() => this.settings.metric ?? this.#usualMetric());
  /** Which way the metric is good. */
  readonly goal = $derived.by((): 'min' | 'max' => {
    const { value } = this.settings.goal;
    return value === 'usual' ? (this.aboutMetric?.goal ?? 'max') : value;
  });
  readonly metricKey = $derived(this.metric === null ? null : metricKey(this.metric));
  /** The keys of the axes, in their order. */
  readonly keys = $derived.by(() => this.#keysNow());
  readonly #question = $derived.by(() => this.#questionNow());
  readonly dimensions = $derived.by(() => this.#dimensionsNow());
  readonly axes = $derived.by(() => {
    const axes = new Map<string, Axis>();
    for (const [key, dimension] of this.dimensions) {
      axes.set(key, new Axis(dimension, this.settings.scaleOf(key) ?? dimension.usual));
    }
    return axes;
  });
  readonly brush = $derived.by(() => this.draft ?? this.settings.brush);
  readonly #passes = $derived(passing(this.brush, this.axes, this.count));
  /** Which trials are chosen: those that pass the brush and have a run that is shown, 1 or 0. */
  readonly chosen = $derived.by(() => this.#chosenNow());
  readonly chosenCount = $derived(this.chosen.reduce((sum, one) => sum + one, 0));
  /** Their names; null for all of them. */
  readonly chosenNames = $derived.by(() =>
    this.chosenCount === this.count ? null : this.names.filter((_, i) => this.chosen[i] === 1),
  );
  readonly ramp = $derived.by(() => ramp(this.app.theme));
  /** The colour of each trial, by its number in the ramp. */
  readonly shades = $derived.by(() => this.#shadesNow());

  /** Make it while a component is made: it follows the data for as long as that lives. */
  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.charts = new Charts(app);
    this.settings = new Settings(app.view, app.preferences);
    this.#fetching = new Throttle(() => this.#fetch(), REST_MS);
    this.#asking = new Throttle(() => this.#ask(), 0);
    $effect(() => {
      follow(this.settings.source.value);
      follow(this.settings.combine.value);
      if (app.online) this.#fetching.ask();
    });
    $effect(() => {
      if (this.#question !== null) this.#asking.ask();
    });
    $effect(() => app.changes.listen(() => this.#fetching.ask(REST_MS)));
    $effect(() => () => {
      this.#fetching.stop();
      this.#asking.stop();
      this.#stop.abort();
    });
  }

  get table(): TrialTable | null {
    return this.#loaded?.table ?? null;
  }
  get names(): readonly string[] {
    return this.table?.names ?? [];
  }
  get count(): number {
    return this.names.length;
  }

  get aboutMetric(): MetricSaid | null {
    const { metric } = this;
    return this.columns?.metrics.find((one) => one.tag === metric?.tag && one.group === metric.group) ?? null;
  }

  /** The values of the metric; empty while there are none. */
  get metricValues(): Float64Array {
    return this.dimensions.get(this.metricKey ?? '')?.values ?? new Float64Array(this.count).fill(NaN);
  }

  axis(key: string): Axis | undefined {
    return this.axes.get(key);
  }
  /** The axes that are drawn. */
  get drawn(): readonly Axis[] {
    return this.keys.flatMap((key) => this.axes.get(key) ?? []);
  }

  colour(trial: number): string {
    return this.ramp[this.shades[trial]!] ?? this.charts.theme.axis;
  }

  nameOf(trial: number): string {
    const name = this.names[trial] ?? '';
    return name === '.' ? this.t('run.root') : name;
  }

  labelOf(metric: Required<Metric>): string {
    const about = this.columns?.metrics.find((one) => one.tag === metric.tag && one.group === metric.group);
    const name = about?.name ?? metric.tag;
    return this.settings.source.value !== '' || metric.statistic === 'last'
      ? name
      : this.t('metric.statistic', { name, statistic: this.t(`statistic.${metric.statistic}`) });
  }

  /** The metric with its way, as it is said above charts. */
  get metricLabel(): string {
    return this.metric === null ? '' : this.labelOf(this.metric);
  }

  /** Chooses the trials that pass, and shows their runs alone on every page; without a brush what is usually shown. */
  choose(brush: Brush): void {
    this.draft = null;
    this.settings.setBrush(brush);
    if (!this.#haveRuns()) return;
    if (brush.size === 0) {
      this.app.runs.showUsual();
      return;
    }
    const passes = passing(brush, this.axes, this.count);
    this.app.runs.showOnly([...new Set(this.table!.runs.filter((_, i) => passes[i] === 1).flat())]);
  }

  /** The brush with another part of one axis; null for none. */
  brushed(key: string, part: readonly [number, number] | null): Brush {
    const brush = new Map(this.settings.brush);
    if (part === null) brush.delete(key);
    else brush.set(key, part);
    return brush;
  }

  /** Moves an axis to another place among those that are drawn. */
  move(key: string, to: number): void {
    const others = this.keys.filter((one) => one !== key);
    const place = Math.max(0, Math.min(others.length, to));
    this.settings.axes.value = [...others.slice(0, place), key, ...others.slice(place)];
    this.app.announce(this.t('axis.moved', { name: this.axis(key)?.dimension.label ?? key, place: place + 1 }));
  }

  retry(): void {
    this.#fetching.ask();
  }

  /** What a question to the server is about. */
  get about(): {
    readonly source: string;
    readonly combine: ColumnsCombine;
    readonly trials: readonly string[] | null;
  } {
    const { source, combine } = this.settings;
    return { source: source.value, combine: combine.value, trials: this.chosenNames };
  }

  /** What may stand on an axis, by key. */
  get choices(): readonly Choice[] {
    return [...this.hparamChoices, ...this.metricChoices];
  }
  get hparamChoices(): readonly Choice[] {
    return (this.columns?.hparams ?? []).map(({ name }) => ({ key: `h:${name}`, label: name }));
  }
  get metricChoices(): readonly Choice[] {
    const statistic = this.metric?.statistic ?? 'last';
    return (this.columns?.metrics ?? []).map(({ tag, group, name }) => ({
      key: metricKey({ tag, group, statistic }),
      label: name,
    }));
  }

  /** The two axes that stand against each other. */
  get pair(): { readonly x: string; readonly y: string } {
    const x = this.settings.x.value || (this.keys.find((key) => key.startsWith('h:')) ?? this.keys[0] ?? '');
    return { x, y: this.settings.y.value || (this.metricKey ?? this.keys.at(-1) ?? '') };
  }
  /** The two hyperparameters of a surface: the chosen ones, where they are some, else the first that differ. */
  get pairOfHparams(): { readonly x: string; readonly y: string } {
    const all = this.keys.filter((key) => key.startsWith('h:'));
    const given = [this.settings.x.value, this.settings.y.value].map((key) => (key.startsWith('h:') ? key : ''));
    const x = given[0] || (all.find((key) => key !== given[1]) ?? '');
    return { x, y: given[1] || (all.find((key) => key !== x) ?? x) };
  }

  #haveRuns(): boolean {
    return this.table?.runs.some((runs) => runs.length > 0) ?? false;
  }

  #usualMetric(): Required<Metric> | null {
    const { columns } = this;
    if (columns === null || columns.metrics.length === 0) return null;
    const declared = columns.metrics.find((one) => one.declared);
    const { tag, group } = declared ?? columns.metrics.reduce((a, b) => (b.trials > a.trials ? b : a));
    return { tag, group, statistic: 'last' };
  }

  #keysNow(): readonly string[] {
    const { columns, metricKey } = this;
    if (columns === null) return [];
    const chosen = this.settings.axes.value;
    if (chosen.length > 0) return [...new Set(chosen)];
    const differing = columns.hparams.filter((one) => one.differs).slice(0, USUAL_AXES);
    const keys = (differing.length > 0 ? differing : columns.hparams.slice(0, USUAL_AXES)).map(
      (one) => `h:${one.name}`,
    );
    return metricKey === null ? keys : [...keys, metricKey];
  }

  #questionNow(): TrialsQuestion | null {
    const { columns, settings } = this;
    if (columns === null) return null;
    const known = new Set(columns.hparams.map(({ name }) => name));
    const keys = [...new Set([...this.keys, settings.x.value, settings.y.value, ...settings.brush.keys()])];
    const hparams = keys.filter((key) => key.startsWith('h:')).map((key) => key.slice(2));
    const metrics = [...new Set([this.metricKey, ...keys])].flatMap((key) => metricOf(key) ?? []);
    return {
      source: settings.source.value,
      combine: settings.combine.value,
      leading: this.metric,
      hparams: hparams.filter((name) => known.has(name)),
      metrics,
    };
  }

  #dimensionsNow(): ReadonlyMap<string, Dimension> {
    const dimensions = new Map<string, Dimension>();
    if (this.#loaded === null) return dimensions;
    const { question, table } = this.#loaded;
    (question.hparams ?? []).forEach((name, i) => {
      const usual: ScaleName = this.columns?.hparams.find((one) => one.name === name)?.logarithmic ? 'log' : 'linear';
      const [values, categories] = [table.hparams[i]!, table.categories[i]!];
      dimensions.set(`h:${name}`, { key: `h:${name}`, label: name, values, categories, usual });
    });
    (question.metrics ?? []).forEach((metric, i) => {
      const values = table.metrics[i]!;
      const whole = { tag: metric.tag, group: metric.group ?? '', statistic: metric.statistic ?? 'last' } as const;
      const key = metricKey(whole);
      dimensions.set(key, { key, label: this.labelOf(whole), values, categories: [], usual: usualScale(values) });
    });
    return dimensions;
  }

  #chosenNow(): Uint8Array {
    const passes = this.#passes;
    const { runs } = this.app;
    const { table } = this;
    if (table === null || this.draft !== null || runs.limited || !this.#haveRuns()) return passes;
    return passes.map((one, i) => {
      const own = table.runs[i]!;
      return one === 1 && (own.length === 0 || own.some((run) => runs.isVisible(run))) ? 1 : 0;
    });
  }

  #shadesNow(): Uint8Array {
    const axis = this.axes.get(this.metricKey ?? '');
    if (axis === undefined) return new Uint8Array(this.count).fill(NO_SHADE);
    return Uint8Array.from(axis.dimension.values, (value) => {
      const at = axis.at(value);
      return Number.isNaN(at) ? NO_SHADE : shadeOf(this.goal === 'max' ? at : 1 - at);
    });
  }

  async #fetch(): Promise<void> {
    const { signal } = this.#stop;
    const [source, combine] = [this.settings.source.value, this.settings.combine.value];
    await this.#or(async () => {
      this.sources = await fetchSources(this.app.client, signal);
      const columns = await fetchColumns(this.app.client, source, combine, signal);
      if (combine === this.settings.combine.value) this.#told = { source, columns };
    });
  }

  async #ask(): Promise<void> {
    const question = this.#question;
    if (question === null) return;
    await this.#or(async () => {
      const table = await askTrials(this.app.client, question, this.#stop.signal);
      if (question.source === this.settings.source.value) this.#loaded = { question, table };
    });
  }

  async #or(job: () => Promise<void>): Promise<void> {
    try {
      await job();
      this.error = null;
    } catch (cause) {
      if (this.#stop.signal.aborted) return;
      this.error = cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause));
    }
  }
}

export type ColumnsCombine = NonNullable<TrialsQuestion['combine']>;

export function metricKey({ tag, statistic, group }: Required<Metric>): string {
  return `m:${joinList([tag, statistic, group])}`;
}

export function metricOf(key: string | null): Required<Metric> | null {
  if (!key?.startsWith('m:')) return null;
  const [tag = '', statistic = 'last', group = ''] = splitList(key.slice(2));
  return { tag, group, statistic: statistic as Required<Metric>['statistic'] };
}

/** Losses over decades stand on a logarithmic axis. */
function usualScale(values: Float64Array): ScaleName {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value - value !== 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > 0 && high >= 100 * low ? 'log' : 'linear';
}
