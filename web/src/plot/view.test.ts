import { describe, expect, test } from 'vitest';
import { Scale } from './scale';
import { dragKind, dragView, panBy, tamed, WHOLE, zoomAt } from './view';

const x = new Scale([0, 100], [0, 1000]);
const y = new Scale([0, 1], [500, 0]);

describe('a drag', () => {
  test('is a click when it hardly moves', () => {
    expect(dragKind({ x: 5, y: 5 }, { x: 7, y: 6 })).toBe('none');
    expect(dragView({ x: 5, y: 5 }, { x: 7, y: 6 }, x, y, WHOLE)).toBeNull();
  });

  test('selects along x only when it is flat, and leaves y as it was', () => {
    const view = dragView({ x: 300, y: 100 }, { x: 100, y: 105 }, x, y, { x: null, y: [0, 0.5] });
    expect(view).toEqual({ x: [10, 30], y: [0, 0.5] });
  });

  test('selects along y only when it is narrow', () => {
    const view = dragView({ x: 300, y: 100 }, { x: 302, y: 400 }, x, y, WHOLE);
    expect(view?.x).toBeNull();
    expect(view?.y?.[0]).toBeCloseTo(0.2);
    expect(view?.y?.[1]).toBeCloseTo(0.8);
  });

  test('selects a rectangle otherwise, cut at the frame', () => {
    const view = dragView({ x: 300, y: 100 }, { x: 2000, y: 900 }, x, y, WHOLE);
    expect(view?.x).toEqual([30, 100]);
    expect(view?.y?.[0]).toBe(0);
  });
});

test('zoomAt keeps the value under the pointer in its place', () => {
  const domain = zoomAt(x, 250, 0.5);
  expect(domain).toEqual([12.5, 62.5]);
  expect(new Scale(domain, [0, 1000]).px(25)).toBeCloseTo(250);
});

test('zoomAt works by decades on a log axis', () => {
  const log = new Scale([1, 10000], [0, 400], true);
  const [lo, hi] = zoomAt(log, 200, 0.5);
  expect(lo).toBeCloseTo(10);
  expect(hi).toBeCloseTo(1000);
});

test('panBy moves the data with the pointer', () => {
  expect(panBy(x, 100)).toEqual([-10, 90]);
});

describe('tamed', () => {
  test('lets go when everything is in view', () => {
    expect(tamed([-5, 105], [0, 100], 1, false)).toBeNull();
  });

  test('stops at the smallest width of the axis', () => {
    expect(tamed([50, 50.1], [0, 100], 1, false)).toEqual([49.55, 50.55]);
  });

  test('stops where doubles end', () => {
    const [lo, hi] = tamed([1, 1], [0, 2], 0, false) ?? [0, 0];
    expect(hi).toBeGreaterThan(lo);
  });

  test('refuses what has no place on a log axis', () => {
    expect(tamed([-1, 5], [1, 10], 0, true)).toBeNull();
  });
});
