// What alerts say, in the reader's language: what a rule looks for, and what happened.

import type { Translate } from '../../base/i18n';
import type { Condition, Onset } from '../../data/alerts';
import type { messages } from './messages';

export type Say = Translate<(typeof messages)['en']>;

/** What happened. JSON has no numbers that are none: they come in words. */
export function saidOf(condition: Condition, onset: Onset, t: Say): string {
  const { tag } = onset;
  const step = onset.step ?? 0;
  if (condition.kind === 'expression') return t('said.expression', { tag, value: shortNumber(onset.value), step });
  if (condition.kind === 'not_finite') return t('said.not_finite', { tag, value: shortNumber(onset.value), step });
  if (condition.kind === 'plateau')
    return t('said.plateau', { tag, best: shortNumber(onset.best), since: onset.since ?? 0 });
  if (condition.kind === 'silence') return t('said.silence', { tag, time: timeOf(condition.seconds, t), step });
  return onset.state === 'failed'
    ? t('said.failed')
    : onset.state === 'stalled'
      ? t('said.stalled')
      : t('said.finished');
}

/** What a rule looks for. */
export function ruleOf(condition: Condition, tag: string, t: Say): string {
  if (condition.kind === 'expression') return condition.expression;
  if (condition.kind === 'not_finite') return t('rule.not_finite', { tag });
  if (condition.kind === 'plateau') return t('rule.plateau', { tag, count: condition.steps });
  if (condition.kind === 'silence') return t('rule.silence', { tag, time: timeOf(condition.seconds, t) });
  const states = condition.states ?? ['finished', 'failed', 'stalled'];
  return t('rule.ended', { states: states.map((state) => t(`edit.state.${state}`)).join(' / ') });
}

const UNITS = [
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;
export type Unit = (typeof UNITS)[number][0];

/** A time in the largest unit that it is a whole number of. */
export function inUnits(seconds: number): { readonly count: number; readonly unit: Unit } {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length && seconds % length === 0) ?? ['s', 1];
  return { count: seconds / length, unit };
}

export function inSeconds(count: number, unit: Unit): number {
  return count * UNITS.find(([name]) => name === unit)![1];
}

export function timeOf(seconds: number, t: Say): string {
  const { count, unit } = inUnits(seconds);
  return t(`time.${unit}`, { count });
}

export function shortNumber(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value === 'NaN' ? 'NaN' : value.startsWith('-') ? '−∞' : '∞';
  return String(Number(value.toPrecision(6)));
}
