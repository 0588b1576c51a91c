// The images of a tag by run and step.

import { asking } from '../../cards/asking';
import type { ApiError } from '../../data/client';
import { askPointsOfRuns, type SeriesPoint } from '../../data/points';
import type { Images } from './images.svelte';

/** The images of one run; of those of one step the one that was written last. */
export interface RunRow {
  readonly run: string;
  readonly byStep: ReadonlyMap<number, SeriesPoint>;
}

interface Answer {
  readonly runs: Awaited<ReturnType<typeof askPointsOfRuns>>;
  readonly bytes: number;
}

/** How much memory a point takes. */
const POINT_BYTES = 64;

export class RunSteps {
  #runs = $state.raw<Answer['runs']>([]);
  /** Why they could not be had. */
  error = $state.raw<ApiError | null>(null);
  loaded = $state(false);
  /** How many samples the first run's newest image has; the others are likely to have as many. */
  samples = $state(0);
  /** Grows with every wish to ask again. */
  #retries = $state(0);

  readonly rows = $derived.by((): readonly RunRow[] => {
    const all = this.panel.settings.allAttempts.value;
    const byRun = new Map(this.#runs.map(({ run, points }) => [run, points]));
    return this.panel.runs.of(this.tag).map((run) => {
      const points = (byRun.get(run) ?? []).filter(({ superseded }) => all || !superseded);
      return { run, byStep: new Map(points.map((point) => [point.step, point])) };
    });
  });
  /** Every step that any of them has, in order. */
  readonly steps = $derived(
    [...new Set(this.rows.flatMap(({ byStep }) => [...byStep.keys()]))].sort((a, b) => a - b) as readonly number[],
  );
  readonly count = $derived(this.rows.reduce((sum, { byStep }) => sum + byStep.size, 0));

  /** Nothing is asked for before it is `seen`. Make it while a component is made. */
  constructor(
    private readonly panel: Images,
    private readonly tag: string,
    private readonly seen: () => boolean,
    private readonly rank: () => number,
  ) {
    $effect(() => this.#ask());
    $effect(() => this.#askSamples());
  }

  #askSamples(): (() => void) | undefined {
    const first = this.rows.find(({ byStep }) => byStep.size > 0);
    const newest = [...(first?.byStep.values() ?? [])].at(-1);
    if (first === undefined || newest === undefined) return undefined;
    const place = { run: first.run, tag: this.tag, index: newest.index, part: 0 };
    return asking(
      async (signal) => {
        const { length } = await this.panel.about(place, newest.wallTime, this.rank, signal);
        signal.throwIfAborted();
        this.samples = length;
      },
      () => (this.samples = 0), // the image itself will say what is wrong with it
    );
  }

  retry(): void {
    this.#retries += 1;
  }

  #ask(): (() => void) | undefined {
    const { app, runs: known } = this.panel;
    if (!this.seen() || this.#retries < 0) return undefined;
    const runs = known.of(this.tag);
    const question = { tag: this.tag, kind: 'images', runs: [...runs] };
    const version = app.changes.of('images', this.tag, runs);
    const ask = async (stop: AbortSignal): Promise<Answer> => {
      const found = await askPointsOfRuns(app.client, question, stop);
      return { runs: found, bytes: POINT_BYTES * found.reduce((sum, { points }) => sum + points.length, 0) };
    };
    const key = `points of runs ${JSON.stringify(question)}`;
    return asking(
      async (signal) => {
        const { runs: found } = await app.queries.ask(key, version, ask, this.rank, signal);
        signal.throwIfAborted();
        this.#runs = found;
        this.error = null;
        this.loaded = true;
      },
      (error) => (this.error = error),
    );
  }
}
