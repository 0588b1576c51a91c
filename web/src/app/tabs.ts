// Which panels have a tab, and which of the tabs there is room for.

import type { KindInfo } from '../data/types';
import { dataOf, type Panel } from './panel';

export interface Tabs {
  /** In their fixed order: what has a page and something to show on it, and the open page in any case. */
  readonly tabs: readonly Panel[];
  /** What the log has and no page shows yet. */
  readonly unshown: readonly Panel[];
  /** What the log does not have. */
  readonly absent: readonly Panel[];
}

/** Sorts the panels. `kinds` is null as long as nobody knows what the log has: then there is the open tab alone. */
export function sortPanels(panels: readonly Panel[], kinds: readonly KindInfo[] | null, open: Panel): Tabs {
  const hasData = (panel: Panel): boolean => kinds !== null && dataOf(panel, panels, kinds).length > 0;
  // A page that asks for no kind always has something to show.
  const isTab = (panel: Panel): boolean =>
    panel.load !== undefined && (hasData(panel) || panel === open || panel.kinds.length === 0);
  return {
    tabs: panels.filter(isTab),
    unshown: panels.filter((panel) => !isTab(panel) && hasData(panel)),
    absent: panels.filter((panel) => !isTab(panel) && !hasData(panel)),
  };
}

/**
 * The indices of the tabs that `room` pixels hold, which is always the open one's and, before it, the first ones'.
 * The open tab does not leave its place as long as it has room there.
 */
export function fittingTabs(widths: readonly number[], room: number, open: number): number[] {
  const fitting: number[] = [];
  let left = room - (widths[open] ?? 0);
  for (const [index, width] of widths.entries()) {
    if (index === open) fitting.push(index);
    else if (width <= left) {
      fitting.push(index);
      left -= width;
    } else {
      if (index < open) fitting.push(open);
      break;
    }
  }
  return fitting;
}
