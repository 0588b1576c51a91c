import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../data/pr_curves';
import { before, placeAt, seriesOf, stepsOf } from './series';

function point(run: string, index: number, step: number, attempt = 0, superseded = false): CurvePoint {
  return { run, index, step, wallTime: 100 + index, attempt, writer: 0, superseded };
}

/** `a` went back from step 20 to 10 and wrote both again. */
const points = [
  point('a', 0, 0),
  point('a', 1, 10, 0, true),
  point('a', 2, 20, 0, true),
  point('a', 3, 10, 1),
  point('a', 4, 20, 1),
  point('b', 0, 5),
];
const indices = (those: readonly CurvePoint[]): number[] => those.map(({ index }) => index);

describe('series', () => {
  test('without superseded points a run is one series by step', () => {
    const [a, b] = seriesOf(points, false);
    expect(indices(a!.points)).toEqual([0, 3, 4]);
    expect(b!.run).toBe('b');
    expect(stepsOf([a!, b!])).toEqual([0, 5, 10, 20]);
  });

  test('with all attempts each is a series of its own', () => {
    const found = seriesOf(points, true);
    expect(found.map((one) => [one.run, indices(one.points)])).toEqual([
      ['a', [0, 1, 2]],
      ['a', [3, 4]],
      ['b', [0]],
    ]);
    expect(new Set(found.map(({ key }) => key)).size).toBe(3);
  });

  test('a place is that of the last point that is not above a step', () => {
    const [a, b] = seriesOf(points, false);
    expect([0, 9, 10, 1000].map((step) => placeAt(a!, step))).toEqual([0, 0, 1, 2]);
    expect(placeAt(b!, 4)).toBe(-1);
  });

  test('of very many earlier points some are chosen evenly', () => {
    const [long] = seriesOf(
      Array.from({ length: 100 }, (_, i) => point('a', i, i)),
      false,
    );
    expect(indices(before(long!, 3, 10))).toEqual([0, 1, 2]);
    expect(indices(before(long!, 99, 10))).toEqual([0, 9, 19, 29, 39, 49, 59, 69, 79, 89]);
    expect(before(long!, 0, 10)).toEqual([]);
  });
});
