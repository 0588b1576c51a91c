// What is wrong with a series, said in the reader's language.

import type { Translate } from '../../base/i18n';
import type { Problem } from '../../data/custom_charts';
import type { Series } from './chart_spec';
import type { messages } from './messages';

type T = Translate<(typeof messages)['en']>;

const SAID = [
  'empty',
  'unfinished',
  'unclosed',
  'unclosed_tag',
  'no_tag',
  'too_long',
  'regex_slow',
  'unexpected',
  'unknown_tag',
  'unknown_function',
  'arguments',
  'constant',
  'too_deep',
  'too_many',
  'too_many_tags',
  'regex',
] as const;

/** What is wrong; codes of a newer server are told in its own words. */
export function wordOf({ code, message, found = '' }: Problem, t: T): string {
  const known = SAID.find((one) => one === code);
  if (known === undefined) return message;
  if (known === 'unknown_tag' && found.includes('/')) return t('wrong.quotient', { found });
  return t(`wrong.${known}`, { found });
}

/** The same with the series that it is of. */
export function sentenceOf(problem: Problem, series: readonly Series[], x: string, t: T): string {
  const what = wordOf(problem, t);
  if (problem.item < 0) return t('wrong.x', { text: x, what });
  return t('wrong.series', { number: problem.item + 1, text: series[problem.item]?.text ?? '', what });
}

/** A text in three parts: before what is wrong, that itself, and what follows. Positions count characters. */
export function marked(text: string, { position = 0, length = 0 }: Problem): readonly [string, string, string] {
  const all = Array.from(text);
  const part = (from: number, to?: number): string => all.slice(from, to).join('');
  return [part(0, position), part(position, position + length), part(position + length)];
}
