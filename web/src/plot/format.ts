// Formats: how numbers, durations and times read, on axes and in words, in the reader's language.

/** What an axis counts. */
export type AxisKind = 'value' | 'step' | 'index' | 'relative' | 'wall';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const DAY_OF_YEAR = { month: 'short', day: 'numeric' } as const;
const TIME_OF_DAY = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const PREFIXES: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/**
 * Formats of one language. Every result uses the true minus sign, so that digits line up and a minus is not taken
 * for a dash. Making Intl formatters is slow, so they are kept.
 */
export class Format {
  private readonly numbers = new Map<string, Intl.NumberFormat>();
  private readonly dates = new Map<string, Intl.DateTimeFormat>();

  constructor(
    readonly locale: string,
    /** For tests; a reader gets their own zone. */
    private readonly timeZone?: string,
  ) {}

  /**
   * A value in a tooltip: six digits, `NaN`, `∞`, `−∞`. With `unit`, what the axis tells apart at a glance, as many more as tell apart
   * values that differ by a tenth of it: 1,000,000.07 where the axis goes by tenths.
   */
  value(v: number, unit = Infinity): string {
    if (Number.isNaN(v)) return 'NaN';
    if (!Number.isFinite(v)) return v > 0 ? '∞' : '−∞';
    const size = Math.abs(v);
    if (size !== 0 && (size < 1e-4 || size >= 1e15)) return this.scientific(v, 5);
    if (Number.isInteger(v)) return this.count(v);
    const digits = Math.max(6, digitsBeforePoint(size) + decimalsOf(unit));
    return this.number(v, { maximumSignificantDigits: Math.min(17, digits) });
  }

  /** A whole number with its groups: 1,234,567. */
  count(n: number): string {
    return this.number(n, { maximumFractionDigits: 0 });
  }

  /** A duration in its two largest units: 0.4s, 45s, 3m 20s, 1h 05m, 2d 04h. */
  duration(seconds: number): string {
    if (!Number.isFinite(seconds)) return this.value(seconds);
    const size = Math.abs(seconds);
    const sign = seconds < 0 ? '−' : '';
    if (size === 0) return this.unit(0, 'second');
    if (size < 0.1) return sign + this.unit(size * 1000, 'millisecond', 3);
    if (size < 10) return sign + this.unit(Math.round(size * 100) / 100, 'second', 3);
    const whole = Math.round(size);
    if (whole < MINUTE) return sign + this.unit(whole, 'second');
    if (whole < HOUR) return sign + this.pair(whole, MINUTE, 'minute', 1, 'second');
    if (whole < DAY) return sign + this.pair(whole, HOUR, 'hour', MINUTE, 'minute');
    return sign + this.pair(whole, DAY, 'day', HOUR, 'hour');
  }

  /** A moment with its date, to the second. */
  wallTime(seconds: number): string {
    return this.date(seconds, { year: 'numeric', ...DAY_OF_YEAR, ...TIME_OF_DAY, second: '2-digit' });
  }

  /** A moment to the second; the year only where it is not the present one. */
  recentTime(seconds: number, now = Date.now() / 1000): string {
    const year = (at: number): number => new Date(at * 1000).getFullYear();
    if (year(seconds) !== year(now)) return this.wallTime(seconds);
    return this.date(seconds, { ...DAY_OF_YEAR, ...TIME_OF_DAY, second: '2-digit' });
  }

  /** A value on an x axis, in full. */
  at(kind: AxisKind, v: number): string {
    if (kind === 'relative') return this.duration(v);
    if (kind === 'wall') return this.wallTime(v);
    return this.value(v);
  }

  /** The labels of an axis's ticks, made together so that they agree in their digits. */
  ticks(kind: AxisKind, values: readonly number[], log: boolean): string[] {
    if (kind === 'relative') return values.map((v) => this.durationTick(v));
    if (kind === 'wall') return this.timeTicks(values);
    const wide = log ? values.map((v) => this.logTick(v)) : null;
    // Far inside a decade the digits of a log axis would all be the same.
    if (wide !== null && new Set(wide).size === wide.length) return wide;
    return this.numberTicks(values, kind === 'value');
  }

  private numberTicks(values: readonly number[], aligned: boolean): string[] {
    const largest = Math.max(...values.map(Math.abs), 0);
    const gap = smallestGap(values);
    if (largest === 0) return values.map(() => '0');
    if (largest >= 1e12 && gap < largest * 1e-9 && values.every(Number.isInteger)) return this.closeTicks(values);
    if (largest < 1e-3 || largest >= 1e15) return this.scientificTicks(values, largest, gap);
    // Thousands are written out while they are few and k would need many digits: 1,250 rather than 1.25k.
    // So are large ones that lie so close that their prefix would stand behind a long row of digits.
    const unit = PREFIXES.find(([size]) => largest >= size)?.[0] ?? 1;
    const plain = (largest < 1e4 && (gap % 100 !== 0 || largest < 1e3)) || decimals(gap / unit) > 3;
    return values.map((v) => (plain ? this.fixed(v, gap, aligned) : this.si(v, gap, aligned)));
  }

  private si(v: number, gap: number, aligned: boolean): string {
    const size = Math.abs(v);
    for (const [unit, prefix] of PREFIXES) {
      if (size >= unit * (1 - 1e-9)) return this.fixed(v / unit, gap / unit, aligned) + prefix;
    }
    return this.fixed(v, gap, aligned);
  }

  private fixed(v: number, gap: number, aligned: boolean): string {
    if (v === 0) return '0';
    const digits = decimals(gap);
    return this.number(v, {
      minimumFractionDigits: aligned ? digits : 0,
      maximumFractionDigits: digits,
    });
  }

  /** Large whole numbers that lie close: the first in full, of the others only the groups that differ, as …740,990. */
  private closeTicks(values: readonly number[]): string[] {
    const labels = values.map((v) => this.count(v));
    const [first = ''] = labels;
    let same = 0;
    while (same < first.length && labels.every((label) => label[same] === first[same])) same += 1;
    // Groups stay whole.
    while (same > 0 && /\d/.test(first[same - 1]!)) same -= 1;
    if (same === 0 || labels.some((label) => label.length !== first.length)) return labels;
    return labels.map((label, i) => (i === 0 ? label : `…${label.slice(same)}`));
  }

  private scientificTicks(values: readonly number[], largest: number, gap: number): string[] {
    const exponent = Math.floor(Math.log10(largest) + 1e-9);
    const unit = 10 ** exponent;
    return values.map((v) => (v === 0 ? '0' : `${this.fixed(v / unit, gap / unit, true)}e${minus(exponent)}`));
  }

  private logTick(v: number): string {
    if (v === 0) return '0';
    if (v < 0) return `−${this.logTick(-v)}`;
    if (v < 0.99e-3 || v >= 1e15) return this.scientific(v, 2);
    if (v < 1e3) return this.number(v, { maximumSignificantDigits: 3 });
    return this.si(v, v / 10, false);
  }

  private scientific(v: number, digits: number): string {
    const [mantissa, exponent] = v.toExponential(digits).split('e') as [string, string];
    const text = this.number(Number(mantissa), { maximumFractionDigits: digits });
    return `${text}e${minus(Number(exponent))}`;
  }

  private durationTick(seconds: number): string {
    if (seconds === 0) return '0';
    const size = Math.abs(seconds);
    const units: readonly (readonly [number, string])[] = [
      [DAY, 'day'],
      [HOUR, 'hour'],
      [MINUTE, 'minute'],
      [1, 'second'],
    ];
    const [length, unit] = units.find(([u]) => size >= u) ?? [0, ''];
    const whole = Math.round(size / length);
    if (length > 0 && Math.abs(size / length - whole) < 1e-9) {
      return (seconds < 0 ? '−' : '') + this.unit(whole, unit);
    }
    return this.duration(seconds);
  }

  private timeTicks(values: readonly number[]): string[] {
    const gap = smallestGap(values);
    if (gap >= 27 * DAY) {
      const months = gap < 300 * DAY;
      return values.map((v) => this.date(v, months ? { year: 'numeric', month: 'short' } : { year: 'numeric' }));
    }
    if (gap >= DAY * 0.9) return values.map((v) => this.date(v, DAY_OF_YEAR));
    const time: Intl.DateTimeFormatOptions = { ...TIME_OF_DAY };
    if (gap < MINUTE) time.second = '2-digit';
    if (gap < 1) time.fractionalSecondDigits = gap < 0.01 ? 3 : gap < 0.1 ? 2 : 1;
    // The day is said once where it begins, or else at the first tick.
    const midnight = values.some((v) => this.isMidnight(v));
    return values.map((v, i) => {
      if (this.isMidnight(v)) return this.date(v, DAY_OF_YEAR);
      return this.date(v, i === 0 && !midnight ? { ...DAY_OF_YEAR, ...time } : time);
    });
  }

  private isMidnight(seconds: number): boolean {
    const date = new Date(seconds * 1000);
    if (this.timeZone === undefined) {
      return date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
    }
    return this.date(seconds, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) === '00:00';
  }

  private pair(size: number, length: number, unit: string, rest: number, restUnit: string): string {
    const large = Math.floor(size / length);
    const small = Math.floor((size - large * length) / rest);
    return `${this.unit(large, unit)} ${this.unit(small, restUnit, 0, 2)}`;
  }

  private unit(v: number, unit: string, digits = 0, least = 1): string {
    return this.number(v, {
      style: 'unit',
      unit,
      unitDisplay: 'narrow',
      minimumIntegerDigits: least,
      ...(digits > 0 ? { maximumSignificantDigits: digits } : { maximumFractionDigits: 0 }),
    });
  }

  private number(v: number, options: Intl.NumberFormatOptions): string {
    const key = JSON.stringify(options);
    let format = this.numbers.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.locale, options);
      this.numbers.set(key, format);
    }
    return format.format(v).replace('-', '−');
  }

  private date(seconds: number, options: Intl.DateTimeFormatOptions): string {
    const moment = new Date(seconds * 1000);
    if (Number.isNaN(moment.getTime())) return this.value(seconds);
    const key = JSON.stringify(options);
    let format = this.dates.get(key);
    if (format === undefined) {
      const zone = this.timeZone === undefined ? {} : { timeZone: this.timeZone };
      format = new Intl.DateTimeFormat(this.locale, { ...options, ...zone });
      this.dates.set(key, format);
    }
    return format.format(moment);
  }
}

/** What an axis over this interval tells apart at a glance: the power of ten below its usual ticks. */
export function unitOf([lo, hi]: readonly [number, number]): number {
  return 10 ** Math.floor(Math.log10((hi - lo) / 2));
}

/** How many decimals tell apart what differs by a tenth of a power of ten; 0 for those above 1 and for what is none. */
function decimalsOf(unit: number): number {
  return unit > 0 && unit <= 1 ? Math.min(15, Math.round(1 - Math.log10(unit))) : 0;
}

function digitsBeforePoint(size: number): number {
  return size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
}

function minus(n: number): string {
  return n < 0 ? `−${-n}` : String(n);
}

/** How many decimals tell two ticks apart that lie `gap` from each other. */
function decimals(gap: number): number {
  if (!(gap > 0) || gap === Infinity) return 2;
  for (let digits = 0; digits < 16; digits++) {
    const scaled = gap * 10 ** digits;
    if (scaled > 0.999 && Math.abs(scaled - Math.round(scaled)) < scaled * 1e-3) return digits;
  }
  return 16;
}

function smallestGap(values: readonly number[]): number {
  let gap = Infinity;
  for (let i = 1; i < values.length; i++) {
    gap = Math.min(gap, Math.abs((values[i] as number) - (values[i - 1] as number)));
  }
  if (gap === Infinity) return values.length === 1 ? Math.abs(values[0] as number) || 1 : 1;
  // Rid it of the noise of binary fractions: 0.30000000000000004 - 0.2.
  return Number(gap.toPrecision(6));
}
