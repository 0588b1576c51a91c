// Numbers, sizes and times as the reader's language writes them.

import type { Locale } from './i18n';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const TIME_UNITS = [
  ['year', 365.25 * 86400],
  ['month', 30.4 * 86400],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
] as const;

export class Formats {
  readonly #number: Intl.NumberFormat;
  readonly #compact: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #bytes: readonly Intl.NumberFormat[];
  readonly #dateTime: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;

  constructor(readonly locale: Locale) {
    this.#number = new Intl.NumberFormat(locale);
    this.#compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent' });
    this.#bytes = BYTE_UNITS.map(
      (unit) =>
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit,
          unitDisplay: unit === 'byte' ? 'long' : 'short',
          maximumSignificantDigits: 3,
        }),
    );
    this.#dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  }

  /** 1,234,567 */
  number(value: number): string {
    return this.#number.format(value);
  }

  /** 1.2M, 123万 */
  compact(value: number): string {
    return this.#compact.format(value);
  }

  /** 45%; never 100% before all is there. */
  percent(part: number, whole: number): string {
    return this.#percent.format(whole > 0 ? Math.floor((100 * part) / whole) / 100 : 0);
  }

  /** 12.3 MB, in powers of 1,000 as file managers count. */
  bytes(value: number): string {
    const power = value < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3));
    return this.#bytes[power]!.format(value / 1000 ** power);
  }

  /** A wall time in seconds, in the reader's time zone; empty for none. */
  dateTime(seconds: number | null): string {
    if (seconds === null || !Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return '';
    return this.#dateTime.format(seconds * 1000);
  }

  /** How long before `nowSeconds` a wall time was: "3 minutes ago"; within a minute, "now". Empty for none. */
  ago(seconds: number | null, nowSeconds: number): string {
    if (seconds === null || !Number.isFinite(seconds)) return '';
    const past = Math.max(0, nowSeconds - seconds);
    const unit = TIME_UNITS.find(([, length]) => past >= length);
    return unit ? this.#relative.format(-Math.floor(past / unit[1]), unit[0]) : this.#relative.format(0, 'second');
  }
}
