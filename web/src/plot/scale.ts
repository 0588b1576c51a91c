// A scale: the arithmetic between the values of one axis and pixels.

/** Columns as they come from the server: views of one buffer, never copied. */
export type Numbers = Float64Array | Float32Array | Int32Array;

/** Two ends, the lower first. */
export type Interval = readonly [number, number];

/**
 * Maps values to pixels along a line, linearly or by the logarithm. Inner loops read `origin`, `factor` and
 * `log` and do the sum themselves: px = range[0] + (t(v) - origin) * factor, where t is log10 or nothing.
 * Subtracting the origin first keeps wall times of 1.7e9 s exact to a small part of a pixel.
 */
export class Scale {
  readonly origin: number;
  readonly factor: number;
  readonly start: number;

  constructor(
    readonly domain: Interval,
    readonly range: Interval,
    readonly log: boolean = false,
  ) {
    const lo = log ? Math.log10(domain[0]) : domain[0];
    const hi = log ? Math.log10(domain[1]) : domain[1];
    this.origin = lo;
    this.start = range[0];
    this.factor = hi === lo ? 0 : (range[1] - range[0]) / (hi - lo);
  }

  /** The pixel of a value; NaN when the value has no place on this axis (0 or less on a log axis). */
  px(value: number): number {
    if (this.log && !(value > 0)) return NaN;
    return this.start + ((this.log ? Math.log10(value) : value) - this.origin) * this.factor;
  }

  /** The value at a pixel. */
  value(px: number): number {
    if (this.factor === 0) return this.domain[0];
    const t = this.origin + (px - this.start) / this.factor;
    return this.log ? 10 ** t : t;
  }

  contains(value: number): boolean {
    return value >= this.domain[0] && value <= this.domain[1];
  }
}
