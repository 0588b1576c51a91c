// Ticks: which values of an axis get a mark, so many that their labels never touch.
import { ticks as linearTicks } from 'd3-array';
import { scaleTime } from 'd3-scale';
import type { AxisKind, Format } from './format';
import type { Scale } from './scale';

export interface Tick {
  readonly value: number;
  readonly px: number;
  readonly label: string;
}

/** The width of a label in pixels, in the axis's font. */
export type Measure = (label: string) => number;

/** Free room between neighbouring labels. */
const GAP_PX = 14;
const LABEL_HEIGHT_PX = 14;

/** Steps of a relative-time axis, in seconds; below and above they go by 1, 2, 5. */
const DURATIONS = [
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  3600,
  7200,
  3 * 3600,
  6 * 3600,
  12 * 3600,
  86400,
  2 * 86400,
  5 * 86400,
];

/** About `count` round values inside the scale's domain. */
export function tickValues(kind: AxisKind, scale: Scale, count: number): number[] {
  const [lo, hi] = scale.domain;
  if (!(hi > lo)) return [lo];
  if (scale.constant !== null) return symlogTicks(lo, hi, scale.constant, count);
  if (scale.log && !(lo > 0)) return [];
  if (scale.log) return logTicks(lo, hi, count);
  if (kind === 'relative') return durationTicks(lo, hi, count);
  if (kind === 'wall') return timeTicks(lo, hi, count);
  const values = linearTicks(lo, hi, count);
  if (kind === 'value') return values;
  const whole = values.filter(Number.isInteger);
  return whole.length > 0 ? whole : values;
}

function logTicks(lo: number, hi: number, count: number): number[] {
  const first = Math.ceil(Math.log10(lo) - 1e-9);
  const last = Math.floor(Math.log10(hi) + 1e-9);
  const decades = Math.log10(hi / lo);
  // Inside one decade the powers of ten say too little; round numbers do better, however uneven they lie.
  if (decades < 0.9) return linearTicks(lo, hi, Math.max(2, count)).filter((v) => v > 0);
  const leads = decades * 3 <= count ? [1, 2, 5] : decades * 2 <= count ? [1, 3] : [1];
  const stride = Math.max(1, Math.ceil(decades / (count + 1)));
  const values: number[] = [];
  for (let power = first - 1; power <= last; power++) {
    if (stride > 1 && power % stride !== 0) continue;
    for (const lead of leads) {
      const v = Number(`${String(lead)}e${String(power)}`);
      if (v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9)) values.push(v);
    }
  }
  return values;
}

/** Zero, and powers of ten on either side of it. */
function symlogTicks(lo: number, hi: number, constant: number, count: number): number[] {
  const largest = Math.max(Math.abs(lo), Math.abs(hi));
  // On the linear part, and inside one decade, powers of ten say too little.
  const smallest = lo * hi > 0 ? Math.min(Math.abs(lo), Math.abs(hi)) : 0;
  if (largest < 2 * constant || largest < 8 * smallest) return linearTicks(lo, hi, Math.max(2, count));
  const last = Math.floor(Math.log10(largest) + 1e-9);
  const first = Math.round(Math.log10(constant));
  const sides = lo < 0 && hi > 0 ? 2 : 1;
  const stride = Math.max(1, Math.ceil((sides * (last - first + 1)) / Math.max(1, count - 1)));
  const powers: number[] = [];
  for (let power = last; power >= first; power -= stride) powers.unshift(Number(`1e${String(power)}`));
  const values = [...powers.map((v) => -v).reverse(), 0, ...powers];
  return values.filter((v) => v >= lo - Math.abs(lo) * 1e-9 && v <= hi + Math.abs(hi) * 1e-9);
}

function durationTicks(lo: number, hi: number, count: number): number[] {
  const wanted = (hi - lo) / Math.max(1, count);
  if (wanted < 0.5 || wanted > 5 * 86400) {
    const unit = wanted < 0.5 ? 1 : 86400;
    return linearTicks(lo / unit, hi / unit, count).map((v) => v * unit);
  }
  const step = DURATIONS.find((d) => d >= wanted * 0.75) ?? 86400 * 5;
  const values: number[] = [];
  for (let i = Math.ceil(lo / step); i * step <= hi; i++) values.push(i * step);
  return values;
}

function timeTicks(lo: number, hi: number, count: number): number[] {
  const dates = scaleTime()
    .domain([new Date(lo * 1000), new Date(hi * 1000)])
    .ticks(count);
  return dates.map((d) => d.getTime() / 1000);
}

/** How far ticks lie from each other: at least so many pixels, and farther on a long axis, which needs no more of them. */
function roomFor(length: number, least: number): number {
  return least + length / 36;
}

/** Ticks of a horizontal axis; labels keep their distance and stay between `left` and `right`. */
export function xTicks(
  kind: AxisKind,
  scale: Scale,
  format: Format,
  measure: Measure,
  left: number,
  right: number,
): Tick[] {
  const length = Math.abs(scale.range[1] - scale.range[0]);
  for (let count = Math.max(2, Math.floor(length / roomFor(length, 50))); count > 1; count--) {
    const ticks = labelled(kind, scale, format, count);
    if (apart(ticks, measure, left, right)) return ticks;
  }
  // Room for one label: the middle says most, and a lone point lies there.
  const ticks = labelled(kind, scale, format, 2);
  const lone = ticks[Math.floor((ticks.length - 1) / 2)];
  if (lone === undefined) return [];
  // The first of labels that are made together says all of its digits.
  const rest = ticks.filter((tick) => tick !== lone).map(({ value }) => value);
  return [{ ...lone, label: format.ticks(kind, [lone.value, ...rest], isLogarithmic(scale))[0] as string }];
}

/** Ticks of a vertical axis. */
export function yTicks(kind: AxisKind, scale: Scale, format: Format): Tick[] {
  const length = Math.abs(scale.range[1] - scale.range[0]);
  const most = Math.max(2, Math.round(length / roomFor(length, 38)));
  for (let count = most; count > 1; count--) {
    const ticks = labelled(kind, scale, format, count);
    if (ticks.every((_, i) => i === 0 || rise(ticks, i) >= LABEL_HEIGHT_PX)) return ticks;
  }
  return labelled(kind, scale, format, 2).slice(0, 1);
}

function rise(ticks: readonly Tick[], i: number): number {
  return Math.abs((ticks[i] as Tick).px - (ticks[i - 1] as Tick).px);
}

function isLogarithmic({ log, constant }: Scale): boolean {
  return log || constant !== null;
}

function labelled(kind: AxisKind, scale: Scale, format: Format, count: number): Tick[] {
  const values = tickValues(kind, scale, count);
  const labels = format.ticks(kind, values, isLogarithmic(scale));
  return values.map((value, i) => ({ value, px: scale.px(value), label: labels[i] as string }));
}

/** Where a label of a horizontal axis begins: centred on its tick, pushed inwards at the ends. */
export function labelStart(px: number, width: number, left: number, right: number): number {
  return Math.min(Math.max(px - width / 2, left), Math.max(left, right - width));
}

function apart(ticks: readonly Tick[], measure: Measure, left: number, right: number): boolean {
  let end = -Infinity;
  for (const tick of ticks) {
    const width = measure(tick.label);
    const start = labelStart(tick.px, width, left, right);
    if (start < end + GAP_PX) return false;
    end = start + width;
  }
  return true;
}
