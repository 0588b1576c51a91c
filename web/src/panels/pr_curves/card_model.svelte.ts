// A card's inner life: which curves there are of its tag, which of them are shown at its step, and what it asks the server for.

import { asking } from '../../cards/asking';
import type { ApiError } from '../../data/client';
import type { Curve, CurvePoint, Scored } from '../../data/pr_curves';
import { type View, WHOLE } from '../../plot/view';
import { type Drawn, indexOf, thresholdOf } from './marks';
import type { PrCurves } from './pr_curves.svelte';
import { before, placeAt, type Series, seriesOf, stepsOf } from './series';

/** So many earlier curves of each are drawn behind it. */
const MOST_EARLIER = 10;

export class CardModel {
  /** The part of the plane that is shown. */
  view = $state.raw<View>(WHOLE);
  #points = $state.raw<readonly CurvePoint[] | null>(null);
  #curves = $state.raw<ReadonlyMap<string, Curve>>(new Map());
  #scores = $state.raw<readonly Scored[] | null>(null);
  error = $state.raw<ApiError | null>(null);
  /** Grows with every wish to ask again. */
  #retries = $state(0);

  /** The series of the shown runs, in the order of these. */
  readonly series = $derived.by(() => {
    const { visible } = this.panel.app.runs;
    const all = seriesOf(this.#points ?? [], this.panel.settings.allAttempts.value);
    return visible.flatMap((run) => all.filter((one) => one.run === run));
  });
  readonly steps = $derived.by(() => stepsOf(this.series));
  /** The place of the chosen step: of the last one that is not above it. */
  readonly index = $derived.by(() => {
    const chosen = this.panel.settings.stepOf(this.tag);
    if (chosen === null) return this.steps.length - 1;
    return Math.max(
      0,
      this.steps.findLastIndex((step) => step <= chosen),
    );
  });
  /** Of each series the point that is shown, where it has begun. */
  readonly #chosen = $derived.by(() =>
    this.series.flatMap((series) => {
      const place = placeAt(series, this.steps[this.index] ?? -Infinity);
      return place < 0 ? [] : [{ series, place, point: series.points[place]! }];
    }),
  );
  /** How many series begin later. */
  readonly later = $derived(this.series.length - this.#chosen.length);
  readonly #earlier = $derived.by(() =>
    this.panel.settings.earlier.value
      ? this.#chosen.flatMap(({ series, place }) =>
          before(series, place, MOST_EARLIER).map((point) => ({ series, point })),
        )
      : [],
  );
  /** The shown curves; one whose answer is on its way is the one that was shown before. */
  readonly drawn = $derived.by(() =>
    this.#chosen.flatMap(({ series }) => this.#drawnOf(series, this.#curves.get(series.key))),
  );
  readonly behind = $derived.by(() =>
    this.#earlier.flatMap(({ series, point }) => this.#drawnOf(series, this.#curves.get(nameOf(point)))),
  );
  /** Why curves that would be shown cannot be read. */
  readonly problems = $derived.by(() =>
    this.#chosen.flatMap(({ series }) => {
      const error = this.#curves.get(series.key)?.error ?? '';
      return error === '' ? [] : [`${series.run}: ${error}`];
    }),
  );
  /** What every curve comes to, series by series; null before the answer. */
  readonly scored = $derived.by(() => {
    if (this.#scores === null) return null;
    const all = seriesOf(this.#scores, this.panel.settings.allAttempts.value);
    return this.panel.app.runs.visible.flatMap((run) =>
      all.filter((one) => one.run === run).map((one) => ({ ...one, points: one.points as readonly Scored[] })),
    );
  });

  constructor(
    readonly panel: PrCurves,
    readonly tag: string,
    /** How much its data is wanted: 0 in sight, more the farther away. */
    private readonly rank: () => number,
  ) {
    $effect(() => this.#askPoints());
    $effect(() => this.#askCurves());
    $effect(() => this.#askScores());
  }

  get answered(): boolean {
    return this.#points !== null;
  }
  get zoomed(): boolean {
    return this.view.x !== null || this.view.y !== null;
  }

  retry(): void {
    this.#retries += 1;
  }

  moveTo(index: number): void {
    const newest = index === this.steps.length - 1;
    this.panel.settings.move(this.tag, newest ? null : (this.steps[index] ?? null));
  }

  /** The curves of a run. */
  keysOf(run: string): readonly string[] {
    return this.series.filter((one) => one.run === run).map(({ key }) => key);
  }

  /** What a curve is called: its run, and its step where that is not the chosen one. */
  nameOf({ curve }: Drawn): string {
    const { panel } = this;
    const name = panel.runName(curve.run);
    if (curve.step === this.steps[this.index]) return name;
    return panel.t('curve.atStep', { run: name, step: panel.charts.format.count(curve.step) });
  }

  /** The threshold of a curve that is nearest to the chosen one. */
  thresholdOf({ curve }: Drawn): number {
    const count = curve.tp.length;
    return thresholdOf(indexOf(this.panel.settings.threshold.value, count), count);
  }

  /** A share, with as many digits as its neighbours in a column. */
  share(value: number): string {
    return Number.isNaN(value) ? '–' : value.toFixed(4);
  }

  /** A threshold. */
  threshold(value: number): string {
    return this.panel.charts.format.value(Number(value.toFixed(4)));
  }

  percent(value: number): string {
    return `${this.panel.charts.format.value(Number((value * 100).toFixed(1)))} %`;
  }

  #drawnOf({ key, run, superseded }: Series, curve: Curve | undefined): Drawn[] {
    if (curve === undefined || curve.error !== '') return [];
    return [{ key, color: this.panel.app.runs.colour(run), superseded, curve }];
  }

  #askPoints(): (() => void) | undefined {
    const { app } = this.panel;
    const runs = app.runs.selection;
    if (runs?.length === 0 || this.#retries < 0) return undefined;
    const version = app.changes.of('pr_curves', this.tag, runs);
    return this.#asked(async (signal) => {
      const points = await this.panel.points(this.tag, runs, version, this.rank, signal);
      signal.throwIfAborted();
      this.#points = points;
    });
  }

  #askCurves(): (() => void) | undefined {
    if (this.panel.settings.view.value === 'scores' || this.#retries < 0) return undefined;
    const [chosen, earlier] = [this.#chosen, this.#earlier];
    if (chosen.length === 0) return undefined;
    return this.#asked(async (signal) => {
      const points = [...chosen, ...earlier].map(({ point }) => point);
      const found = await this.panel.curves(this.tag, points, this.rank, signal);
      signal.throwIfAborted();
      const byName = new Map(found.map((curve) => [nameOf(curve), curve]));
      const curves = new Map<string, Curve>();
      for (const { series, point } of chosen) {
        const curve = byName.get(nameOf(point));
        if (curve !== undefined) curves.set(series.key, curve);
      }
      for (const { point } of earlier) {
        const curve = byName.get(nameOf(point));
        if (curve !== undefined) curves.set(nameOf(point), curve);
      }
      this.#curves = curves;
    });
  }

  #askScores(): (() => void) | undefined {
    const { app, settings } = this.panel;
    const runs = app.runs.selection;
    if (settings.view.value !== 'scores' || runs?.length === 0 || this.#retries < 0) return undefined;
    const version = app.changes.of('pr_curves', this.tag, runs);
    return this.#asked(async (signal) => {
      const scores = await this.panel.scores(this.tag, runs, version, this.rank, signal);
      signal.throwIfAborted();
      this.#scores = scores;
    });
  }

  #asked(ask: (signal: AbortSignal) => Promise<void>): () => void {
    return asking(
      async (signal) => {
        await ask(signal);
        this.error = null;
      },
      (error) => (this.error = error),
    );
  }
}

/** Names a point; no series has such a key. */
function nameOf({ run, index }: CurvePoint): string {
  return JSON.stringify({ run, index });
}
