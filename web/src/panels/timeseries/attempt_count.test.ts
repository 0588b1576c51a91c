import { expect, test } from 'vitest';
import { type Locale, translator } from '../../base/i18n';
import type { ScalarLine } from '../../data/scalars';
import { attemptsLabel } from './attempt_count';
import { messages } from './messages';

const line = (run: string, attempt: number, attempts: number, writer = 0): ScalarLine =>
  ({ run, attempt, attempts, writer }) as unknown as ScalarLine;
const newest = (run: string, drawn: number, made: number): ScalarLine[] =>
  Array.from({ length: drawn }, (_, i) => line(run, made - drawn + i, made));
const label = (lines: ScalarLine[], locale: Locale = 'en'): string =>
  attemptsLabel(
    lines,
    translator(messages, () => locale),
  );

test('nothing is said while every attempt is drawn', () => {
  expect(label([])).toBe('');
  expect(label([...newest('a', 3, 3), line('a', 0, 1, 1), ...newest('b', 1, 1)])).toBe('');
});

test('a run that restarts without end says how many of its attempts are drawn', () => {
  expect(label(newest('a', 100, 500_000))).toBe('the newest 100 of 500,000 attempts');
  expect(label(newest('a', 100, 500_000), 'zh-CN')).toBe('最近 100 次尝试，共 500,000 次');
});

test('several runs say it of all of them', () => {
  const lines = [...newest('a', 100, 500_000), ...newest('b', 1, 1)];
  expect(label(lines)).toBe('101 of 500,001 attempts, the newest of each run');
  expect(label(lines, 'zh-CN')).toBe('每个运行最近的尝试：101 / 500,001 次');
});
