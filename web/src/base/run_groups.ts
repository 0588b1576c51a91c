// Groups of runs: by a folder, by what a regular expression finds in their names, or as somebody put them together.

import { joinList, splitList } from './address';
import { commonFolder } from './run_name';

export interface RunGroup {
  readonly name: string;
  readonly runs: readonly string[];
}

/** What puts runs into groups. A column is a hyperparameter, or another fact of the runs that the server knows. */
export type GroupRule =
  | { readonly kind: 'directory'; readonly level: number }
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'hand' };

/** The rule as one word of the address; null for what means none. */
export function parseRule(text: string | null): GroupRule | null {
  const [kind, rest] = splitAt(text ?? '');
  if (kind === 'directory' && /^[1-9]\d?$/.test(rest)) return { kind, level: Number(rest) };
  if (kind === 'regex') return { kind, pattern: rest };
  if (kind === 'column' && rest !== '') return { kind, column: rest };
  return text === 'hand' ? { kind: 'hand' } : null;
}

export function formatRule(rule: GroupRule | null): string | null {
  if (rule === null) return null;
  if (rule.kind === 'directory') return `directory:${rule.level}`;
  if (rule.kind === 'regex') return `regex:${rule.pattern}`;
  return rule.kind === 'column' ? `column:${rule.column}` : 'hand';
}

function splitAt(text: string): [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** A group that was made by hand, as an item of a list of the address. */
export const formatSet = ({ name, runs }: RunGroup): string => joinList([name, ...runs], ';');
export function parseSet(text: string): RunGroup | null {
  const [name, ...runs] = splitList(text, ';');
  return name === undefined || name === '' ? null : { name, runs };
}

/** How many levels of folders tell runs apart, below the folder that all of them share. */
export function folderLevels(names: readonly string[]): number {
  const skip = commonFolder(names).length;
  return names.reduce((most, name) => Math.max(most, name.slice(skip).split('/').length - 1), 0);
}

/** By the folders that they are in, so many levels below the one that all share. A run that is not that deep is a group of its own. */
export function byFolder(names: readonly string[], level: number): readonly RunGroup[] {
  const skip = commonFolder(names).length;
  return grouped(names, (name) => name.slice(skip).split('/').slice(0, level).join('/'));
}

/** What is wrong with a pattern, in the browser's words; null when it is well formed. */
export function patternError(pattern: string): string | null {
  try {
    new RegExp(pattern);
    return null;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return message.slice(message.lastIndexOf(': ') + 2);
  }
}

/**
 * By what a pattern finds in their names: its named groups (`seed=1, lr=0.1`), else its groups, else all that it matches. Runs in whose
 * names it finds nothing are in no group.
 */
export function byPattern(names: readonly string[], pattern: string): readonly RunGroup[] {
  if (pattern === '' || patternError(pattern) !== null) return [];
  const expression = new RegExp(pattern);
  return grouped(names, (name) => {
    const found = expression.exec(name);
    if (found === null) return null;
    const called = Object.entries<string | undefined>(found.groups ?? {}).filter(([, value]) => value !== undefined);
    if (called.length > 0) return called.map(([key, value]) => `${key}=${value}`).join(', ');
    return found.length > 1 ? found.slice(1).filter(Boolean).join(', ') : found[0];
  });
}

function grouped(names: readonly string[], groupOf: (name: string) => string | null): readonly RunGroup[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groupOf(name);
    if (group === null) continue;
    const runs = groups.get(group);
    if (runs) runs.push(name);
    else groups.set(group, [name]);
  }
  return [...groups].map(([name, runs]) => ({ name, runs })).sort((a, b) => compare(a.name, b.name));
}

/** As the run list sorts, whatever the reader's language. */
const { compare } = new Intl.Collator('en', { numeric: true });
