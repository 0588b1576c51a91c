// The order of the run list.

import type { Locale } from '../base/i18n';
import type { Run } from '../data/types';

export type RunSort = 'name' | 'start' | 'update';

/**
 * `names` (oldest first) in the order of `sort`. Names are compared as people count: `run2` before `run10`.
 *
 * By last update, runs that are being written stand together in the order of their start: they are all of this moment, and would
 * otherwise change places with every point.
 */
export function orderRuns(
  names: readonly string[],
  sort: RunSort,
  descending: boolean,
  locale: Locale,
  get: (name: string) => Run | undefined,
): readonly string[] {
  const ordered = sort === 'name' ? byName(names, locale) : sort === 'update' ? byUpdate(names, get) : [...names];
  return descending ? ordered.reverse() : ordered;
}

function byName(names: readonly string[], locale: Locale): string[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return [...names].sort(compare);
}

function byUpdate(names: readonly string[], get: (name: string) => Run | undefined): string[] {
  const last = new Map(
    names.map((name) => {
      const run = get(name);
      return [name, run?.state === 'running' ? Infinity : (run?.last_time ?? -Infinity)];
    }),
  );
  return [...names].sort((a, b) => {
    const [x, y] = [last.get(a)!, last.get(b)!];
    return x === y ? 0 : x < y ? -1 : 1;
  });
}
