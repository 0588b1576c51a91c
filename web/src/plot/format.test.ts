import { describe, expect, test } from 'vitest';
import { Format } from './format';

const en = new Format('en', 'UTC');
const zh = new Format('zh-CN', 'UTC');
const MOMENT = Date.UTC(2026, 2, 4, 14, 5, 22) / 1000;

describe('a value', () => {
  test.each([
    [0.1234567, '0.123457'],
    [Math.fround(0.1), '0.1'],
    [1234.5678, '1,234.57'],
    [1e7, '10,000,000'],
    [0, '0'],
    [-3.5, '−3.5'],
    [0.00001234, '1.234e−5'],
    [6.02214076e23, '6.02214e23'],
    [12345678.9, '12,345,679'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%d reads %s', (v, text) => {
    expect(en.value(v)).toBe(text);
  });
});

describe('a duration', () => {
  test.each([
    [0, '0s'],
    [0.042, '42ms'],
    [0.42, '0.42s'],
    [45, '45s'],
    [200, '3m 20s'],
    [3900, '1h 05m'],
    [86400 * 2 + 3600 * 4, '2d 04h'],
    [-90, '−1m 30s'],
  ])('%d s reads %s', (seconds, text) => {
    expect(en.duration(seconds)).toBe(text);
  });

  test('speaks Chinese', () => {
    expect(zh.duration(3900)).toBe('1小时 05分钟');
  });
});

test('a moment has its date and its seconds', () => {
  expect(en.wallTime(MOMENT)).toBe('Mar 4, 2026, 14:05:22');
  expect(zh.wallTime(MOMENT)).toBe('2026年3月4日 14:05:22');
});

test('a recent moment leaves its year out', () => {
  expect(en.recentTime(MOMENT, MOMENT + 1e6)).toBe('Mar 4, 14:05:22');
  expect(en.recentTime(MOMENT, MOMENT + 4e7)).toBe('Mar 4, 2026, 14:05:22');
});

test('a moment out of the calendar is shown as its number', () => {
  expect(en.wallTime(1e20)).toBe('1e20');
});

describe('ticks', () => {
  test.each([
    ['value', [0, 0.05, 0.1, 0.15], ['0', '0.05', '0.10', '0.15']],
    ['value', [-1, 0, 1], ['−1', '0', '1']],
    ['value', [0, 2e-5, 4e-5], ['0', '2e−5', '4e−5']],
    ['value', [0.5e-5, 1e-5, 1.5e-5], ['0.5e−5', '1.0e−5', '1.5e−5']],
    ['value', [10000, 12500, 15000], ['10.0k', '12.5k', '15.0k']],
    ['step', [0, 500, 1000, 1500], ['0', '500', '1k', '1.5k']],
    ['step', [1000, 1200, 1400], ['1k', '1.2k', '1.4k']],
    ['step', [1000, 1250, 1500], ['1,000', '1,250', '1,500']],
    ['step', [9998000, 10000000, 10002000], ['9.998M', '10M', '10.002M']],
    ['step', [0, 1e6, 2e6], ['0', '1M', '2M']],
    ['step', [1099511627775, 1099511627776], ['1,099,511,627,775', '…776']],
  ] as const)('of a %s axis at %j read %j', (kind, values, labels) => {
    expect(en.ticks(kind, values, false)).toEqual(labels);
  });

  test('of a log axis are round numbers', () => {
    const labels = en.ticks('value', [1e-5, 1e-3, 0.1, 1, 200, 1e3, 5e6], true);
    expect(labels).toEqual(['1e−5', '0.001', '0.1', '1', '200', '1k', '5M']);
  });

  test('of a log axis tell each other apart far inside a decade', () => {
    expect(en.ticks('step', [100_002, 100_004], true)).toEqual(['100.002k', '100.004k']);
    expect(en.ticks('value', [1.0002, 1.0004], true)).toEqual(['1.0002', '1.0004']);
  });

  test('of a relative axis use the largest whole unit', () => {
    const labels = en.ticks('relative', [0, 30, 60, 90, 3600, 5400, 86400], false);
    expect(labels).toEqual(['0', '30s', '1m', '1m 30s', '1h', '1h 30m', '1d']);
  });

  test('of wall times name the day at midnight', () => {
    const noon = Date.UTC(2026, 2, 4, 12) / 1000;
    expect(en.ticks('wall', [noon, noon + 43200, noon + 86400], false)).toEqual(['12:00', 'Mar 5', '12:00']);
  });

  test('of wall times show seconds and their parts when they are close', () => {
    expect(en.ticks('wall', [MOMENT, MOMENT + 15], false)).toEqual(['Mar 4, 14:05:22', '14:05:37']);
    expect(en.ticks('wall', [MOMENT, MOMENT + 0.5], false)).toEqual(['Mar 4, 14:05:22.0', '14:05:22.5']);
  });
});

test('whole numbers near 2 ** 53 are told apart by their last groups', () => {
  const last = Number.MAX_SAFE_INTEGER;
  const labels = new Format('en', 'UTC').ticks('step', [last - 1200, last - 600, last], false);
  expect(labels).toEqual(['9,007,199,254,739,791', '…740,391', '…740,991']);
  expect(new Format('en', 'UTC').ticks('step', [2e15, 4e15], false)).toEqual(['2e15', '4e15']);
});
