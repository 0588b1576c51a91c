import { describe, expect, test } from 'vitest';
import { between, finiteExtent, union, xDomain, yDomain } from './domain';

describe('finiteExtent', () => {
  test('skips NaN and the infinities', () => {
    expect(finiteExtent(Float64Array.of(NaN, 3, Infinity, -1, -Infinity))).toEqual([-1, 3]);
  });

  test('skips zero and less for a log axis', () => {
    expect(finiteExtent(Float64Array.of(-5, 0, 0.1, 7), true)).toEqual([0.1, 7]);
  });

  test('is null when nothing is finite', () => {
    expect(finiteExtent(Float64Array.of(NaN, Infinity))).toBeNull();
  });

  test('looks only between the indices', () => {
    expect(finiteExtent(Int32Array.of(9, 1, 2, 9), false, 1, 3)).toEqual([1, 2]);
  });
});

test('union takes what is there', () => {
  expect(union([0, 1], null)).toEqual([0, 1]);
  expect(union([0, 1], [-1, 0.5])).toEqual([-1, 1]);
});

describe('yDomain', () => {
  test('rounds outwards', () => {
    const [lo, hi] = yDomain([0.13, 2.31], false);
    expect(lo).toBeLessThanOrEqual(0.13);
    expect(hi).toBeGreaterThanOrEqual(2.31);
    expect(hi).toBeLessThan(2.7);
  });

  test('starts at zero, not below, for values that are never negative', () => {
    expect(yDomain([0.001, 1], false)[0]).toBe(0);
    expect(yDomain([-1, -0.001], false)[1]).toBe(0);
  });

  test('does not change while points stay inside', () => {
    expect(yDomain([0.11, 0.91], false)).toEqual(yDomain([0.12, 0.9], false));
  });

  test('gives a constant room on both sides', () => {
    expect(yDomain([5, 5], false)).toEqual([4.5, 5.5]);
    expect(yDomain([0, 0], false)).toEqual([-1, 1]);
    expect(yDomain([3, 3], true)).toEqual([1.5, 6]);
  });

  test('takes 1, 2 and 5 as ends of a log axis', () => {
    expect(yDomain([0.0023, 7.1], true)).toEqual([0.002, 10]);
  });

  test('stays finite at the ends of the number range', () => {
    for (const log of [false, true]) {
      const [lo, hi] = yDomain([1e-300, Number.MAX_VALUE], log);
      expect(Number.isFinite(lo) && Number.isFinite(hi)).toBe(true);
    }
  });
});

test('xDomain is exactly the data, and opens around a single point', () => {
  expect(xDomain([3, 17], false)).toEqual([3, 17]);
  expect(xDomain([3, 3], false)).toEqual([2, 4]);
});

test('between moves linearly, and by decades on a log axis', () => {
  expect(between([0, 10], [0, 20], 0.5, false)).toEqual([0, 15]);
  expect(between([1, 10], [1, 1000], 0.5, true)[1]).toBeCloseTo(100);
  expect(between([0, 10], [0, 20], 1, false)).toEqual([0, 20]);
  expect(between([0, 10], [1, 20], 0.1, true)).toEqual([1, 20]); // from a linear axis that began at zero
});
