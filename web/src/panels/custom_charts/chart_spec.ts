// What a chart shows: as it was logged, or as somebody made it in the page, and how the latter is written in the address.

import { joinList, splitList } from '../../base/address';
import type { LoggedChart, SeriesQuestion } from '../../data/custom_charts';

export const KINDS = ['lines', 'scatter', 'bars'] as const;
export type Kind = (typeof KINDS)[number];

export const WAYS = ['expression', 'tag', 'regex'] as const;
/** How a series says what it is of. */
export type Way = (typeof WAYS)[number];

export interface Series {
  readonly way: Way;
  readonly text: string;
  /** It stands on the axis on the right. */
  readonly right: boolean;
}

export const ALIGNS = ['common', 'previous'] as const;
export type Align = (typeof ALIGNS)[number];

/** A chart that somebody made. */
export interface ChartSpec {
  readonly title: string;
  readonly kind: Kind;
  readonly series: readonly Series[];
  /** A tag or an expression that stands on the x axis; empty for the axis of all charts. */
  readonly x: string;
  readonly align: Align;
}

/** A margin around a line: the numbers of three series. */
export interface Margin {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Anything that has a card. */
export interface Chart extends ChartSpec {
  /** Names it among all cards. */
  readonly key: string;
  /** The category, empty for those that were made here. */
  readonly category: string;
  readonly margins: readonly Margin[];
  /** Its place among the charts that were made here; null for a logged one. */
  readonly own: number | null;
  /** It was logged as a kind of chart that nobody here knows. */
  readonly unknown: boolean;
}

export const NEW_CHART: ChartSpec = {
  title: '',
  kind: 'lines',
  series: [{ way: 'expression', text: '', right: false }],
  x: '',
  align: 'common',
};

export function questionOf({ way, text }: Series): SeriesQuestion {
  return { [way]: text };
}

/** A logged chart as one of ours. */
export function ofLogged(logged: LoggedChart, category: string, key: string): Chart {
  const { series: margins = [], tags = [] } = logged;
  const tag = (text: string): Series => ({ way: 'tag', text, right: false });
  return {
    key,
    category,
    title: logged.title,
    kind: 'lines',
    series:
      logged.kind === 'margin'
        ? margins.flatMap(({ value, lower, upper }) => [tag(value), tag(lower), tag(upper)])
        : tags.map((text) => ({ way: 'regex', text, right: false })),
    margins:
      logged.kind === 'margin' ? margins.map((_, i) => ({ value: 3 * i, lower: 3 * i + 1, upper: 3 * i + 2 })) : [],
    x: '',
    align: 'common',
    own: null,
    unknown: logged.kind === 'unknown',
  };
}

export function ofOwn(spec: ChartSpec, own: number, key: string): Chart {
  return { ...spec, key, category: '', margins: [], own, unknown: false };
}

/** What it is called: its title, else what it is of. */
export function nameOf({ title, series }: Pick<ChartSpec, 'title' | 'series'>): string {
  return title !== '' ? title : series.map(({ text }) => text).join(', ');
}

// In the address: kind and title, then a part for each series and for what is not as usual, with a letter before. A capital stands on
// the right.

const LETTERS: readonly (readonly [string, Way])[] = [
  ['e', 'expression'],
  ['t', 'tag'],
  ['r', 'regex'],
];

/** The chart as text: `lines;Gap;e:loss/val - loss/train;R:acc.*`. */
export function writeSpec({ kind, title, series, x, align }: ChartSpec): string {
  const parts = series.map(({ way, text, right }) => {
    const letter = LETTERS.find(([, other]) => other === way)![0];
    return `${right ? letter.toUpperCase() : letter}:${text}`;
  });
  if (x !== '') parts.push(`x:${x}`);
  if (align === 'previous') parts.push('previous');
  return joinList([kind, title, ...parts], ';');
}

/** What `writeSpec` wrote; null for anything else. */
export function readSpec(written: string): ChartSpec | null {
  const [kindText, title, ...parts] = splitList(written, ';');
  const kind = KINDS.find((one) => one === kindText);
  if (kind === undefined || title === undefined) return null;
  const series: Series[] = [];
  let x = '';
  let align: Align = 'common';
  for (const part of parts) {
    const letter = part.slice(0, 1);
    const text = part.slice(2);
    const way = LETTERS.find(([known]) => known === letter.toLowerCase())?.[1];
    if (part === 'previous') align = 'previous';
    else if (part[1] !== ':') return null;
    else if (letter === 'x') x = text;
    else if (way === undefined) return null;
    else series.push({ way, text, right: letter !== letter.toLowerCase() });
  }
  return series.length === 0 ? null : { kind, title, series, x, align };
}
