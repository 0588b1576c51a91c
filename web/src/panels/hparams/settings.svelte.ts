// The panel's settings, all of which live in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice } from '../../app/remembered';
import { asChoice, asList, asText, type Field, type View } from '../../app/view.svelte';
import { joinList, splitList } from '../../base/address';
import type { Metric } from '../../data/hparams';
import { type ScaleName, SCALES } from './axis';
import { type Brush, brushOf, brushText } from './brush';

export const VIEWS = ['parallel', 'matrix', 'scatter', 'contour', 'importance', 'best', 'table'] as const;
export type ViewName = (typeof VIEWS)[number];
export const STATISTICS = ['last', 'min', 'max', 'mean', 'first', 'best'] as const;
export type StatisticName = (typeof STATISTICS)[number];
export const COMBINES = ['mean', 'median', 'min', 'max', 'none'] as const;
export const GOALS = ['usual', 'min', 'max'] as const;
export const ORDERS = ['time', 'number'] as const;

export class Settings {
  readonly view: Field<ViewName>;
  /** The id of a study; empty for the runs. */
  readonly source: Field<string>;
  readonly combine: Field<(typeof COMBINES)[number]>;
  readonly goal: Field<(typeof GOALS)[number]>;
  readonly order: Field<(typeof ORDERS)[number]>;
  /** The axes in their order; empty for the usual ones. */
  readonly axes: Field<readonly string[]>;
  readonly x: Field<string>;
  readonly y: Field<string>;
  /** The trial whose details are shown; empty for none. */
  readonly trial: Field<string>;
  readonly sort: Field<string>;
  readonly #metric: Field<readonly string[]>;
  readonly #scales: Field<readonly string[]>;
  readonly #brush: Field<readonly string[]>;
  readonly brush = $derived.by(() => brushOf(this.#brush.value));

  constructor(view: View, preferences: Preferences) {
    const own = view.within('hparams');
    const chosen = { ...asText, gradual: false };
    this.view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.source = own.field('source', chosen);
    this.combine = own.field('combine', asChoice(...COMBINES));
    this.goal = own.field('goal', asChoice(...GOALS));
    this.order = own.field('order', asChoice(...ORDERS));
    this.axes = own.field('axes', asList);
    this.x = own.field('x', chosen);
    this.y = own.field('y', chosen);
    this.trial = own.field('trial', chosen);
    this.sort = own.field('sort', chosen);
    this.#metric = own.field('metric', asList);
    this.#scales = own.field('scales', asList);
    this.#brush = own.field('brush', asList);
  }

  /** The metric by which trials are judged; null for the usual one. */
  get metric(): Required<Metric> | null {
    const [tag, statistic = 'last', group = ''] = this.#metric.value;
    if (tag === undefined) return null;
    return { tag, group, statistic: STATISTICS.find((one) => one === statistic) ?? 'last' };
  }
  set metric(metric: Required<Metric> | null) {
    this.#metric.value = metric === null ? [] : [metric.tag, metric.statistic, metric.group];
  }

  /** The chosen scale of an axis; undefined for its usual one. */
  scaleOf(key: string): ScaleName | undefined {
    const found = this.#scales.value.map((text) => splitList(text)).find(([name]) => name === key);
    return SCALES.find((scale) => scale === found?.[1]);
  }
  setScale(key: string, scale: ScaleName): void {
    const others = this.#scales.value.filter((text) => splitList(text)[0] !== key);
    this.#scales.value = [...others, joinList([key, scale])];
  }

  setBrush(brush: Brush): void {
    this.#brush.value = brushText(brush);
  }

  /** Another source has other trials and axes. */
  chooseSource(id: string): void {
    this.source.value = id;
    this.axes.value = [];
    this.x.value = '';
    this.y.value = '';
    this.trial.value = '';
    this.sort.value = '';
    this.metric = null;
    this.#scales.value = [];
    this.#brush.value = [];
  }
}
