import { expect, test } from 'vitest';
import { FLAG, inRows } from './card_annotations.svelte';

test('flags that would hide one another stand in rows, each in the highest that is free', () => {
  const rows = (lefts: number[]): number[] => inRows(lefts.map((left) => ({ left }))).map(({ row }) => row);
  expect(rows([])).toEqual([]);
  expect(rows([0, FLAG.width, 3 * FLAG.width])).toEqual([0, 0, 0]);
  expect(rows([0, 1, 2, FLAG.width, FLAG.width + 1, 100])).toEqual([0, 1, 2, 0, 1, 0]);
});
