// What is said of the place under the pointer: a run's histogram at a step and one bin of it, or a statistic of the runs at a step.

import { PERCENTILES } from '../../data/histograms';
import type { CardModel, RunPane, StatisticPane } from './card_model.svelte';
import type { Hover } from './cursor';
import { pointAt } from './statistic_lines';
import { isEstimate, isShare } from './statistics';

export interface TipRow {
  readonly name: string;
  readonly value: string;
  /** A run's colour before it. */
  readonly color?: string;
  readonly strong?: boolean;
}

export interface Tip {
  readonly host: HTMLElement;
  readonly at: { readonly x: number; readonly y: number };
  /** The run's colour; null where the rows have their own. */
  readonly color: string | null;
  readonly title: string;
  readonly rows: readonly TipRow[];
  /** The same in one sentence. */
  readonly spoken: string;
  /** The keyboard has led here. */
  readonly keyboard: boolean;
}

/** So many runs are named; those nearest to the pointer. */
const MOST_ROWS = 12;

export function runTip(
  model: CardModel,
  { drawn, source }: RunPane,
  run: string,
  host: HTMLElement,
  hover: Hover,
): Tip | null {
  const { t, charts, settings } = model.panel;
  const { format } = charts;
  const { index, bin, at, keyboard } = hover;
  if (index >= source.step.length || bin >= drawn.bins) return null;
  const short = (v: number): string => format.value(Number(v.toPrecision(5)));
  const name = t('tip.bin', { from: short(drawn.edges[bin]!), to: short(drawn.edges[bin + 1]!) });
  const count = short(drawn.counts[index * drawn.bins + bin]!);
  const step = format.count(source.step[index]!);
  const place = settings.x === 'step' ? '' : ` · ${format.at(settings.x, drawn.depth[index]!)}`;
  const { mean, std, min, max, zeros, nonFinite, told } = source.statistics;
  const about = told[index] === 1 ? '' : '≈ ';
  const share = (part: number): string => `${short(part * 100)} %`;
  const rows: TipRow[] = [{ name, value: count, strong: true }];
  const add = (of: string, value: string): void => void rows.push({ name: of, value });
  if (settings.view === 'distributions') {
    add(t('tip.median'), `≈ ${short(drawn.percentiles[index * PERCENTILES + (PERCENTILES - 1) / 2]!)}`);
  }
  if (Number.isFinite(mean[index])) {
    add(t('statistic.mean'), about + short(mean[index]!));
    add(t('statistic.std'), about + short(std[index]!));
    add(t('tip.range'), t('tip.bin', { from: short(min[index]!), to: short(max[index]!) }));
  }
  if (Number.isFinite(zeros[index])) add(t('statistic.zeros'), share(zeros[index]!));
  if (nonFinite[index]! > 0) add(t('statistic.non_finite'), share(nonFinite[index]!));
  return {
    host,
    at,
    color: drawn.color,
    title: `${run} · ${t('card.step')} ${step}${place}`,
    rows,
    spoken: t('tip.spoken', { run, step, bin: name, count }),
    keyboard,
  };
}

export function statisticTip(
  model: CardModel,
  { key, lines }: StatisticPane,
  host: HTMLElement,
  hover: Hover,
): Tip | null {
  const { t, charts, settings } = model.panel;
  const { format } = charts;
  const { index, bin, at, keyboard } = hover;
  const place = lines.places[index];
  const nearest = lines.lines[bin];
  if (place === undefined || nearest === undefined) return null;
  const rows: TipRow[] = [];
  for (const line of [nearest, ...lines.lines.filter((one) => one !== nearest)]) {
    const point = pointAt(line, place);
    if (point === null || rows.length >= MOST_ROWS) continue;
    const value = line.values[point]!;
    const short = format.value(Number((isShare(key) ? value * 100 : value).toPrecision(6)));
    rows.push({
      name: line.name === '.' ? t('run.root') : line.name,
      value: Number.isNaN(value)
        ? t('tip.unknown')
        : `${isEstimate(key, line.told[point]) ? '≈ ' : ''}${short}${isShare(key) ? ' %' : ''}`,
      color: line.color,
      strong: line === nearest,
    });
  }
  const step = format.count(place.step);
  const time = settings.x === 'step' ? '' : ` · ${format.at(settings.x, place.depth)}`;
  const [first] = rows;
  return {
    host,
    at,
    color: null,
    title: `${t(`statistic.${key}`)} · ${t('card.step')} ${step}${time}`,
    rows,
    spoken: t('tip.spokenStatistic', {
      run: first?.name ?? '',
      step,
      statistic: t(`statistic.${key}`),
      value: first?.value ?? '',
    }),
    keyboard,
  };
}
