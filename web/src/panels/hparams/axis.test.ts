import { expect, it } from 'vitest';
import { Format } from '../../plot/format';
import { Axis, type Dimension } from './axis';

const format = new Format('en', 'UTC');
const of = (values: number[], categories: string[] = []): Dimension => ({
  key: 'h:x',
  label: 'x',
  values: Float64Array.from(values),
  categories,
  usual: 'linear',
});

it('stands values on linear, logarithmic and quantile axes, and finds them again', () => {
  const linear = new Axis(of([1, 3, NaN, 5]), 'linear');
  expect([1, 2, 5].map((v) => linear.at(v))).toEqual([0, 0.25, 1]);
  const log = new Axis(of([1e-4, 1e-2, 0, -1]), 'log');
  expect(log.at(1e-3)).toBeCloseTo(0.5);
  expect(log.at(0)).toBeNaN();
  const quantile = new Axis(of([1, 10, 100, 1e6]), 'quantile');
  expect([1, 10, 100, 1e6].map((v) => quantile.at(v))).toEqual([0, 1 / 3, 2 / 3, 1]);
  for (const axis of [linear, log, quantile]) {
    for (const at of [0, 0.1, 0.5, 0.9, 1]) expect(axis.at(axis.value(at))).toBeCloseTo(at);
  }
});

it('gives equal values the middle of their ranks', () => {
  const axis = new Axis(of([0, 5, 5, 5, 9]), 'quantile');
  expect(axis.at(5)).toBe(0.5);
});

it('stands words at even distances, off the ends', () => {
  const axis = new Axis(of([0, 1, 2, NaN], ['adam', 'lion', 'sgd']), 'log');
  expect(axis.scale).toBe('linear');
  expect(axis.at(1)).toBeCloseTo(0.5);
  expect(axis.at(0)).toBeGreaterThan(0);
  expect(axis.ticks(5, format).map(({ label }) => label)).toEqual(['adam', 'lion', 'sgd']);
  expect(axis.said(2, format)).toBe('sgd');
  expect(axis.said(NaN, format)).toBe('–');
});

it('has no place for anything without values, and one in the middle for a single value', () => {
  expect(new Axis(of([NaN]), 'linear').at(1)).toBeNaN();
  expect(new Axis(of([NaN]), 'quantile').ticks(4, format)).toEqual([]);
  for (const scale of ['linear', 'log', 'quantile'] as const) expect(new Axis(of([7, 7]), scale).at(7)).toBe(0.5);
});

it('marks logarithmic axes by powers', () => {
  const labels = new Axis(of([1e-5, 1e-1]), 'log').ticks(5, format).map(({ label }) => label);
  expect(labels).toContain('0.01');
});
