import { describe, expect, test } from 'vitest';
import { Line } from './line';
import { indexAt, nearestX } from './reading';
import { Scale } from './scale';

const scale = new Scale([0, 100], [0, 1000]);

const line = (xs: number[]): Line =>
  new Line({ key: 'a', color: 'red', x: Float64Array.from(xs), y: Float64Array.from(xs) });

describe('the point of a line at a place', () => {
  test('is the one there, or the nearest before it', () => {
    const l = line([0, 10, 20]);
    expect([-1, 0, 9.9, 10, 19, 99].map((x) => indexAt(l, x))).toEqual([-1, 0, 0, 1, 1, 2]);
  });

  test('is the last of equal ones', () => {
    expect(indexAt(line([0, 5, 5, 9]), 5)).toBe(2);
  });

  test('is found where time goes back', () => {
    expect(indexAt(line([10, 30, 20, 40]), 25)).toBe(2);
    expect(indexAt(line([10, 30, 20, 20, 40]), 20)).toBe(3);
    expect(indexAt(line([NaN, 30, 20]), 10)).toBe(-1);
  });
});

describe('the nearest x', () => {
  test('is that of any line', () => {
    expect(nearestX([line([0, 10]), line([13, 50])], 120, scale)).toBe(13);
    expect(nearestX([line([0, 10]), line([13, 50])], 105, scale)).toBe(10);
  });

  test('is the only one, wherever the pointer is', () => {
    expect([0, 400, 1000].map((px) => nearestX([line([50])], px, scale))).toEqual([50, 50, 50]);
  });

  test('of nothing is nothing, nor is what has no place on a log axis', () => {
    expect(nearestX([], 0, scale)).toBeNull();
    expect(nearestX([line([0])], 5, new Scale([1, 10], [0, 10], true))).toBeNull();
  });
});
