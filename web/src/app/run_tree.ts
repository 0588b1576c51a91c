// The run list as a tree: a row for each folder that holds more than one run, and below it, unless it is folded, what it holds.

import type { RunGroup } from '../base/run_groups';

export interface FolderRow {
  readonly kind: 'folder';
  /** Of a group: its name, and the colour that stands for it. */
  readonly group?: { readonly name: string; readonly colour: string };
  /** Its path with its slash, which tells it from a run of the same name. */
  readonly key: string;
  /** How much of the path is said by the rows above. */
  readonly skip: number;
  readonly depth: number;
  readonly folded: boolean;
  /** All runs in it, at any depth, folded or not. */
  readonly runs: readonly string[];
}

export interface RunRow {
  readonly kind: 'run';
  readonly key: string;
  readonly skip: number;
  readonly depth: number;
}

export type TreeRow = FolderRow | RunRow;

/**
 * The rows for `names`, in whose order folders stand where their first run does. The first `skip` characters are said above the list. A
 * folder with a single entry is no row of its own, but part of that entry's name.
 */
export function treeOf(names: readonly string[], folded: ReadonlySet<string>, skip = 0): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  addRows(rows, names, folded, skip, 0);
  return rows;
}

/** A row for each group and, where it is open, its runs below it in the order of `names`; those in no group stand last. */
export function rowsOfGroups(
  groups: readonly RunGroup[],
  names: readonly string[],
  open: ReadonlySet<string> | 'all',
  colourOf: (group: string) => string,
  skip = 0,
): readonly TreeRow[] {
  const place = new Map(names.map((name, i) => [name, i]));
  const grouped = new Set<string>();
  const rows: TreeRow[] = [];
  for (const { name, runs } of groups) {
    const listed = runs.filter((run) => place.has(run)).sort((a, b) => place.get(a)! - place.get(b)!);
    for (const run of listed) grouped.add(run);
    if (listed.length === 0) continue;
    const folded = open !== 'all' && !open.has(name);
    const group = { name, colour: colourOf(name) };
    rows.push({ kind: 'folder', key: `group ${name}`, group, skip: 0, depth: 0, folded, runs: listed });
    if (!folded) for (const key of listed) rows.push({ kind: 'run', key, skip, depth: 1 });
  }
  return [
    ...rows,
    ...flatRows(
      names.filter((name) => !grouped.has(name)),
      skip,
    ),
  ];
}

/** As rows without folders. */
export function flatRows(names: readonly string[], skip = 0): readonly RunRow[] {
  return names.map((key) => ({ kind: 'run', key, skip, depth: 0 }));
}

/** Whether a tree of these names would have a folder. */
export function hasFolders(names: readonly string[], skip: number): boolean {
  const seen = new Set<string>();
  return names.some((name) => {
    const slash = name.indexOf('/', skip);
    if (slash < 0) return false;
    const folder = name.slice(0, slash);
    if (seen.has(folder)) return true;
    seen.add(folder);
    return false;
  });
}

function addRows(
  rows: TreeRow[],
  names: readonly string[],
  folded: ReadonlySet<string>,
  skip: number,
  depth: number,
): void {
  for (const [entry, runs] of entriesOf(names, skip)) {
    if (runs.length === 1) {
      rows.push({ kind: 'run', key: runs[0]!, skip, depth });
      continue;
    }
    const key = sharedFolder(runs, entry.length);
    rows.push({ kind: 'folder', key, skip, depth, folded: folded.has(key), runs });
    if (!folded.has(key)) addRows(rows, runs, folded, key.length, depth + 1);
  }
}

/** What stands in a folder whose path has `skip` characters: each run that is directly in it, and the runs of each folder in it. */
function entriesOf(names: readonly string[], skip: number): Map<string, string[]> {
  const entries = new Map<string, string[]>();
  for (const name of names) {
    const slash = name.indexOf('/', skip);
    const entry = slash < 0 ? name : name.slice(0, slash + 1);
    const runs = entries.get(entry);
    if (runs) runs.push(name);
    else entries.set(entry, [name]);
  }
  return entries;
}

/** The longest folder that all of `runs` are in; they share its first `length` characters. */
function sharedFolder(runs: readonly string[], length: number): string {
  const first = runs[0]!;
  for (;;) {
    const slash = first.indexOf('/', length);
    const longer = first.slice(0, slash + 1);
    if (slash < 0 || !runs.every((name) => name.startsWith(longer))) return first.slice(0, length);
    length = slash + 1;
  }
}
