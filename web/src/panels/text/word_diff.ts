// What is different between two texts, word by word.

import { diffLines, diffWordsWithSpace } from 'diff';

export interface Piece {
  readonly text: string;
  readonly change: 'same' | 'added' | 'removed';
}

/** Longer work would make the page stand still: texts that have little in common are compared by lines, or not at all. */
const WORDS_MS = 250;
const LINES_MS = 100;

export function wordDiff(before: string, after: string): readonly Piece[] {
  const found =
    diffWordsWithSpace(before, after, { timeout: WORDS_MS }) ?? diffLines(before, after, { timeout: LINES_MS });
  if (found === undefined) {
    return [
      { text: before, change: 'removed' },
      { text: after, change: 'added' },
    ];
  }
  return found.map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : 'same',
  }));
}

/** The same of tables: cell by cell, where one of them has a cell that the other lacks with all of it. */
export function tableDiff(before: readonly string[], after: readonly string[]): readonly (readonly Piece[])[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, cell) =>
    wordDiff(before[cell] ?? '', after[cell] ?? ''),
  );
}
