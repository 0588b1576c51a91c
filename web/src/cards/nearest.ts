// The place of a step among those that were logged.

/** The last place whose step is not above the wanted one; the first where there is none. Steps ascend. */
export function indexNotAbove(steps: readonly number[], wanted: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (steps[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place whose step is nearest to the wanted one, of equally near ones the last; the last place for null. Steps ascend. */
export function nearestIndex(steps: readonly number[], wanted: number | null): number {
  const last = steps.length - 1;
  if (wanted === null || last < 0) return last;
  const low = indexNotAbove(steps, wanted);
  const after = steps.lastIndexOf(steps[Math.min(last, low + 1)]!);
  return Math.abs(steps[after]! - wanted) <= Math.abs(steps[low]! - wanted) ? after : low;
}
