import { expect, test } from 'vitest';
import type { ScalarLine } from '../../data/scalars';
import { Line } from '../../plot/line';
import { countPoints } from './point_count';

const line = (x: number[], y: number[]): Line =>
  new Line({ key: 'a', color: '', x: Float64Array.from(x), y: Float64Array.from(y) });
const source =
  (inRange: number, hidden = 0) =>
  (): ScalarLine =>
    ({ inRange, hidden }) as unknown as ScalarLine;

test('drawn points of all there are', () => {
  expect(countPoints([line([0, 1, 2], [1, 2, 3])], source(100), null, false)).toMatchObject({ drawn: 3, total: 100 });
});

test('neighbours outside the view are not counted', () => {
  const l = line([0, 10, 11, 12, 20], [1, 1, 1, 1, 1]);
  expect(countPoints([l], source(3), [10, 12], false)).toMatchObject({ drawn: 3, total: 3 });
});

test('values at zero and below are counted on a log axis', () => {
  const l = line([0, 1, 2, 3], [1, 0, -1, NaN]);
  expect(countPoints([l], source(4, 2), null, true)).toEqual({ drawn: 4, total: 4, hiddenX: 2, hiddenY: 2 });
  expect(countPoints([l], source(4), null, false).hiddenY).toBe(0);
});
