// Histograms far outside what most others reach over, such as those of a run that diverged: the axis of values that all share leaves
// them out, or all others would be a spike at zero.
import type { RunHistograms } from '../../data/histograms';
import { union } from '../../plot/domain';
import type { Interval, Numbers } from '../../plot/scale';

export interface FarSteps {
  /** What all others reach over. */
  readonly extent: Interval;
  /** How many reach above and below it, and how many there are: one may do both. */
  readonly above: number;
  readonly below: number;
  readonly count: number;
}

/** One is far with which the axis would be so many times as long as what is usual. */
const FLATTENS = 4;
/** What is usual: most steps of most runs stay in it. Of fewer steps than these all do. */
const MOST = 0.75;
const FEW = 4;
/** So much beyond the numbers in them buckets may reach, as a part of the edge; and of what all reach over at most. */
const BUCKET = 0.1;

/** Which of the runs' histograms are far outside, and the values without them; null when there are none. */
export function farSteps(runs: readonly RunHistograms[], whole: Interval): FarSteps | null {
  const reaches = runs.map(({ statistics }) => reachesOf(statistics.min, statistics.max));
  const usual = usualOf(reaches.filter((some) => some.length > 0));
  if (usual === null) return null;
  const all = reaches.flat();
  const isFar = (own: Interval): boolean => !(lengthOf(union(own, usual)!) <= FLATTENS * lengthOf(usual));
  const far = all.filter(isFar);
  const near = all.filter((own) => !isFar(own)).reduce<Interval | null>((so, own) => union(so, own), null);
  if (far.length === 0 || near === null) return null;
  return {
    extent: withBuckets(near, whole),
    above: far.filter(([, max]) => max > near[1]).length,
    below: far.filter(([min]) => min < near[0]).length,
    count: far.length,
  };
}

const lengthOf = ([low, high]: Interval): number => high - low;

/** From the least to the largest number of each histogram that has one. What is beyond float32 comes as infinite: it is far. */
function reachesOf(mins: Numbers, maxs: Numbers): Interval[] {
  return Array.from(mins, (min, i): Interval => [min, maxs[i]!]).filter(([min, max]) => min <= max);
}

function usualOf(runs: readonly (readonly Interval[])[]): Interval | null {
  if (runs.length === 0) return null;
  const atMost = (values: number[], few: number): number => {
    const last = values.length - 1;
    return values.sort((a, b) => a - b)[values.length < few ? last : Math.floor(MOST * last)]!;
  };
  const high = atMost(
    runs.map((run) =>
      atMost(
        run.map(([, max]) => max),
        FEW,
      ),
    ),
    0,
  );
  const low = -atMost(
    runs.map((run) =>
      atMost(
        run.map(([min]) => -min),
        FEW,
      ),
    ),
    0,
  );
  return high > low && Number.isFinite(high - low) ? [low, high] : null;
}

/** Wide enough for the outermost buckets, no number of which is to be lost. */
function withBuckets(near: Interval, whole: Interval): Interval {
  const air = (edge: number): number => BUCKET * Math.min(Math.abs(edge), lengthOf(near));
  return [Math.max(whole[0], near[0] - air(near[0])), Math.min(whole[1], near[1] + air(near[1]))];
}
