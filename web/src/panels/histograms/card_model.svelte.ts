// A card's inner life: what it asks the server, and what of the answer its panes draw side by side on one scale.

import { untrack } from 'svelte';
import { Throttle } from '../../base/throttle';
import { ApiError } from '../../data/client';
import type { Histograms, HistogramsRequest, RunHistograms } from '../../data/histograms';
import { finiteExtent, union } from '../../plot/domain';
import type { Interval, Numbers } from '../../plot/scale';
import { type View, WHOLE } from '../../plot/view';
import type { HistogramsPanel } from './histograms.svelte';
import type { Drawn } from './marks';

/** As many ridges or lines as can be told apart; TensorBoard has as many. */
const MOST_RIDGES = 51;
const MOST_COLUMNS = 300;
const BINS = 30;
const HEAT_BINS = 60;
/** More panes than this are too small to be looked at. */
export const MOST_PANES = 12;

interface Wanted {
  readonly request: HistogramsRequest;
  readonly version: number;
}

/** One run's part of a card. */
export interface Pane {
  readonly source: RunHistograms;
  readonly drawn: Drawn;
}

export class CardModel {
  /** The part of the axes that is shown; both follow the data at first. */
  view = $state.raw<View>(WHOLE);
  #whole = $state.raw<Histograms | null>(null);
  #part = $state.raw<Histograms | null>(null);
  error = $state.raw<ApiError | null>(null);
  #wanted: Wanted | null = null;
  #stop = new AbortController();
  readonly #fetching = new Throttle(() => this.#fetch(), 400);
  readonly along = $derived.by(() => ['distributions', 'heat'].includes(this.panel.settings.view.value));
  /** Shown runs that have the tag, oldest first. */
  readonly shown = $derived.by(() => {
    const visible = new Set(this.panel.app.runs.visible);
    return (this.#part ?? this.#whole)?.runs.filter(({ run }) => visible.has(run)) ?? [];
  });
  readonly panes = $derived.by(() => this.#panesNow());
  /** The steps of the shown runs, each once. */
  readonly steps = $derived.by(() => {
    const all = new Set(this.shown.flatMap(({ step }) => Array.from(step)));
    return Float64Array.from(all).sort();
  });

  constructor(
    readonly panel: HistogramsPanel,
    readonly tag: string,
    /** How much its data is wanted: 0 in sight, more the farther away. */
    readonly rank: () => number,
  ) {}

  get answered(): boolean {
    return this.#whole !== null;
  }
  get zoomed(): boolean {
    return this.view.x !== null || this.view.y !== null;
  }
  /** Bounds of all values. */
  get extent(): Interval {
    return this.#whole?.extent ?? [0, 1];
  }

  /** Another view or axis has another plane: what was zoomed on it means nothing. */
  forgetZoom(): void {
    this.view = WHOLE;
    this.#part = null;
  }

  /** Says what is wanted; call it in an effect. */
  ask(): void {
    const { app, settings } = this.panel;
    const runs = app.runs.selection;
    if (runs?.length === 0) return;
    const heat = settings.view.value === 'heat';
    const values = this.along ? this.view.y : this.view.x;
    const depth = this.along ? this.view.x : settings.view.value === 'offset' ? this.view.y : null;
    const request: HistogramsRequest = {
      tag: this.tag,
      runs,
      steps: settings.x === 'step' ? depth : null,
      max_steps: this.along ? MOST_COLUMNS : MOST_RIDGES,
      bins: heat ? HEAT_BINS : BINS,
      extent: settings.view.value === 'distributions' ? null : values,
      scale: 'linear',
      attempts: 'current',
      quantiles: [],
      // Bins say what hovers are of, also where percentiles are drawn.
      parts: settings.view.value === 'distributions' ? null : ['bins', 'statistics'],
    };
    this.#wanted = { request, version: app.changes.of('histograms', this.tag, runs) };
    untrack(() => this.#fetching.ask());
  }

  retry(): void {
    this.error = null;
    this.#fetching.ask();
  }

  dispose(): void {
    this.#fetching.stop();
    this.#stop.abort();
  }

  async #fetch(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null) return;
    const { request, version } = wanted;
    const { signal } = this.#stop;
    const zoomed = request.steps !== null || request.extent !== null;
    const whole = { ...request, steps: null, extent: null };
    try {
      const [all, part] = await Promise.all([
        this.panel.ask(whole, version, this.rank, signal),
        zoomed ? this.panel.ask(request, version, this.rank, signal) : null,
      ]);
      if (signal.aborted) return;
      this.#whole = all;
      this.#part = part;
      this.error = null;
    } catch (cause) {
      if (signal.aborted) return;
      this.error = cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause));
    }
  }

  #panesNow(): readonly Pane[] {
    const { settings, app } = this.panel;
    const answer = this.#part ?? this.#whole;
    if (answer === null) return [];
    const { shown } = this;
    const whole = this.#whole!.runs.filter(({ run }) => app.runs.visible.includes(run));
    const depthExtent = extentOf(whole.map((run) => this.#depthOf(run)));
    const most = Math.max(0, ...shown.map(({ counts }) => finiteExtent(counts)?.[1] ?? 0));
    return shown.slice(0, MOST_PANES).map((run) => {
      const kept = readable(run);
      return {
        source: kept,
        drawn: {
          color: app.runs.colour(run.run),
          depth: this.#depthOf(kept, run),
          depthExtent,
          bins: answer.bins,
          extent: answer.extent,
          valueExtent: this.extent,
          counts: kept.counts,
          most,
          log: settings.logCounts.value,
          percentiles: kept.percentiles,
        },
      };
    });
  }

  /** Where a run's histograms stand on the axis of steps or times; its time begins with the first of `all`. */
  #depthOf({ step, wallTime, run }: RunHistograms, all?: RunHistograms): Numbers {
    const { x } = this.panel.settings;
    if (x === 'step') return step;
    if (x === 'wall') return wallTime;
    const first = this.#whole?.runs.find((one) => one.run === run) ?? all;
    const start = first?.wallTime[0] ?? 0;
    return Float64Array.from(wallTime, (time) => time - start);
  }
}

/** A run's histograms without those that cannot be read. */
function readable(run: RunHistograms): RunHistograms {
  if (run.errors.every((error) => error === '')) return run;
  const kept = run.errors.flatMap((error, i) => (error === '' ? [i] : []));
  const some = (values: Numbers): Numbers => {
    const each = values.length / run.errors.length;
    return Float64Array.from(kept.flatMap((i) => Array.from(values.subarray(i * each, (i + 1) * each))));
  };
  const { count, mean, std, min, max, zeros } = run.statistics;
  return {
    ...run,
    step: some(run.step),
    wallTime: some(run.wallTime),
    counts: some(run.counts),
    percentiles: some(run.percentiles),
    statistics: {
      count: some(count),
      mean: some(mean),
      std: some(std),
      min: some(min),
      max: some(max),
      zeros: some(zeros),
    },
  };
}

function extentOf(columns: readonly Numbers[]): Interval {
  return columns.reduce<Interval | null>((all, column) => union(all, finiteExtent(column)), null) ?? [0, 1];
}

/** The index of the last step that is not above another; of those that all are, the first. */
export function indexOfStep(steps: ArrayLike<number>, step: number | null): number {
  if (step === null) return steps.length - 1;
  let found = 0;
  for (let i = 0; i < steps.length; i++) if (steps[i]! <= step) found = i;
  return found;
}
