import { expect, it } from 'vitest';
import { indexNotAbove, nearestIndex } from './nearest';

it.each([
  [[0, 10, 20], null, 2],
  [[0, 10, 20], 10, 1],
  [[0, 10, 20], 13, 1],
  [[0, 10, 20], 15, 2],
  [[0, 10, 20], -5, 0],
  [[0, 10, 20], 99, 2],
  [[7], 3, 0],
  [[], 3, -1],
  [[0, 5, 5, 5, 9], 5, 3],
  [[0, 5, 5, 5, 9], 6, 3],
] as const)('of %j nearest to %s is number %s', (steps, wanted, index) => {
  expect(nearestIndex(steps, wanted)).toBe(index);
});

it.each([
  [9, 0],
  [10, 0],
  [19, 0],
  [20, 1],
  [1000, 2],
])('of what was logged by step %i the last is at place %i', (wanted, index) => {
  expect(indexNotAbove([10, 20, 30], wanted)).toBe(index);
});
