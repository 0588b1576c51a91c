// Best so far: the trials that were better than all before them.

/** These trials, by their number, in the order of `times`; of equal times the earlier trial first. Only chosen ones with both count. */
export function bestSoFar(
  times: Float64Array,
  values: Float64Array,
  chosen: Uint8Array,
  goal: 'min' | 'max',
): readonly number[] {
  const order = Array.from(times.keys())
    .filter((i) => chosen[i] === 1 && Number.isFinite(times[i]) && Number.isFinite(values[i]))
    .sort((a, b) => times[a]! - times[b]! || a - b);
  const better = (a: number, b: number): boolean => (goal === 'max' ? a > b : a < b);
  const found: number[] = [];
  for (const i of order) {
    const last = found.at(-1);
    if (last === undefined || better(values[i]!, values[last]!)) found.push(i);
  }
  return found;
}
