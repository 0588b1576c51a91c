// A card's inner life: what it asks the server, and what of the answer its panes draw side by side on one scale.

import { untrack } from 'svelte';
import { Throttle } from '../../base/throttle';
import { NO_ZOOM, readZoom, viewOf, writeZoom, zoomOf } from '../../cards/zoom';
import { ApiError } from '../../data/client';
import type { Histograms, HistogramsRequest, RunHistograms, Statistics } from '../../data/histograms';
import { finiteExtent, union } from '../../plot/domain';
import { type Interval, type Numbers, Scale } from '../../plot/scale';
import { type View, WHOLE } from '../../plot/view';
import { type FarSteps, farSteps } from './far_steps';
import type { HistogramsPanel } from './histograms.svelte';
import type { Drawn } from './marks';
import { StatisticLines } from './statistic_lines';
import { isEstimate, isShare, sharesOf, type Statistic, valuesOf } from './statistics';

/** As many ridges or lines as can be told apart; TensorBoard has as many. */
const MOST_RIDGES = 51;
const MOST_COLUMNS = 300;
const BINS = 30;
const HEAT_BINS = 60;
/** More panes than this are too small to be looked at. */
export const MOST_PANES = 12;

interface Wanted {
  readonly request: HistogramsRequest;
  /** Whether it is for the values without those far outside. */
  readonly clips: boolean;
  readonly version: number;
}

/** One run's part of a card, or one attempt's. */
export interface RunPane {
  readonly key: string;
  readonly source: RunHistograms;
  readonly drawn: Drawn;
}

/** One statistic of all runs. */
export interface StatisticPane {
  readonly key: Statistic;
  readonly lines: StatisticLines;
  /** Some of it is estimated from buckets. */
  readonly estimated: boolean;
}

export class CardModel {
  #whole = $state.raw<Histograms | null>(null);
  #part = $state.raw<Histograms | null>(null);
  error = $state.raw<ApiError | null>(null);
  #wanted: Wanted | null = null;
  /** What of the settings an answer is for. */
  #plane = '';
  #stop = new AbortController();
  readonly #fetching = new Throttle(() => this.#fetch(), 400);
  readonly along = $derived.by(() => ['distributions', 'heat', 'statistics'].includes(this.panel.settings.view));
  /** As text, which is the same while nothing of this card's changed: other cards' zooms are none of its business. */
  readonly #zoomText = $derived.by(() => writeZoom(this.panel.settings.zoomOf(this.tag)));
  readonly #zoom = $derived(readZoom(this.#zoomText)?.zoom ?? NO_ZOOM);
  readonly #wholeDepth = $derived.by(() => extentOf(this.#visible(this.#whole).map((run) => this.#depthOf(run))));
  /** The part of the axes that is shown; both follow the data at first. */
  readonly view = $derived.by(() => viewOf(this.#zoom, this.#wholeDepth, false) ?? WHOLE);
  readonly zoomed = $derived(this.#zoom.x !== null || this.#zoom.y !== null);
  /** Steps far outside; null when there are none, when the axis of values has room for them, or was chosen by hand. */
  readonly far = $derived.by(() =>
    this.#mayClip() && this.panel.settings.clipFar.value ? this.#farOf(this.#whole) : null,
  );
  /** Whether they are left out. */
  readonly clips = $derived.by(() => this.far !== null && this.panel.settings.clipsFar(this.tag));
  readonly #answer = $derived(this.zoomed || this.clips ? (this.#part ?? this.#whole) : this.#whole);
  /** Shown runs that have the tag, or their attempts, oldest first. */
  readonly shown = $derived(this.#visible(this.#answer));
  readonly panes = $derived.by(() => (this.panel.settings.view === 'statistics' ? [] : this.#runPanes()));
  readonly statistics = $derived.by(() =>
    this.panel.settings.view === 'statistics' ? this.#statisticPanes(this.panel.settings.statistics) : [],
  );
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
  /** Bounds of all values, or of those that are not far outside. */
  get extent(): Interval {
    if (this.clips) return this.far!.extent;
    return this.#whole?.extent ?? [0, 1];
  }
  /** Of the symmetric-log axis of values; null where that is linear. */
  get constant(): number | null {
    return this.#whole?.constant ?? null;
  }

  zoom(view: View): void {
    const { settings } = this.panel;
    settings.setZoom(this.tag, this.along ? zoomOf(view, this.#wholeDepth, false) : view);
  }
  forgetZoom(): void {
    this.panel.settings.setZoom(this.tag, NO_ZOOM);
  }

  /** Says what is wanted; call it in an effect. */
  ask(): void {
    const { app, settings } = this.panel;
    const runs = app.runs.selection;
    if (runs?.length === 0) return;
    const { view } = settings;
    const statistics = view === 'statistics';
    const values = this.along ? this.view.y : this.view.x;
    const depth = this.along ? this.view.x : view === 'offset' ? this.view.y : null;
    const request: HistogramsRequest = {
      tag: this.tag,
      runs,
      steps: settings.x === 'step' ? depth : null,
      max_steps: this.along ? MOST_COLUMNS : MOST_RIDGES,
      bins: view === 'heat' ? HEAT_BINS : BINS,
      extent: view === 'distributions' || statistics ? null : values,
      scale: settings.symlog ? 'symlog' : 'linear',
      attempts: settings.allAttempts.value ? 'all' : 'current',
      quantiles: statistics ? sharesOf(settings.statistics) : [],
      // Bins say what hovers are of, also where percentiles are drawn.
      parts: statistics ? ['statistics'] : view === 'distributions' ? null : ['bins', 'statistics'],
    };
    const clips = this.#mayClip() && settings.clipsFar(this.tag);
    this.#wanted = { request, clips, version: app.changes.of('histograms', this.tag, runs) };
    untrack(() => {
      const plane = `${view} ${settings.x} ${settings.symlog} ${settings.allAttempts.value}`;
      if (plane !== this.#plane) this.#part = null;
      this.#plane = plane;
      this.#fetching.ask();
    });
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
    const { request, clips, version } = wanted;
    const { signal } = this.#stop;
    const whole = { ...request, steps: null, extent: null };
    try {
      const all = await this.panel.ask(whole, version, this.rank, signal);
      const extent = request.extent ?? (clips ? (this.#farOf(all)?.extent ?? null) : null);
      const some = request.steps !== null || extent !== null;
      const part = some ? await this.panel.ask({ ...request, extent }, version, this.rank, signal) : null;
      if (signal.aborted) return;
      this.#whole = all;
      this.#part = part;
      this.error = null;
    } catch (cause) {
      if (signal.aborted) return;
      this.error = cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause));
    }
  }

  /** A symmetric-log axis has room for values of any size, and the axes of statistics are their own. */
  #mayClip(): boolean {
    const { view, symlog } = this.panel.settings;
    return view !== 'statistics' && !symlog && (this.along ? this.view.y : this.view.x) === null;
  }
  #farOf(answer: Histograms | null): FarSteps | null {
    return answer === null ? null : farSteps(this.#visible(answer), answer.extent);
  }

  #visible(answer: Histograms | null): readonly RunHistograms[] {
    const visible = new Set(this.panel.app.runs.visible);
    return answer?.runs.filter(({ run }) => visible.has(run)) ?? [];
  }

  #runPanes(): readonly RunPane[] {
    const { settings, app } = this.panel;
    const answer = this.#answer;
    if (answer === null) return [];
    const { shown } = this;
    const axis = new Scale(answer.extent, [0, answer.bins], false, answer.constant);
    const edges = Float64Array.from({ length: answer.bins + 1 }, (_, bin) => axis.value(bin));
    const middles = Float64Array.from({ length: answer.bins }, (_, bin) => axis.value(bin + 0.5));
    const most = Math.max(0, ...shown.map(({ counts }) => finiteExtent(counts)?.[1] ?? 0));
    return shown.slice(0, MOST_PANES).map((run) => {
      const kept = readable(run);
      return {
        key: `${run.run} ${run.writer} ${run.attempt}`,
        source: kept,
        drawn: {
          color: app.runs.colour(run.run),
          depth: this.#depthOf(kept),
          depthExtent: this.#wholeDepth,
          bins: answer.bins,
          edges,
          middles,
          valueExtent: this.extent,
          counts: kept.counts,
          most,
          log: settings.logCounts.value,
          percentiles: kept.percentiles,
        },
      };
    });
  }

  #statisticPanes(chosen: readonly Statistic[]): readonly StatisticPane[] {
    const shares = sharesOf(chosen);
    const runs = this.shown.map(readable);
    return chosen.map((statistic) => {
      const lines = runs.map((run) => ({
        name: run.run,
        color: this.panel.app.runs.colour(run.run),
        depth: this.#depthOf(run),
        step: run.step,
        values: valuesOf(statistic, run.statistics, shares),
        told: run.statistics.told,
        superseded: run.superseded.length > 0 && run.superseded[run.superseded.length - 1] === 1,
      }));
      const estimated = lines.some(({ told }) => Array.from(told).some((one) => isEstimate(statistic, one)));
      return { key: statistic, lines: new StatisticLines(lines, this.#wholeDepth, isShare(statistic)), estimated };
    });
  }

  /** Where a run's histograms stand on the axis of steps or times; its time begins with its first. */
  #depthOf({ step, wallTime, run }: RunHistograms): Numbers {
    const { x } = this.panel.settings;
    if (x === 'step') return step;
    if (x === 'wall') return wallTime;
    const start = this.#whole?.runs.find((one) => one.run === run)?.wallTime[0] ?? wallTime[0] ?? 0;
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
  const statistics: Readonly<Record<string, Numbers>> = { ...run.statistics };
  return {
    ...run,
    superseded: some(run.superseded),
    step: some(run.step),
    wallTime: some(run.wallTime),
    counts: some(run.counts),
    percentiles: some(run.percentiles),
    statistics: Object.fromEntries(
      Object.entries(statistics).map(([name, values]) => [name, some(values)]),
    ) as unknown as Statistics,
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
