import { expect, it } from 'vitest';
import { bestSoFar } from './best';

const all = Uint8Array.from([1, 1, 1, 1, 1]);
const times = Float64Array.from([5, 1, 2, NaN, 3]);

it('goes by time, and keeps what was better than all before', () => {
  const values = Float64Array.from([9, 3, 2, 100, 4]);
  expect(bestSoFar(times, values, all, 'max')).toEqual([1, 4, 0]);
  expect(bestSoFar(times, values, all, 'min')).toEqual([1, 2]);
});

it('passes over trials without a value, and those that are not chosen', () => {
  const values = Float64Array.from([Infinity, NaN, 2, 1, 4]);
  expect(bestSoFar(times, values, all, 'max')).toEqual([2, 4]);
  expect(bestSoFar(times, values, Uint8Array.from([1, 1, 0, 1, 1]), 'max')).toEqual([4]);
  expect(bestSoFar(new Float64Array(0), new Float64Array(0), new Uint8Array(0), 'min')).toEqual([]);
});
