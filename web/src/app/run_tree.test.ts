import { describe, expect, it } from 'vitest';
import { flatRows, hasFolders, treeOf, type TreeRow } from './run_tree';

const drawn = (rows: readonly TreeRow[]): string[] =>
  rows.map((row) => {
    const name = '  '.repeat(row.depth) + row.key.slice(row.skip);
    return row.kind === 'run' ? name : `${name} ${row.folded ? '+' : '-'}${row.runs.length}`;
  });

describe('the tree of runs', () => {
  const names = ['base', 'sweep/a/train', 'sweep/a/validation', 'sweep/b/train', 'old/one/only'];

  it('has a row for each folder with several entries, and joins the others', () => {
    expect(drawn(treeOf(names, new Set()))).toEqual([
      'base',
      'sweep/ -3',
      '  a/ -2',
      '    train',
      '    validation',
      '  b/train',
      'old/one/only',
    ]);
    expect(drawn(treeOf(['x/y/1', 'x/y/2', 'z'], new Set()))).toEqual(['x/y/ -2', '  1', '  2', 'z']);
  });

  it('hides what is folded, and still counts it', () => {
    expect(drawn(treeOf(names, new Set(['sweep/'])))).toEqual(['base', 'sweep/ +3', 'old/one/only']);
    expect(drawn(treeOf(names, new Set(['sweep/a/'])))[2]).toBe('  a/ +2');
  });

  it('keeps the order of the names, by the first of each folder', () => {
    expect(drawn(treeOf(['b/2', 'a', 'b/1'], new Set()))).toEqual(['b/ -2', '  2', '  1', 'a']);
  });

  it('tells a run from a folder of the same name', () => {
    const rows = treeOf(['a', 'a/1', 'a/2'], new Set());
    expect(drawn(rows)).toEqual(['a', 'a/ -2', '  1', '  2']);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4);
  });

  it('leaves out what is said above', () => {
    expect(drawn(treeOf(['s/a/1', 's/a/2', 's/b'], new Set(), 2))).toEqual(['a/ -2', '  1', '  2', 'b']);
    expect(drawn(flatRows(['s/a/1'], 2))).toEqual(['a/1']);
  });

  it('takes tens of thousands of runs', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `sweep/${i % 200}/${i}`);
    expect(treeOf(many, new Set())).toHaveLength(20_201);
  });
});

it.each([
  [['a/1', 'a/2'], 0, true],
  [['a/1', 'b/2'], 0, false],
  [['a/1', 'a/2'], 2, false],
  [['a', 'a/2'], 0, false],
])('%j beyond %i characters has folders: %s', (names, skip, expected) => {
  expect(hasFolders(names, skip)).toBe(expected);
});
