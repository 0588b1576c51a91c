// What the parts of the panel share: the cards, the charts on them, the settings, and what the pointer is on.

import type { App } from '../../app/app.svelte';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Charts } from '../../cards/charts.svelte';
import { askCurvePoints, askCurves, askScores, type Curve, type CurvePoint, type Scored } from '../../data/pr_curves';
import { messages } from './messages';
import { Settings } from './settings.svelte';
import type { Tip } from './tip';

/** How much an answer of so many points, or thresholds, holds on to. */
const POINT_BYTES = 120;
const THRESHOLD_BYTES = 24;

export class PrCurves {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly charts: Charts;
  readonly settings: Settings;
  /** What is under the pointer, or the keyboard's cursor. */
  tip = $state.raw<Tip | null>(null);
  /** The threshold that is pointed at on one of the cards. */
  pointed = $state.raw<{ readonly host: HTMLElement; readonly threshold: number } | null>(null);

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.cards = new Cards(app, 'pr_curves', 'pr_curves');
    this.charts = new Charts(app);
    this.settings = new Settings(app.view, app.preferences);
  }

  runName(run: string): string {
    return run === '.' ? this.t('run.root') : run;
  }

  points(tag: string, runs: Runs, version: number, rank: Rank, signal: AbortSignal): Promise<readonly CurvePoint[]> {
    const ask = (stop: AbortSignal): Promise<readonly CurvePoint[]> => askCurvePoints(this.app.client, tag, runs, stop);
    return this.#asked(`points ${JSON.stringify([tag, runs])}`, version, ask, () => POINT_BYTES, rank, signal);
  }

  /** These curves. `version` tells points from earlier ones of the same numbers. */
  curves(tag: string, points: readonly CurvePoint[], rank: Rank, signal: AbortSignal): Promise<readonly Curve[]> {
    const wanted = points.map(({ run, index }) => ({ run, indices: [index] }));
    const version = points.reduce((sum, { wallTime }) => sum + wallTime, 0);
    const ask = (stop: AbortSignal): Promise<readonly Curve[]> =>
      askCurves(this.app.client, { tag, curves: wanted }, stop);
    const bytes = ({ tp }: Curve): number => POINT_BYTES + THRESHOLD_BYTES * tp.length;
    return this.#asked(`curves ${JSON.stringify([tag, wanted])}`, version, ask, bytes, rank, signal);
  }

  scores(tag: string, runs: Runs, version: number, rank: Rank, signal: AbortSignal): Promise<readonly Scored[]> {
    const attempts = this.settings.allAttempts.value ? 'all' : 'current';
    const ask = (stop: AbortSignal): Promise<readonly Scored[]> =>
      askScores(this.app.client, tag, runs, attempts, stop);
    return this.#asked(
      `scores ${JSON.stringify([tag, runs, attempts])}`,
      version,
      ask,
      () => POINT_BYTES,
      rank,
      signal,
    );
  }

  async #asked<T>(
    key: string,
    version: number,
    ask: (signal: AbortSignal) => Promise<readonly T[]>,
    bytesOf: (one: T) => number,
    rank: Rank,
    signal: AbortSignal,
  ): Promise<readonly T[]> {
    const sized = async (stop: AbortSignal): Promise<{ readonly found: readonly T[]; readonly bytes: number }> => {
      const found = await ask(stop);
      return { found, bytes: found.reduce((sum, one) => sum + bytesOf(one), 0) };
    };
    return (await this.app.queries.ask(`pr_curves/${key}`, version, sized, rank, signal)).found;
  }
}

type Runs = readonly string[] | null;
/** How much an answer is wanted, smaller first. */
type Rank = () => number;
