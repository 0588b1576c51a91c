import { describe, expect, it } from 'vitest';
import type { Run } from '../data/types';
import { orderRuns } from './run_order';

const run = (name: string, last_time: number | null, state: Run['state'] = 'finished'): Run => ({
  key: name, name, last_time, state, start_time: 0, points: 1, series: 1, attempts: 1, damage: 0, files: 1,
}); // prettier-ignore
const runs = [run('run10', 30), run('Run2', 50), run('run1', null), run('b', 10, 'running'), run('a', 20, 'running')];
const names = runs.map(({ name }) => name);
const get = (name: string): Run | undefined => runs.find((one) => one.name === name);

describe('the order of runs', () => {
  it('by name counts as people do', () => {
    expect(orderRuns(names, 'name', false, 'en', get)).toEqual(['a', 'b', 'run1', 'Run2', 'run10']);
    expect(orderRuns(names, 'name', true, 'en', get)).toEqual(['run10', 'Run2', 'run1', 'b', 'a']);
  });

  it('by start is the order in which the server has them', () => {
    expect(orderRuns(names, 'start', false, 'en', get)).toEqual(names);
    expect(orderRuns(names, 'start', true, 'en', get)).toEqual([...names].reverse());
  });

  it('by last update has live runs together, in the order of their start', () => {
    expect(orderRuns(names, 'update', true, 'en', get)).toEqual(['a', 'b', 'Run2', 'run10', 'run1']);
  });
});
