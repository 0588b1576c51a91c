import { describe, expect, test } from 'vitest';
import { Scale } from './scale';

describe('Scale', () => {
  test('maps both ways on a linear axis', () => {
    const scale = new Scale([0, 10], [100, 200]);
    expect(scale.px(5)).toBe(150);
    expect(scale.value(150)).toBe(5);
  });

  test('maps downwards when the range goes down, as the y axis does', () => {
    const scale = new Scale([0, 1], [200, 0]);
    expect(scale.px(0.25)).toBe(150);
    expect(scale.value(150)).toBe(0.25);
  });

  test('maps decades to equal lengths on a log axis', () => {
    const scale = new Scale([1e-3, 1e3], [0, 600], true);
    expect(scale.px(1)).toBeCloseTo(300);
    expect(scale.value(400)).toBeCloseTo(10);
  });

  test('gives no place to zero and less on a log axis', () => {
    const scale = new Scale([1, 10], [0, 1], true);
    expect(scale.px(0)).toBeNaN();
    expect(scale.px(-1)).toBeNaN();
    expect(scale.px(NaN)).toBeNaN();
  });

  test('keeps milliseconds apart in a window of wall times', () => {
    const t = 1_767_225_600;
    const scale = new Scale([t, t + 1], [0, 1000]);
    expect(scale.px(t + 0.001)).toBeCloseTo(1, 2);
  });

  test('puts everything at the start when the domain is a single value', () => {
    const scale = new Scale([3, 3], [10, 20]);
    expect(scale.px(3)).toBe(10);
    expect(scale.value(15)).toBe(3);
  });
});

describe('a symmetric-log scale', () => {
  const scale = new Scale([-10, 1000], [0, 100], false, 0.01);

  test('has a place for every value, and finds it again', () => {
    for (const value of [-10, -0.5, -1e-5, 0, 1e-9, 0.02, 7, 1000])
      expect(scale.value(scale.px(value))).toBeCloseTo(value, 9);
    expect([scale.px(-10), scale.px(1000)]).toEqual([0, 100]);
  });

  test('is linear near zero and goes by decades far from it', () => {
    const step = scale.px(1e-5) - scale.px(0);
    expect(scale.px(2e-5) - scale.px(1e-5)).toBeCloseTo(step, 4);
    expect(scale.px(1000) - scale.px(100)).toBeCloseTo(scale.px(100) - scale.px(10), 1);
  });
});
