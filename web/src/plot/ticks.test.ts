import { describe, expect, test } from 'vitest';
import { Format, type AxisKind } from './format';
import { Scale } from './scale';
import { labelStart, tickValues, xTicks, yTicks } from './ticks';

const format = new Format('en', 'UTC');
/** Seven pixels a letter: wider than the real font. */
const measure = (label: string): number => label.length * 7;

describe('tick values', () => {
  test('of steps are whole', () => {
    expect(tickValues('step', new Scale([0, 3], [0, 600]), 8)).toEqual([0, 1, 2, 3]);
  });

  test('of durations follow the clock', () => {
    expect(tickValues('relative', new Scale([0, 100], [0, 400]), 4)).toEqual([0, 30, 60, 90]);
    expect(tickValues('relative', new Scale([0, 5 * 3600], [0, 400]), 5)).toEqual(
      [0, 1, 2, 3, 4, 5].map((h) => h * 3600),
    );
  });

  test('of a log axis are powers, with 2 and 5 between when there is room', () => {
    expect(tickValues('value', new Scale([1, 1000], [0, 100], true), 4)).toEqual([1, 10, 100, 1000]);
    expect(tickValues('value', new Scale([1, 100], [0, 100], true), 8)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  });

  test('of a long log axis leave powers out', () => {
    const values = tickValues('value', new Scale([1e-12, 1], [0, 100], true), 4);
    expect(values).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1]);
  });

  test('inside one decade of a log axis are round numbers', () => {
    const values = tickValues('value', new Scale([2, 3], [0, 100], true), 4);
    expect(values.length).toBeGreaterThan(2);
  });
});

describe('ticks of a symmetric-log axis', () => {
  const values = (lo: number, hi: number, count: number): number[] =>
    tickValues('value', new Scale([lo, hi], [0, 400], false, 0.001), count);

  test('are zero and powers of ten on either side', () => {
    expect(values(-0.02, 1.5, 10)).toEqual([-0.01, -0.001, 0, 0.001, 0.01, 0.1, 1]);
    expect(values(-1, 1, 5)).toEqual([-1, -0.01, 0, 0.01, 1]);
    expect(values(0.5, 200, 8)).toEqual([1, 10, 100]);
  });

  test('are round numbers inside a decade and near zero', () => {
    expect(values(2, 3, 4)).toContain(2.6);
    expect(values(-0.0005, 0.0005, 4)).toContain(0);
  });

  test('have a sign', () => {
    const scale = new Scale([-1, 1], [0, 600], false, 0.001);
    const labels = xTicks('value', scale, format, measure, 0, 600).map(({ label }) => label);
    expect(labels).toContain('0');
    expect(labels).toContain('−0.01');
  });
});

test('a log axis that reaches zero has no ticks, and asking for them ends', () => {
  expect(tickValues('value', new Scale([0, 3], [0, 100], true), 4)).toEqual([]);
});

describe('the labels of a horizontal axis', () => {
  const now = Date.UTC(2026, 2, 4, 14, 5, 22) / 1000;
  const cases: [AxisKind, [number, number], boolean][] = [
    ['step', [0, 2500], false],
    ['step', [999_990, 1_000_010], false],
    ['step', [0, 1e12], false],
    ['step', [1, 1e6], true],
    ['index', [0, 4], false],
    ['relative', [0, 7], false],
    ['relative', [0.001, 0.002], false],
    ['relative', [0, 86400 * 40], false],
    ['relative', [0.1, 9000], true],
    ['wall', [now, now + 5], false],
    ['wall', [now, now + 300], false],
    ['wall', [now, now + 86400 * 3], false],
    ['wall', [now, now + 86400 * 900], false],
    ['value', [0, 1e-9], false],
  ];
  test.each(cases)('%s %j (log: %s) never touch, at any width', (kind, domain, log) => {
    for (let width = 90; width < 1400; width += 37) {
      const scale = new Scale(domain, [40, width - 10], log);
      const ticks = xTicks(kind, scale, format, measure, 0, width);
      expect(ticks.length).toBeGreaterThan(0);
      let end = -Infinity;
      for (const tick of ticks) {
        const start = labelStart(tick.px, measure(tick.label), 0, width);
        expect(start).toBeGreaterThan(end);
        end = start + measure(tick.label);
      }
    }
  });
});

test('the only label that there is room for is that of the lone point in the middle', () => {
  const step = 2 ** 40;
  const scale = new Scale([step - 1, step + 1], [40, 140]);

  const ticks = xTicks('step', scale, format, measure, 0, 150);

  expect(ticks.map((tick) => [tick.value, tick.px, tick.label])).toEqual([[step, 90, '1,099,511,627,776']]);
});

test('the labels of a vertical axis never touch, at any height', () => {
  for (let height = 40; height < 900; height += 29) {
    for (const [domain, log] of [
      [[0, 1], false],
      [[1e-7, 1e5], true],
      [[2, 9], true],
      [[-1e6, 1e6], false],
    ] as const) {
      const ticks = yTicks('value', new Scale(domain, [height, 0], log), format);
      expect(ticks.length).toBeGreaterThan(0);
      for (let i = 1; i < ticks.length; i++) {
        expect((ticks[i - 1]?.px ?? 0) - (ticks[i]?.px ?? 0)).toBeGreaterThanOrEqual(14);
      }
    }
  }
});
