// What the parts of the panel share: its cards, of the logged layout and of charts that were made here, and the settings.

import type { App } from '../../app/app.svelte';
import { Throttle } from '../../base/throttle';
import type { Translate } from '../../base/i18n';
import { joinList } from '../../base/address';
import { Cards, type OwnCards } from '../../cards/cards.svelte';
import { Charts } from '../../cards/charts.svelte';
import { ApiError } from '../../data/client';
import {
  type ChartAnswer,
  type ChartRequest,
  fetchLayout,
  type LayoutAnswer,
  queryChart,
} from '../../data/custom_charts';
import type { TagInfo } from '../../data/types';
import { type Chart, type ChartSpec, nameOf, ofLogged, ofOwn } from './chart_spec';
import { messages } from './messages';
import { Settings } from './settings.svelte';
import type { Tip } from './tip';

/** What is being edited: a chart to make or change, and its place among those that were made here; null for a new one. */
export interface Edited {
  readonly chart: ChartSpec;
  readonly place: number | null;
}

/** The section of charts that were made here; no logged category begins like it. */
const OWN = '\u0000';

export class CustomCharts implements OwnCards {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly charts: Charts;
  readonly settings: Settings;
  readonly visible = $derived.by(() => new Set(this.app.runs.visible));
  /** What is under the pointer, or the keyboard's cursor. */
  tip = $state.raw<Tip | null>(null);
  edited = $state.raw<Edited | null>(null);
  #layout = $state.raw<LayoutAnswer | null>(null);
  error = $state.raw<ApiError | null>(null);
  readonly #fetching: Throttle;
  readonly list = $derived.by(() => this.#listNow());
  readonly all = $derived.by(() => this.list.map((chart) => this.#infoOf(chart)));
  readonly #byKey = $derived.by(() => new Map(this.list.map((chart) => [chart.key, chart])));

  /** Make it while a component is made: it follows the layout for as long as that lives. */
  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.charts = new Charts(app);
    this.settings = new Settings(app.view, app.preferences);
    this.cards = new Cards(app, 'custom_charts', this);
    const stop = new AbortController();
    this.#fetching = new Throttle(() => this.#fetch(stop.signal));
    const layouts = app.tags('custom_scalars');
    $effect(() => {
      // A layout comes as a new series or as another point of one.
      if (layouts.all.length >= 0 && app.online) this.#fetching.ask();
    });
    $effect(() => () => {
      this.#fetching.stop();
      stop.abort();
    });
  }

  get loaded(): boolean {
    return this.#layout !== null || this.error !== null;
  }

  /** Runs whose layout cannot be read, and why. */
  get problems(): LayoutAnswer['problems'] {
    return this.#layout?.problems ?? [];
  }

  chartOf({ tag }: TagInfo): Chart | undefined {
    return this.#byKey.get(tag);
  }

  group(infos: readonly TagInfo[]): readonly { readonly name: string; readonly tags: readonly TagInfo[] }[] {
    const groups = new Map<string, TagInfo[]>();
    for (const info of infos) {
      const chart = this.chartOf(info);
      if (chart === undefined) continue;
      const name = chart.own === null ? chart.category || this.t('category.unnamed') : this.t('category.own');
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [info]);
      else group.push(info);
    }
    return [...groups].map(([name, tags]) => ({ name, tags }));
  }

  /** The answer to a question of one card; `rank` says how much it is wanted, smaller first. */
  ask(request: ChartRequest, version: number, rank: () => number, signal: AbortSignal): Promise<ChartAnswer> {
    const ask = (stop: AbortSignal): Promise<ChartAnswer> => queryChart(this.app.client, request, stop);
    return this.app.queries.ask(`custom_charts ${JSON.stringify(request)}`, version, ask, rank, signal);
  }

  edit(chart: ChartSpec, place: number | null): void {
    this.edited = { chart, place };
  }

  /** Puts what was edited among the charts that were made here, or takes it away. */
  keep(chart: ChartSpec | null): void {
    if (this.edited !== null) this.settings.put(chart, this.edited.place);
    this.edited = null;
  }

  #listNow(): readonly Chart[] {
    const taken = new Map<string, number>();
    // Of charts that are called the same each has a number behind its name.
    const keyOf = (category: string, title: string): string => {
      const key = joinList([category, title]);
      const before = taken.get(key) ?? 0;
      taken.set(key, before + 1);
      return before === 0 ? key : `${key},${before + 1}`;
    };
    const own = this.settings.charts.map((spec, place) => ofOwn(spec, place, keyOf(OWN, nameOf(spec))));
    const logged = (this.#layout?.categories ?? []).flatMap(({ title, charts }) =>
      charts.map((chart) => ofLogged(chart, title, keyOf(title, chart.title))),
    );
    return [...own, ...logged];
  }

  /** A card's name, in the form of a tag's. */
  #infoOf(chart: Chart): TagInfo {
    return {
      tag: chart.key,
      kind: 'custom_scalars',
      display_name: nameOf(chart) || this.t('chart.unnamed'),
      description: '',
      runs: 0,
      points: 0,
      last_wall_time: 0,
    };
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    try {
      const layout = await fetchLayout(this.app.client, signal);
      if (this.#layout === null) this.#close(layout);
      this.#layout = layout;
      this.error = null;
    } catch (cause) {
      if (signal.aborted) return;
      this.error = cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause));
    }
  }

  /** Categories that were logged closed are, where the address does not say which are. */
  #close({ categories }: LayoutAnswer): void {
    const name = 'custom_charts.closed';
    const closed = categories.filter((category) => category.closed).map(({ title }) => title);
    if (closed.length > 0 && this.app.view.get(name) === null) this.app.view.adopt(name, joinList(closed));
  }
}
