import { describe, expect, test } from 'vitest';
import { Line, lowerBound, upperBound } from './line';

const line = (x: number[], y: number[]): Line =>
  new Line({ key: 'a', color: 'red', x: Float64Array.from(x), y: Float64Array.from(y) });

test('a line knows its NaN and infinite points', () => {
  expect(line([0, 1, 2, 3], [1, NaN, Infinity, 2]).nonFinite).toEqual([1, 2]);
});

test('a line knows whether its x ever goes back', () => {
  expect(line([0, 1, 1, 2], [0, 0, 0, 0]).ordered).toBe(true);
  expect(line([0, 2, 1], [0, 0, 0]).ordered).toBe(false);
});

test('the smoothed value stands for a point, and the plain one where there is none', () => {
  const smoothed = new Line({
    key: 'a',
    color: 'red',
    x: Float64Array.of(0, 1),
    y: Float64Array.of(4, NaN),
    smoothed: { x: Float64Array.of(0), y: Float64Array.of(3), at: Float64Array.of(3, NaN) },
  });
  expect(smoothed.shownAt(0)).toBe(3);
  expect(smoothed.shownAt(1)).toBeNaN();
});

test('until its exact value comes, a point stands on the stroke between the points of the smoothed curve', () => {
  const smoothed = new Line({
    key: 'a',
    color: 'red',
    x: Float64Array.of(-1, 0, 1, 4, 5, 6),
    y: Float64Array.of(9, 4, 9, 8, NaN, 7),
    smoothed: { x: Int32Array.of(0, 4, 5), y: Float32Array.of(2, 6, 6), at: null },
  });
  expect([0, 1, 2, 3, 5].map((i) => smoothed.shownAt(i))).toEqual([9, 2, 3, 6, 7]);
  expect(smoothed.shownAt(4)).toBeNaN();
});

describe('bounds', () => {
  const x = Float64Array.of(1, 2, 2, 5);
  test.each([
    [0, 0, 0],
    [1, 0, 1],
    [2, 1, 3],
    [3, 3, 3],
    [5, 3, 4],
    [6, 4, 4],
  ])('of %d are %d and %d', (v, lower, upper) => {
    expect(lowerBound(x, v)).toBe(lower);
    expect(upperBound(x, v)).toBe(upper);
  });
});
