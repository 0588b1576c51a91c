import { describe, expect, test } from 'vitest';
import type { Curve } from '../../data/pr_curves';
import type { Axes } from '../../plot/picture';
import { Scale } from '../../plot/scale';
import { CurveCursor } from './cursor';
import { indexOf, PrMarks, precisionAt, RocMarks, thresholdOf } from './marks';
import { countsAt } from './readings';

/** Six cases of ten are positive; at the last threshold nothing is predicted to be. */
const curve: Curve = {
  ...{ run: 'a', index: 0, step: 1, wallTime: 0, attempt: 0, writer: 0, superseded: false },
  ...{ shown: 2, averagePrecision: 0.6, auc: 0.7, error: '' },
  tp: Float32Array.of(6, 3, 0),
  fp: Float32Array.of(4, 1, 0),
  tn: Float32Array.of(0, 3, 4),
  fn: Float32Array.of(0, 3, 6),
  precision: Float32Array.of(0.6, 0.75, 0),
  recall: Float32Array.of(1, 0.5, 0),
};
const drawn = { key: 'k', color: '#123456', superseded: false, curve };
const names = { x: 'x', y: 'y' };
const theme = { background: '', grid: '', axis: '', label: '', text: '', accent: '' };
const axes: Axes = {
  frame: { x: 0, y: 0, width: 100, height: 100 },
  x: new Scale([0, 1], [0, 100]),
  y: new Scale([0, 1], [100, 0]),
  theme,
};

describe('marks', () => {
  test('precision ends where nothing is predicted to be positive', () => {
    const marks = new PrMarks([drawn], [], names, true);
    expect(Array.from(marks.all[0]!.x)).toEqual([1, 0.5]);
    expect(marks.spotAt({ x: 40, y: 30 }, axes)).toEqual({ key: 'k', index: 1 });
    expect(marks.placeOf({ key: 'k', index: 1 }, axes)).toEqual({ x: 50, y: 25 });
    expect(marks.placeOf({ key: 'k', index: 2 }, axes)).toBeNull();
  });

  test('a ROC curve goes on to where there is no alarm', () => {
    const marks = new RocMarks([drawn], [], names);
    expect(Array.from(marks.all[0]!.x)).toEqual([1, 0.25, 0]);
    expect(Array.from(marks.all[0]!.y)).toEqual([1, 0.5, 0]);
  });

  test('counts that do not add up have no ROC curve', () => {
    const marks = new RocMarks([{ ...drawn, curve: { ...curve, auc: NaN } }], [], names);
    expect(marks.spotAt({ x: 0, y: 0 }, axes)).toBeNull();
  });

  test('a line of equal F1 has that F1 everywhere', () => {
    for (const recall of [0.5, 0.8, 1]) {
      const precision = precisionAt(0.6, recall);
      expect((2 * precision * recall) / (precision + recall)).toBeCloseTo(0.6);
    }
  });

  test('thresholds and their numbers', () => {
    expect(indexOf(0.5, 201)).toBe(100);
    expect(thresholdOf(100, 201)).toBe(0.5);
    expect([indexOf(1, 1), thresholdOf(0, 1)]).toEqual([0, 0]);
  });

  test('the keys go along the thresholds and no further', () => {
    let at: number | null = null;
    const cursor = new CurveCursor((hover) => (at = hover?.index ?? null));
    cursor.marks = new PrMarks([drawn], [], names, true);
    const picture = { ...axes, width: 100, height: 100, xTicks: [], yTicks: [], marks: cursor.marks, measure: () => 0 };
    const went = (move: 'left' | 'right' | 'first'): number | null => {
      cursor.move(move, picture);
      cursor.follow(picture, false);
      return at;
    };
    expect([went('first'), went('left'), went('right'), went('right')]).toEqual([1, 1, 0, 0]);
  });
});

describe('readings', () => {
  test('shares follow from the counts', () => {
    expect(countsAt(curve, 1)).toMatchObject({ tp: 3, f1: 0.6, accuracy: 0.6, falseAlarms: 0.25 });
    expect(countsAt(curve, 2).precision).toBeNaN();
  });
});
