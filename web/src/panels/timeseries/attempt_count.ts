// How many attempts a chart draws of how many there were: of a job that restarts without end the server sends the newest.

import type { Translate } from '../../base/i18n';
import type { ScalarLine } from '../../data/scalars';
import type { messages } from './messages';

export interface AttemptCount {
  readonly drawn: number;
  readonly total: number;
  /** All of them are one writer's of one run. */
  readonly ofOne: boolean;
}

/** Of the lines of an answer about all attempts. */
export function countAttempts(lines: readonly ScalarLine[]): AttemptCount {
  const made = new Map<string, number>();
  for (const { run, writer, attempts } of lines) made.set(`${run}\n${writer}`, attempts);
  let total = 0;
  for (const attempts of made.values()) total += attempts;
  return { drawn: lines.length, total, ofOne: made.size === 1 };
}

/** Says that attempts are missing from a chart; empty when none is. */
export function attemptsLabel(lines: readonly ScalarLine[], t: Translate<(typeof messages)['en']>): string {
  const { drawn, total, ofOne } = countAttempts(lines);
  if (drawn >= total) return '';
  return t(ofOne ? 'attempts.newest' : 'attempts.newestOfEach', { drawn, count: total });
}
