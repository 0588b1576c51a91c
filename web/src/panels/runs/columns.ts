// Columns of the table: what they are called, which stand there first, and how wide they are.

import type { Translate } from '../../base/i18n';
import type { ColumnInfo, ColumnType } from '../../data/runs_table';
import type { messages } from './messages';

export type Said = Translate<(typeof messages)['en']>;

/** What a metric is told by: of all its points the last, the smallest … */
export const STATISTICS = ['last', 'min', 'max', 'mean', 'best', 'best_step', 'first', 'last_step', 'count'] as const;
export type Statistic = (typeof STATISTICS)[number];

const METRIC = 'metrics.';
const HPARAM = 'hparams.';
/** A metric over its steps, as a small line: a column of the page alone. */
const SPARK = 'spark.';

export interface MetricColumn {
  readonly tag: string;
  readonly statistic: Statistic | 'spark';
}

/** The metric that a column tells of; null for other columns. */
export function metricOf(id: string): MetricColumn | null {
  if (id.startsWith(SPARK)) return { tag: id.slice(SPARK.length), statistic: 'spark' };
  if (!id.startsWith(METRIC)) return null;
  const dot = id.lastIndexOf('.');
  const statistic = STATISTICS.find((one) => one === id.slice(dot + 1));
  return statistic === undefined ? null : { tag: id.slice(METRIC.length, dot), statistic };
}

export function metricColumn({ tag, statistic }: MetricColumn): string {
  return statistic === 'spark' ? `${SPARK}${tag}` : `${METRIC}${tag}.${statistic}`;
}

/** Whether the server has this column. */
export const isAsked = (id: string): boolean => !id.startsWith(SPARK);

const FACTS = [
  'name',
  'key',
  'state',
  'start_time',
  'last_time',
  'duration',
  'last_step',
  'steps_per_second',
  'points',
  'attempts',
  'damage',
  'host',
  'user',
  'command',
  'git_commit',
  'config_files',
  'group',
  'parent',
  'display_name',
  'tags',
  'starred',
  'archived',
  'note',
  'colour',
] as const;

/** A column's name as people read it, and what is said beside it in small. */
export function titleOf(id: string, t: Said): { readonly title: string; readonly small: string } {
  const metric = metricOf(id);
  if (metric !== null) return { title: metric.tag, small: t(`statistic.${metric.statistic}`) };
  if (id.startsWith(HPARAM)) return { title: id.slice(HPARAM.length), small: '' };
  const own = id.replace(/^(run|catalog)\./, '');
  const fact = FACTS.find((one) => one === own);
  return { title: fact === undefined ? own : t(`column.${fact}`), small: '' };
}

/** How the column is called in a condition. */
export function writtenName(id: string): string {
  const metric = metricOf(id);
  const [name, end] =
    metric === null || metric.statistic === 'spark'
      ? [id.startsWith(HPARAM) ? id.slice(HPARAM.length) : (metric?.tag ?? id), '']
      : [metric.tag, metric.statistic === 'last' ? '' : `.${metric.statistic}`];
  const bare = /^[\p{L}_]\w*(?:[./:]\w+)*$/u.test(name);
  return (bare ? name : `\`${name.replace(/[\\`]/g, '\\$&')}\``) + end;
}

/** So many hyperparameters and metrics stand there before anybody chose. */
const FIRST_HPARAMS = 8;
const FIRST_METRICS = 6;

/** What stands there before anybody chose: how a run is doing, the hyperparameters that differ, and the last of what was measured. */
export function usualColumns(infos: readonly ColumnInfo[]): readonly string[] {
  const known = new Set(infos.map(({ id }) => id));
  const facts = ['state', 'start_time', 'duration', 'last_step', 'tags'].filter((id) => known.has(id));
  const differing = infos.filter(({ group, differs }) => group === 'hparam' && differs);
  const metrics = infos.filter(({ group, id }) => group === 'metric' && metricOf(id)?.statistic === 'last');
  const most = (those: readonly ColumnInfo[], count: number): string[] =>
    [...those]
      .map((info, place) => ({ info, place }))
      .sort((a, b) => b.info.present - a.info.present || a.place - b.place)
      .slice(0, count)
      .sort((a, b) => a.place - b.place)
      .map(({ info }) => info.id);
  const present = facts.filter((id) => infos.some((info) => info.id === id && info.present > 0));
  return [...present, ...most(differing, FIRST_HPARAMS), ...most(metrics, FIRST_METRICS)];
}

export const NAME_WIDTH = 240;
export const LEAST_WIDTH = 48;
/** As wide as its head, but no wider than this. */
const WIDEST_HEAD = 200;
const WIDTHS: Record<ColumnType, number> = { number: 104, text: 128, bool: 72, time: 120, duration: 96, list: 140 };

export function usualWidth(id: string, info: ColumnInfo | undefined): number {
  if (id === 'name') return NAME_WIDTH;
  if (id.startsWith(SPARK)) return 140;
  if (id === 'state') return 100;
  const least = WIDTHS[info?.type ?? 'text'];
  const metric = metricOf(id);
  const said = metric === null ? (info?.label ?? '') : `${metric.tag} ${metric.statistic}`;
  return Math.max(least, Math.min(WIDEST_HEAD, 32 + 7 * said.length));
}
