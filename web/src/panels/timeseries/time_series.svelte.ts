// What the parts of the panel share: the cards, the charts on them, the settings, what the pointer is on, and what draws other kinds' cards.

import { untrack } from 'svelte';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { App } from '../../app/app.svelte';
import type { Drawing, PageStep } from '../../app/panel';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Charts } from '../../cards/charts.svelte';
import type { Annotation } from '../../data/catalog';
import { queryGroups } from '../../data/groups';
import { queryScalars } from '../../data/scalars';
import { type Answer, type Ask, toAnswer } from './card_data';
import type { CardModel } from './card_model.svelte';
import { messages } from './messages';
import { Settings } from './settings.svelte';

/** Of a table under a chart. */
const TABLE_HEIGHT = 168;

/** What somebody wrote at steps of a run. */
export interface Annotated {
  /** The run's name. */
  readonly run: string;
  readonly annotation: Annotation;
}

export class TimeSeries {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly charts: Charts;
  readonly settings: Settings;
  readonly visible = $derived.by(() => new Set(this.app.runs.visible));
  /** Those of all shown runs, by run and step. */
  readonly annotations = $derived.by((): readonly Annotated[] => {
    const { catalog, runs } = this.app;
    if (!catalog.anyAnnotations) return [];
    // A run keeps its key for as long as it has its name.
    const keyOf = (run: string): string => untrack(() => runs.get(run)?.key ?? '');
    return runs.visible.flatMap((run) => catalog.annotations(keyOf(run)).map((annotation) => ({ run, annotation })));
  });
  /** The card under the pointer, or with the keyboard's cursor. */
  pointed = $state.raw<CardModel | null>(null);

  /** The step that all kinds of cards go by. */
  readonly step: PageStep;
  /** By kind: whether one of its cards was in sight, what draws them, and why that could not be loaded. */
  readonly wanted = new SvelteSet<string>();
  readonly drawings = new SvelteMap<string, Drawing>();
  readonly failures = new SvelteMap<string, string>();

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    const settings = new Settings(app.view, app.preferences);
    this.settings = settings;
    this.charts = new Charts(app);
    // Each group may have a card of its own, which is named as one of a run is.
    const groups = { loaded: true, of: () => app.grouping.shown.map(({ name }) => name) };
    this.cards = new Cards(app, 'timeseries', 'scalars', groups, {
      perRun: () => app.grouping.active && app.grouping.apart.value,
      wholeKey: (tag) => tag,
      complete: () => app.kinds.loaded,
      extraHeight: () => (settings.chosen.length > 0 ? TABLE_HEIGHT : 0),
    });
    this.step = {
      get step() {
        return settings.chosenStep;
      },
      move: (step) => settings.moveStep(step),
    };
  }

  /** A way to the server for one card; `rank` says how much it is wanted, smaller first. */
  askFor(rank: () => number): Ask {
    const { client, queries } = this.app;
    return (request, grouped, version, signal) => {
      const ask = async (stop: AbortSignal): Promise<Answer> => {
        const lines =
          grouped === null
            ? await queryScalars(client, request, stop)
            : await queryGroups(client, request, grouped, stop);
        return toAnswer(request, grouped, lines);
      };
      const key = grouped === null ? JSON.stringify(request) : JSON.stringify([request, grouped]);
      return queries.ask(`scalars ${key}`, version, ask, rank, signal);
    };
  }
}
