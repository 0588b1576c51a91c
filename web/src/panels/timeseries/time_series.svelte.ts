// What the parts of the panel share: the cards, the charts on them, the settings, and what the pointer is on.

import type { App } from '../../app/app.svelte';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Charts } from '../../cards/charts.svelte';
import { queryScalars } from '../../data/scalars';
import { type Answer, type Ask, toAnswer } from './card_data';
import type { CardModel } from './card_model.svelte';
import { messages } from './messages';
import { Settings } from './settings.svelte';

export class TimeSeries {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly charts: Charts;
  readonly settings: Settings;
  readonly visible = $derived.by(() => new Set(this.app.runs.visible));
  /** The card under the pointer, or with the keyboard's cursor. */
  pointed = $state.raw<CardModel | null>(null);

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.cards = new Cards(app, 'timeseries', 'scalars');
    this.charts = new Charts(app);
    this.settings = new Settings(app.view, app.preferences);
  }

  /** A way to the server for one card; `rank` says how much it is wanted, smaller first. */
  askFor(rank: () => number): Ask {
    return (request, version, signal) => {
      const ask = async (stop: AbortSignal): Promise<Answer> =>
        toAnswer(request, await queryScalars(this.app.client, request, stop));
      return this.app.queries.ask(`scalars ${JSON.stringify(request)}`, version, ask, rank, signal);
    };
  }
}
