import { describe, expect, test } from 'vitest';
import { dataPaths, fileName, joined } from './downloads';

test.each([
  ['train/loss', 'train_loss.csv'],
  ['..', 'chart.csv'],
  ['损失 (训练)', '损失 (训练).csv'],
  ['a:b*c?\u0000d', 'a_b_c_d.csv'],
])('the tag %j is saved as %s', (tag, name) => {
  expect(fileName(tag, 'csv')).toBe(name);
});

describe('the addresses of the data', () => {
  test('name the runs', () => {
    expect(dataPaths({ route: 'scalars', tag: 'a/b', runs: ['x y', '&'], format: 'json' })).toEqual([
      'scalars?tag=a%2Fb&format=json&run=x%20y&run=%26',
    ]);
  });
  test('of all runs name none', () => {
    expect(dataPaths({ route: 'scalars', tag: 'loss', runs: null, format: 'csv' })).toEqual([
      'scalars?tag=loss&format=csv',
    ]);
  });
  test('say what is seen, and nothing where all is', () => {
    const more = { x: 'step', x_from: -0.5, x_to: 1e21, smoothing: 0.6, attempts: null };
    expect(dataPaths({ route: 'scalars/lines', tag: 'loss', runs: null, format: 'csv', more })).toEqual([
      'scalars/lines?tag=loss&format=csv&x=step&x_from=-0.5&x_to=1e%2B21&smoothing=0.6',
    ]);
  });
  test('are several when one would be too long, and hold every run once', () => {
    const runs = Array.from({ length: 1000 }, (_, i) => `experiment/run-${i}`);
    const paths = dataPaths({ route: 'scalars', tag: 'loss', runs, format: 'csv' });
    expect(paths.length).toBeGreaterThan(2);
    expect(Math.max(...paths.map((path) => path.length))).toBeLessThan(8100);
    const found = paths.flatMap((path) => new URLSearchParams(path.slice('scalars?'.length)).getAll('run'));
    expect(found).toEqual(runs);
  });
});

test('parts of a table become one table', () => {
  expect(joined(['run,value\r\na,1\r\n', 'run,value\r\nb,2\r\n'], 'csv')).toBe('run,value\r\na,1\r\nb,2\r\n');
  expect(JSON.parse(joined(['[\n{"a":1}\n]\n', '[]\n', '[\n{"b":[2]}\n]\n'], 'json'))).toEqual([{ a: 1 }, { b: [2] }]);
});
