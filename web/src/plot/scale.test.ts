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
