// The place of a step among those that were logged.

/** The place whose step is nearest to the wanted one, of equally near ones the last; the last place for null. Steps ascend. */
export function nearestIndex(steps: readonly number[], wanted: number | null): number {
  const last = steps.length - 1;
  if (wanted === null || last < 0) return last;
  let low = 0;
  let high = last;
  // The last place that is not above.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (steps[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  const after = steps.lastIndexOf(steps[Math.min(last, low + 1)]!);
  return Math.abs(steps[after]! - wanted) <= Math.abs(steps[low]! - wanted) ? after : low;
}
