import { describe, expect, test } from 'vitest';
import { Line } from './line';
import { nearestHits, nearestIndex } from './nearest';
import { Scale } from './scale';

const x = new Scale([0, 100], [0, 1000]);
const y = new Scale([0, 10], [100, 0]);

const line = (key: string, xs: number[], ys: number[]): Line =>
  new Line({ key, color: 'red', x: Float64Array.from(xs), y: Float64Array.from(ys) });

describe('the nearest point of a line', () => {
  test('is the nearest along x', () => {
    const l = line('a', [0, 10, 20, 30], [0, 9, 0, 9]);
    expect(nearestIndex(l, { x: 140, y: 0 }, x, y)).toBe(1);
    expect(nearestIndex(l, { x: 160, y: 0 }, x, y)).toBe(2);
  });

  test('beyond its ends is its end', () => {
    const l = line('a', [10, 20], [1, 2]);
    expect(nearestIndex(l, { x: 0, y: 0 }, x, y)).toBe(0);
    expect(nearestIndex(l, { x: 900, y: 0 }, x, y)).toBe(1);
  });

  test('in a column of points is the nearest along y', () => {
    const l = line('a', [50, 50.01, 50.02, 60], [1, 9, 4, 0]);
    expect(nearestIndex(l, { x: 500, y: y.px(8.5) }, x, y)).toBe(1);
    expect(nearestIndex(l, { x: 500, y: y.px(3) }, x, y)).toBe(2);
  });

  test('is found when time goes back', () => {
    const l = line('a', [10, 30, 20, 40], [1, 2, 3, 4]);
    expect(nearestIndex(l, { x: 205, y: 0 }, x, y)).toBe(2);
  });

  test('of nothing is nothing', () => {
    expect(nearestIndex(line('a', [], []), { x: 0, y: 0 }, x, y)).toBe(-1);
  });
});

describe('the hits', () => {
  const low = line('low', [0, 50, 100], [1, 1, 1]);
  const high = line('high', [0, 50, 100], [9, 9, 9]);
  const short = line('short', [0, 10], [5, 5]);
  const nan = line('nan', [0, 50, 100], [1, NaN, 1]);

  test('come nearest first', () => {
    const keys = (py: number): string[] => nearestHits([low, high], { x: 500, y: py }, x, y).map((hit) => hit.line.key);
    expect(keys(0)).toEqual(['high', 'low']);
    expect(keys(100)).toEqual(['low', 'high']);
  });

  test('leave out a line that ended before the cursor', () => {
    const hits = nearestHits([low, short], { x: 500, y: 50 }, x, y);
    expect(hits.map((hit) => hit.line.key)).toEqual(['low']);
    expect(nearestHits([short], { x: 108, y: 50 }, x, y)).toHaveLength(1);
  });

  test('keep a line that passes between two far points', () => {
    expect(nearestHits([low], { x: 250, y: 50 }, x, y)).toHaveLength(1);
  });

  test('hold a NaN, after what has a height', () => {
    const hits = nearestHits([nan, low], { x: 500, y: 0 }, x, y);
    expect(hits.map((hit) => hit.line.key)).toEqual(['low', 'nan']);
    expect(hits[1]?.py).toBeNaN();
  });
});
