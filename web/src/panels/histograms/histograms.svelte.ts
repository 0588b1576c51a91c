// What the parts of the panel share: the cards, the charts on them, the settings, and what the pointer is on.

import type { App } from '../../app/app.svelte';
import type { PageStep } from '../../app/panel';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Charts } from '../../cards/charts.svelte';
import { type Histograms, type HistogramsRequest, queryHistograms, type RunHistograms } from '../../data/histograms';
import { messages } from './messages';
import { Settings } from './settings.svelte';
import type { Tip } from './tip';

export class HistogramsPanel {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly charts: Charts;
  readonly settings: Settings;
  /** What is under the pointer, or the keyboard's cursor. */
  tip = $state.raw<Tip | null>(null);

  /** With its own cards, or with those of a page that shows them among others and links their steps. */
  constructor(
    readonly app: App,
    cards: Cards | null = null,
    page: PageStep | null = null,
  ) {
    this.t = app.translator(messages);
    this.cards = cards ?? new Cards(app, 'histograms', 'histograms');
    this.charts = new Charts(app);
    this.settings = new Settings(app.view, app.preferences, page);
  }

  /** A run as it is written, and which attempt of it. */
  nameOf({ run, attempt }: RunHistograms): string {
    const name = run === '.' ? this.t('run.root') : run;
    return attempt > 0 ? this.t('run.attempt', { run: name, attempt: attempt + 1 }) : name;
  }

  /** The answer to a question of one card; `rank` says how much it is wanted, smaller first. */
  ask(request: HistogramsRequest, version: number, rank: () => number, signal: AbortSignal): Promise<Histograms> {
    const ask = (stop: AbortSignal): Promise<Histograms> => queryHistograms(this.app.client, request, stop);
    return this.app.queries.ask(`histograms ${JSON.stringify(request)}`, version, ask, rank, signal);
  }
}
