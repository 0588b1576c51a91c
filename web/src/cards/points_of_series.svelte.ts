// The points of one run's series, and which of them is shown: the one whose step is nearest to the wanted one.

import type { App } from '../app/app.svelte';
import type { ApiError } from '../data/client';
import { askPoints, type Place, type SeriesPoint } from '../data/points';
import { asking } from './asking';
import { indexNotAbove, nearestIndex } from './nearest';
import type { StepSettings } from './step_settings.svelte';

/** Which series, and what of it. */
export interface WantedPoint {
  readonly kind: () => string;
  readonly tag: string;
  /** Null while there is nothing to show. */
  readonly run: () => string | null;
  /** The step to be near; null for the newest. */
  readonly step: () => number | null;
  /** Takes a step that was chosen, and whether it is the last one. */
  readonly move: (step: number, last: boolean) => void;
  /** Nothing is asked for before. */
  readonly seen: () => boolean;
  /** How much it is wanted, smaller first. */
  readonly rank: () => number;
}

/** How much memory a point takes. */
const POINT_BYTES = 64;

export class PointsOfSeries {
  #points = $state.raw<readonly SeriesPoint[]>([]);
  /** Why the points could not be had. */
  error = $state.raw<ApiError | null>(null);
  loaded = $state(false);
  /** Grows with every wish to ask again. */
  #retries = $state(0);

  readonly list = $derived.by(() =>
    this.settings.allAttempts.value ? this.#points : this.#points.filter(({ superseded }) => !superseded),
  );
  readonly steps = $derived(this.list.map(({ step }) => step));
  readonly index = $derived.by(() => {
    const step = this.wanted.step();
    // What was logged after the page's step was not yet there at that step.
    return step !== null && this.settings.byPage ? indexNotAbove(this.steps, step) : nearestIndex(this.steps, step);
  });
  readonly point = $derived(this.list[this.index] ?? null);

  /** Call it while a component is set up: it follows as long as that lives. */
  constructor(
    private readonly app: App,
    private readonly settings: StepSettings,
    private readonly wanted: WantedPoint,
  ) {
    $effect(() => this.#ask());
  }

  /** Where the chosen sample of the shown point is; null while there is none. */
  get place(): Place | null {
    const run = this.wanted.run();
    if (run === null || this.point === null) return null;
    return { run, tag: this.wanted.tag, index: this.point.index, part: this.settings.sample.value };
  }

  /** Shows the point at a place of the list, or at its end that is nearer. */
  go(index: number): void {
    const last = this.list.length - 1;
    const step = this.steps[Math.min(last, Math.max(0, index))];
    if (step !== undefined) this.wanted.move(step, index >= last);
  }

  retry(): void {
    this.#retries += 1;
  }

  #ask(): (() => void) | undefined {
    const { app, wanted } = this;
    const run = wanted.run();
    if (run === null || this.#retries < 0 || !wanted.seen()) return undefined;
    const name = { run, tag: wanted.tag, kind: wanted.kind() };
    const version = app.changes.of(name.kind, name.tag, [run]);
    const ask = async (stop: AbortSignal): Promise<{ points: readonly SeriesPoint[]; bytes: number }> => {
      const points = await askPoints(app.client, name, stop);
      return { points, bytes: points.length * POINT_BYTES };
    };
    const key = `points ${JSON.stringify(name)}`;
    return asking(
      async (signal) => {
        const { points } = await app.queries.ask(key, version, ask, wanted.rank, signal);
        signal.throwIfAborted();
        this.#points = points;
        this.error = null;
        this.loaded = true;
      },
      (error) => (this.error = error),
    );
  }
}
