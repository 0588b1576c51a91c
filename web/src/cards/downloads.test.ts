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
    expect(dataPaths('scalars', 'a/b', ['x y', '&'], 'json')).toEqual([
      'scalars?tag=a%2Fb&format=json&run=x%20y&run=%26',
    ]);
  });
  test('of all runs name none', () => {
    expect(dataPaths('scalars', 'loss', null, 'csv')).toEqual(['scalars?tag=loss&format=csv']);
  });
  test('are several when one would be too long, and hold every run once', () => {
    const runs = Array.from({ length: 1000 }, (_, i) => `experiment/run-${i}`);
    const paths = dataPaths('scalars', 'loss', runs, 'csv');
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
