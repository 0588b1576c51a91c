import { describe, expect, it } from 'vitest';
import {
  byFolder,
  byPattern,
  folderLevels,
  formatRule,
  formatSet,
  parseRule,
  parseSet,
  patternError,
} from './run_groups';

const names = ['sweep/lr=0.1/seed=1', 'sweep/lr=0.1/seed=2', 'sweep/lr=0.01/seed=1', 'sweep/base'];
const told = (groups: readonly { name: string; runs: readonly string[] }[]): Record<string, number> =>
  Object.fromEntries(groups.map(({ name, runs }) => [name, runs.length]));

describe('groups of runs', () => {
  it('are the folders below the one that all share', () => {
    expect(folderLevels(names)).toBe(1);
    expect(told(byFolder(names, 1))).toEqual({ base: 1, 'lr=0.01': 1, 'lr=0.1': 2 });
    expect(told(byFolder(names, 2))).toEqual({ base: 1, 'lr=0.01/seed=1': 1, 'lr=0.1/seed=1': 1, 'lr=0.1/seed=2': 1 });
    expect(folderLevels(['a', 'b'])).toBe(0);
  });

  it('are what a pattern finds in the names', () => {
    expect(told(byPattern(names, 'lr=(?<rate>[\\d.]+)/seed=(?<seed>\\d+)'))).toEqual({
      'rate=0.01, seed=1': 1,
      'rate=0.1, seed=1': 1,
      'rate=0.1, seed=2': 1,
    });
    expect(told(byPattern(names, 'seed=(\\d)'))).toEqual({ '1': 2, '2': 1 });
    expect(told(byPattern(names, 'lr|base'))).toEqual({ base: 1, lr: 3 });
    expect(byPattern(names, '')).toEqual([]);
    expect(byPattern(names, '(')).toEqual([]);
    expect(patternError('(')).toMatch(/group/i);
    expect(patternError('a')).toBeNull();
  });

  it('come back from the address', () => {
    for (const text of ['directory:2', 'regex:a:(b)', 'column:hparams.lr', 'hand']) {
      expect(formatRule(parseRule(text))).toBe(text);
    }
    for (const text of [null, '', 'directory:0', 'directory:x', 'column:', 'nothing']) {
      expect(parseRule(text)).toBeNull();
    }
    const set = { name: 'a;b,c', runs: ['x;1', 'y,2'] };
    expect(parseSet(formatSet(set))).toEqual(set);
    expect(parseSet('')).toBeNull();
  });
});
