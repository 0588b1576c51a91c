import { describe, expect, it } from 'vitest';
import { Formats } from '../../base/format';
import { duration, numberText, writeCell } from './format_cell';

describe('cells', () => {
  it('write numbers short', () => {
    expect([0.1234567, 1e-5, 12, 1.5e12, 123456.789, -0.00123456, 0].map(numberText)).toEqual([
      '0.12346',
      '1e-5',
      '12',
      '1.5e12',
      '123460',
      '-0.0012346',
      '0',
    ]);
  });

  it('write durations by their two largest units', () => {
    expect([0.5, 59.99, 60, 725, 3600, 100_800, 86_405].map(duration)).toEqual([
      '0.5s',
      '60s',
      '1m',
      '12m 5s',
      '1h',
      '1d 4h',
      '1d',
    ]);
  });

  it('write what is no number, and nothing for nothing', () => {
    const format = new Formats('en');
    expect(writeCell(null, 'number', format, 0).text).toBe('');
    expect(writeCell(['a', 1], 'list', format, 0).text).toBe('a, 1');
    expect(writeCell(true, 'bool', format, 0).text).toBe('✓');
    expect(writeCell('NaN', 'number', format, 0).text).toBe('NaN');
    expect(writeCell(1000, 'time', format, 1000 + 7200).text).toBe('2 hours ago');
  });
});
