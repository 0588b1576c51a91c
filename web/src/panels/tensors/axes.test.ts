import { expect, test } from 'vitest';
import { fittingAxes, flatIndex, placeOf, planeSize, readAxes, usualAxes, withAxis, writeAxes } from './axes';

test('the last two axes are rows and columns', () => {
  expect(usualAxes([2, 3, 4])).toEqual({ rows: 1, columns: 2, at: [0, 0, 0] });
  expect(usualAxes([5])).toEqual({ rows: -1, columns: 0, at: [0] });
  expect(usualAxes([])).toEqual({ rows: -1, columns: -1, at: [] });
  expect(planeSize(usualAxes([]), [])).toEqual({ rows: 1, columns: 1 });
  expect(planeSize(usualAxes([3, 0]), [3, 0])).toEqual({ rows: 0, columns: 0 });
});

test('chosen axes fit another shape as far as they can', () => {
  const chosen = { rows: 0, columns: 2, at: [0, 7, 0] };
  expect(fittingAxes(chosen, [9, 5, 9])).toEqual({ rows: 0, columns: 2, at: [0, 4, 0] });
  expect(fittingAxes(chosen, [9, 5])).toEqual(usualAxes([9, 5]));
});

test('an axis that is taken changes places', () => {
  const axes = { rows: 0, columns: 1, at: [0, 0, 0] };
  expect(withAxis(axes, 'rows', 1)).toMatchObject({ rows: 1, columns: 0 });
  expect(withAxis(axes, 'rows', 2)).toMatchObject({ rows: 2, columns: 1 });
});

test('every entry has its number', () => {
  const shape = [2, 3, 4];
  const place = placeOf({ rows: 0, columns: 2, at: [0, 1, 0] }, 1, 3);
  expect(place).toEqual([1, 1, 3]);
  expect(flatIndex(place, shape)).toBe(1 * 12 + 1 * 4 + 3);
});

test('the address says them', () => {
  const axes = { rows: -1, columns: 2, at: [3, 1, 0] };
  expect(readAxes(writeAxes(axes))).toEqual(axes);
  for (const bad of ['', '1', 'a.b', '1.1', '-2.0', '0.1.x']) expect(readAxes(bad)).toBeNull();
});
