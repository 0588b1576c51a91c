import { describe, expect, test } from 'vitest';
import { distances, nearestRow, type Row, tooltipRows } from './tooltip_rows';

const row = (name: string, value: number, more: Partial<Row> = {}): Row => ({
  key: name,
  color: 'red',
  name,
  value,
  smoothed: null,
  step: 1,
  time: 0,
  relative: 0,
  x: 1,
  ended: false,
  ...more,
});
const rows = [row('run 10', 1), row('run 2', 5), row('run 1', 3), row('gone', 4, { ended: true }), row('nan', NaN)];
const at = (y: number): ReadonlyMap<string, number> => distances(rows, { x: 0, y }, (value) => 100 - 10 * value);
const names = (found: readonly Row[]): string[] => found.map(({ name }) => name);

describe('the rows of a tooltip', () => {
  test('stand by value, the largest first, NaN and ended lines last, wherever the pointer is', () => {
    for (const y of [0, 50, 100]) {
      expect(names(tooltipRows(rows, at(y), 'value', 10))).toEqual(['run 2', 'run 1', 'run 10', 'nan', 'gone']);
    }
  });

  test('stand by name, numbers as numbers', () => {
    expect(names(tooltipRows(rows, at(0), 'name', 10))).toEqual(['nan', 'run 1', 'run 2', 'run 10', 'gone']);
  });

  test('stand by distance from the pointer', () => {
    expect(names(tooltipRows(rows, at(88), 'distance', 10))).toEqual(['run 10', 'run 1', 'run 2', 'nan', 'gone']);
  });

  test('are those nearest to the pointer where there are too many, in their order', () => {
    expect(names(tooltipRows(rows, at(88), 'value', 2))).toEqual(['run 1', 'run 10']);
    expect(names(tooltipRows(rows, at(45), 'value', 2))).toEqual(['run 2', 'run 1']);
  });

  test('are near by what is drawn of them: the smoothed value', () => {
    const smooth = [row('a', 9, { smoothed: 1 }), row('b', 1, { smoothed: 9 }), row('c', 2, { smoothed: NaN })];
    const away = distances(smooth, { x: 0, y: 1 }, (value) => value);
    expect(nearestRow(smooth, away)?.name).toBe('a');
    expect(names(tooltipRows(smooth, away, 'value', 3))).toEqual(['b', 'c', 'a']);
  });
});
