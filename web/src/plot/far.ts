// Values far outside what most lines do, such as those of a run that diverged: the axis leaves them out, or all others would be one flat line.
import { finiteExtent, union, yDomain } from './domain';
import { lowerBound, upperBound, type Line } from './line';
import type { Interval, Numbers } from './scale';

export interface Clipped {
  /** The values that are not far outside. */
  readonly extent: Interval;
  /** How many of the lines' points lie above and below the axis that shows these. */
  readonly above: number;
  readonly below: number;
}

/** So many times the spread of most lines beyond it is far, */
const FAR = 1;
/** and what is far is left out only where it would make the axis so many times as long. */
const FLATTENS = 3.5;
/** What most points of a line do, and most lines. */
const MOST_POINTS = 0.98;
const MOST_LINES = 0.75;
/** So many values are looked at; of more lines' points, evenly spread ones. */
const MOST_SAMPLES = 20_000;

/** What is left of the lines' values over `x` (null: all) when those far outside are clipped; null when there are none. */
export function clipFar(lines: readonly Line[], x: Interval | null): Clipped | null {
  const parts = lines.map((line) => partOf(line, x));
  const fence = fenceOf(lines, parts);
  if (fence === null) return null;
  const wholes = lines.map(({ y }, i) => finiteExtent(y, false, ...parts[i]!));
  const insides = lines.map(({ y }, i) => extentInside(y, parts[i]!, fence));
  const [whole, inside] = [wholes.reduce(union, null), insides.reduce(union, null)];
  if (inside === null || whole === null) return null;
  // A line that alone would not flatten the others is shown whole: a loss keeps the height that it falls from.
  const longest = FLATTENS * lengthOf(inside);
  const extent = wholes.reduce<Interval | null>(
    (so, own, i) => union(so, own !== null && lengthOf(union(own, inside)!) <= longest ? own : insides[i]!),
    null,
  );
  if (extent === null || lengthOf(whole) <= FLATTENS * lengthOf(extent)) return null;
  const [low, high] = yDomain(extent, false);
  let [above, below] = [0, 0];
  lines.forEach(({ y }, i) => {
    for (let at = parts[i]![0]; at < parts[i]![1]; at++) {
      const value = y[at] as number;
      if (value > high && value < Infinity) above += 1;
      else if (value < low && value > -Infinity) below += 1;
    }
  });
  return { extent, above, below };
}

const lengthOf = ([low, high]: Interval): number => high - low;

function partOf(line: Line, x: Interval | null): [number, number] {
  if (x === null || !line.ordered) return [0, line.length];
  return [lowerBound(line.x, x[0]), upperBound(line.x, x[1])];
}

function extentInside(y: Numbers, [from, to]: readonly [number, number], [low, high]: Interval): Interval | null {
  let [min, max] = [Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    const value = y[i] as number;
    if (!(value >= low && value <= high)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : null;
}

/** Beyond it is far: what most points of most lines do, and a few times that on either side. */
function fenceOf(lines: readonly Line[], parts: readonly (readonly [number, number])[]): Interval | null {
  const points = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  const stride = Math.max(1, Math.ceil(points / MOST_SAMPLES));
  const lows: number[] = [];
  const highs: number[] = [];
  lines.forEach(({ y }, i) => {
    const values: number[] = [];
    for (let at = parts[i]![0]; at < parts[i]![1]; at += stride) {
      const value = y[at] as number;
      if (Number.isFinite(value)) values.push(value);
    }
    if (values.length === 0) return;
    values.sort((a, b) => a - b);
    const last = values.length - 1;
    const high = Math.floor(MOST_POINTS * last);
    const few = last < 3;
    lows.push(values[few ? 0 : last - high]!);
    highs.push(values[few ? last : high]!);
  });
  if (highs.length === 0) return null;
  const most = Math.floor(MOST_LINES * (highs.length - 1));
  const high = highs.sort((a, b) => a - b)[most]!;
  const low = lows.sort((a, b) => b - a)[most]!;
  const spread = high - low;
  return spread > 0 ? [low - FAR * spread, high + FAR * spread] : null;
}
