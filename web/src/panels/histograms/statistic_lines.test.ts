// Where the lines of a statistic stand, what is under a pixel of them, and how far their axis reaches.
import { expect, it } from 'vitest';
import { Scale } from '../../plot/scale';
import { StatisticLines, type StatisticLine } from './statistic_lines';
import { isEstimate, sharesOf, valuesOf } from './statistics';

const line = (name: string, depth: number[], values: number[]): StatisticLine => ({
  name,
  color: '#000',
  depth: Float64Array.from(depth),
  step: Float64Array.from(depth),
  values: Float64Array.from(values),
  told: Float64Array.from(depth, () => 1),
  superseded: false,
});
const a = line('a', [0, 10, 20], [1, 2, 8]);
const b = line('b', [0, 15], [4, NaN]);
const lines = new StatisticLines([a, b], [0, 20], false);
const theme = { background: '', grid: '', axis: '', label: '', text: '', accent: '' };
const axes = {
  frame: { x: 0, y: 0, width: 200, height: 100 },
  theme,
  x: new Scale([0, 20], [0, 200]),
  y: new Scale([0, 10], [100, 0]),
};

it('has every place at which some line has a point', () => {
  expect(lines.places.map(({ step }) => step)).toEqual([0, 10, 15, 20]);
});

it('finds the nearest place, and the nearest line there', () => {
  expect(lines.spotAt({ x: 4, y: 55 }, axes)).toEqual({ index: 0, bin: 1 });
  expect(lines.spotAt({ x: 4, y: 95 }, axes)).toEqual({ index: 0, bin: 0 });
  expect(lines.spotAt({ x: 190, y: 0 }, axes)).toEqual({ index: 3, bin: 0 });
  expect(lines.placeOf({ index: 1, bin: 0 }, axes)).toEqual({ x: 100, y: 80 });
});

it('reaches over what is finite, of a part and its neighbours', () => {
  expect(lines.yExtent([0, 20], false)).toEqual([1, 8]);
  expect(
    new StatisticLines([line('a', [0, 1, 2, 3, 4, 5], [9, 1, 2, 3, 4, 9])], [0, 5], false).yExtent([2, 3], false),
  ).toEqual([1, 4]);
  expect(new StatisticLines([line('a', [0], [0])], [0, 0], true).yExtent([0, 1], false)).toEqual([0, 1]);
  expect(new StatisticLines([line('a', [0], [0.2])], [0, 0], true).yExtent([0, 1], false)).toEqual([0, 0.2]);
});

it('quantiles are asked for in ascending order and found again', () => {
  const shares = sharesOf(['p95', 'mean', 'p5']);
  expect(shares).toEqual([0.05, 0.95]);
  const none = new Float64Array();
  const statistics = {
    count: Float64Array.of(3, 0),
    mean: none,
    std: none,
    min: none,
    max: none,
    zeros: none,
    nonFinite: none,
    unplaced: none,
    told: none,
    quantiles: Float64Array.of(1, 9, 0, 0),
  };
  expect(Array.from(valuesOf('p95', statistics, shares))).toEqual([9, NaN]);
  expect([isEstimate('p95', 1), isEstimate('mean', 1), isEstimate('mean', 0), isEstimate('max', 0)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
