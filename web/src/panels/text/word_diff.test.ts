import { expect, test } from 'vitest';
import { tableDiff, wordDiff } from './word_diff';

const joined = (pieces: ReturnType<typeof wordDiff>, without: 'added' | 'removed') =>
  pieces
    .filter(({ change }) => change !== without)
    .map(({ text }) => text)
    .join('');

test('the pieces make up both texts', () => {
  const [before, after] = ['the cat sat on\nthe mat', 'the dog sat on\n  the red mat'];
  const pieces = wordDiff(before, after);
  expect(joined(pieces, 'added')).toBe(before);
  expect(joined(pieces, 'removed')).toBe(after);
  expect(pieces.filter(({ change }) => change === 'added').map(({ text }) => text.trim())).toContain('dog');
  expect(wordDiff('same', 'same').every(({ change }) => change === 'same')).toBe(true);
});

test('long texts with nothing in common are told apart in a moment', () => {
  const text = (from: number) => Array.from({ length: 60_000 }, (_, i) => `word${i * 7 + from}`).join('\n');
  const [before, after] = [text(0), text(3)];
  const pieces = wordDiff(before, after);
  expect(joined(pieces, 'added')).toBe(before);
  expect(joined(pieces, 'removed')).toBe(after);
});

test('tables cell by cell', () => {
  const cells = tableDiff(['a', 'b'], ['a', 'c', 'd']);
  expect(cells.map((pieces) => pieces.map(({ change }) => change))).toEqual([
    ['same'],
    ['removed', 'added'],
    ['added'],
  ]);
});
