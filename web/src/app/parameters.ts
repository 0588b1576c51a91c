// The parameters of the address that belong to no panel alone, each named here once, and the names that older addresses used.

/** What all panels share. A panel's own parameters stand behind its name: `timeseries.pins`. */
export const SHARED = [
  'runs',
  'except',
  'runs_match',
  'runs_match_regex',
  'run_search',
  'run_regex',
  'run_tree',
  'run_folded',
  'run_sort',
  'run_order',
  'group_by',
  'group_sets',
  'group_open',
  'group_statistic',
  'group_band',
  'group_align',
  'group_runs',
  'group_charts',
  'baseline',
  'compare',
  'colour_by',
  'where',
  'x',
  'smoothing',
] as const;

export type Shared = (typeof SHARED)[number];
export type ParameterName = Shared | `${string}.${string}`;

/** Before panels had namespaces there was one panel; its addresses still open. */
const WITHOUT_NAMESPACE = [
  'tags',
  'tags_regex',
  'pins',
  'closed',
  'full',
  'log_x',
  'log_y',
  'other_log_y',
  'robust',
  'attempts',
  'linked',
  'zoom',
  'zooms',
  'card_width',
  'card_height',
  'tooltip_rows',
];

/** The name that a parameter has now. */
export function presentName(name: string): string {
  return WITHOUT_NAMESPACE.includes(name) ? `timeseries.${name}` : name;
}

export function isShared(name: string): boolean {
  return (SHARED as readonly string[]).includes(name);
}
