// How a cell's value is written, and what is said of it when the pointer rests there.

import type { Formats } from '../../base/format';
import type { Cell, ColumnType } from '../../data/runs_table';

export interface Written {
  readonly text: string;
  /** All of it, where the text leaves something out. */
  readonly whole: string;
}

const NOTHING: Written = { text: '', whole: '' };

export function writeCell(value: Cell | undefined, type: ColumnType, format: Formats, now: number): Written {
  if (value === null || value === undefined) return NOTHING;
  if (Array.isArray(value)) {
    const text = value.map(String).join(', ');
    return { text, whole: text };
  }
  if (typeof value === 'number') {
    if (type === 'time') return { text: format.ago(value, now), whole: format.dateTime(value) };
    if (type === 'duration') return { text: duration(value), whole: `${String(value)} s` };
    return { text: numberText(value), whole: String(value) };
  }
  const text = typeof value === 'boolean' ? (value ? '✓' : '–') : String(value);
  return { text, whole: String(value) };
}

/** A number in five digits: as it is where it is short, with an exponent where it is very large or small. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    return value
      .toExponential(4)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  return String(Number(value.toPrecision(5)));
}

/** Seconds as the two largest units that count: `1d 4h`, `12m 5s`, `3.2s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${String(Number(seconds.toPrecision(3)))}s`;
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0 || parts.length > 0) parts.push(`${String(count)}${unit}`);
    if (parts.length === 2) break;
  }
  return parts.filter((part) => !part.startsWith('0')).join(' ');
}
