import { describe, expect, it } from 'vitest';
import { Formats } from './format';

const en = new Formats('en');
const zh = new Formats('zh-CN');

describe('formats', () => {
  it('write numbers as each language does', () => {
    expect(en.number(1234567)).toBe('1,234,567');
    expect(en.compact(1_250_000)).toBe('1.3M');
    expect(zh.compact(1_250_000)).toBe('125万');
  });

  it('count bytes in powers of a thousand', () => {
    expect([0, 999, 12_345, 540e6].map((value) => en.bytes(value))).toEqual([
      '0 bytes',
      '999 bytes',
      '12.3 kB',
      '540 MB',
    ]);
  });

  it('never say all before all is there', () => {
    expect(en.percent(999, 1000)).toBe('99%');
    expect(en.percent(1000, 1000)).toBe('100%');
    expect(en.percent(0, 0)).toBe('0%');
  });

  it('say how long ago', () => {
    expect(en.ago(100, 100)).toBe('now');
    expect(en.ago(100, 100 + 60 * 3 + 20)).toBe('3 minutes ago');
    expect(en.ago(0, 86400)).toBe('yesterday');
    expect(zh.ago(0, 7200)).toBe('2小时前');
    expect(en.ago(200, 100)).toBe('now');
  });

  it('say nothing of times that are none', () => {
    expect([en.dateTime(null), en.dateTime(NaN), en.dateTime(1e300), en.ago(null, 0)]).toEqual(['', '', '', '']);
  });
});
