// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../data/types';
import { Preferences } from './preferences.svelte';
import { Runs, SHOW_ALL_UP_TO, SHOW_NEWEST } from './runs.svelte';
import { View } from './view.svelte';

const run = (name: string, points = 1): Run => ({
  key: name, name, points, start_time: 0, last_time: 0, series: 1, attempts: 1, damage: 0, state: 'running', files: 1,
}); // prettier-ignore
const many = (count: number): Run[] => Array.from({ length: count }, (_, i) => run(`run${i}`));

let view: View;
let preferences: Preferences;
let runs: Runs;
let theme: 'light' | 'dark';

function begin(address = '#'): void {
  history.replaceState(null, '', address);
  view = new View(window, 'timeseries');
  preferences = new Preferences(window);
  theme = 'light';
  runs = new Runs(view, preferences, () => theme);
}
beforeEach(() => {
  localStorage.clear();
  begin();
});

describe('what is shown', () => {
  it('is everything, and what comes later too', () => {
    runs.replace([run('a'), run('b')]);
    expect(runs.visible).toEqual(['a', 'b']);
    expect(runs.selection).toBeNull();
    runs.replace([run('a'), run('b'), run('c')]);
    expect(runs.visible).toEqual(['a', 'b', 'c']);
  });

  it('is the newest of very many, until someone asks for all', () => {
    runs.replace(many(SHOW_ALL_UP_TO));
    expect(runs.limited).toBe(false);
    runs.replace(many(SHOW_ALL_UP_TO + 1));
    expect(runs.limited).toBe(true);
    expect(runs.visible).toHaveLength(SHOW_NEWEST);
    expect(runs.visible.at(-1)).toBe(`run${SHOW_ALL_UP_TO}`);

    runs.show(runs.names, true);
    expect(runs.limited).toBe(false);
    expect(runs.selection).toBeNull();
  });

  it('is what matches a search, also of the runs to come, but for exceptions', () => {
    runs.replace([run('a1'), run('a2'), run('b')]);
    runs.showMatching({ text: 'a', regex: false });
    expect(runs.visible).toEqual(['a1', 'a2']);
    expect(view.address()).toBe('#/timeseries?runs=matching&runs_match=a');
    runs.show(['a1'], false);
    runs.show(['b'], true);
    runs.replace([run('a1'), run('a2'), run('b'), run('a3'), run('c')]);
    expect(runs.visible).toEqual(['a2', 'b', 'a3']);

    begin(view.address());
    runs.replace([run('a1'), run('a2'), run('b')]);
    expect(runs.visible).toEqual(['a2', 'b']);
    runs.toggleOnly('b');
    runs.toggleOnly('b');
    expect(runs.visible).toEqual(['a2', 'b']);
    runs.show(runs.names, true);
    expect(runs.shownBy).toBeNull();
    expect(view.address()).toBe('#/timeseries?runs=all');
  });

  it('leaves out what was hidden, also when it is told so by an address', () => {
    runs.replace(many(3));
    runs.show(['run1'], false);
    expect(runs.visible).toEqual(['run0', 'run2']);
    const address = view.address();
    expect(address).toBe('#/timeseries?except=run1');

    begin(address);
    runs.replace(many(4));
    expect(runs.visible).toEqual(['run0', 'run2', 'run3']);
    runs.show(['run1'], true);
    expect(view.address()).toBe('#/timeseries');
  });

  it('is nothing after "none", and then what was ticked', () => {
    runs.replace(many(3));
    runs.show(runs.names, false);
    expect(runs.visible).toEqual([]);
    runs.show(['run2'], true);
    expect(runs.selection).toEqual(['run2']);
    expect(view.address()).toBe('#/timeseries?except=run2&runs=none');
  });

  it('comes back as it was after one run was shown alone', () => {
    runs.replace(many(4));
    runs.show(['run3'], false);
    runs.toggleOnly('run0');
    expect(runs.visible).toEqual(['run0']);
    runs.toggleOnly('run1');
    expect(runs.visible).toEqual(['run1']);
    runs.toggleOnly('run1');
    expect(runs.visible).toEqual(['run0', 'run1', 'run2']);
  });

  it('does not stumble over a run in the address that is no more', () => {
    begin('#/timeseries?runs=none&except=gone,run0');
    runs.replace(many(2));
    expect(runs.visible).toEqual(['run0']);
  });
});

describe('a live list', () => {
  it('tells only those who look at what changed', () => {
    runs.replace(many(3));
    const seen: string[] = [];
    const stop = $effect.root(() => {
      $effect(() => void seen.push(`run0 has ${runs.get('run0')?.points ?? 0}`));
      $effect(() => void seen.push(`run1 has ${runs.get('run1')?.points ?? 0}`));
      $effect(() => void seen.push(`${runs.names.length} names, ${runs.visible.length} shown`));
    });
    flushSync();
    expect(seen).toEqual(['run0 has 1', 'run1 has 1', '3 names, 3 shown']);
    runs.replace([run('run0', 2), run('run1'), run('run2')]);
    flushSync();
    expect(seen.slice(3)).toEqual(['run0 has 2']);
    stop();
  });

  it('forgets what is gone', () => {
    runs.replace(many(3));
    runs.replace([run('run1')]);
    expect(runs.names).toEqual(['run1']);
    expect(runs.get('run0')).toBeUndefined();
  });
});

describe('colours', () => {
  it('stay when runs come before, and follow the theme', () => {
    runs.replace([run('m'), run('n')]);
    const before = [runs.colour('m'), runs.colour('n')];
    runs.replace([run('a'), run('m'), run('n')]);
    expect([runs.colour('m'), runs.colour('n')]).toEqual(before);
    theme = 'dark';
    expect(runs.colour('m')).not.toBe(before[0]);
  });

  it('can be chosen, outlive the page, and be given back', () => {
    runs.replace([run('m')]);
    const usual = runs.colour('m');
    preferences.setColour('m', '#123456');
    expect(runs.colour('m')).toBe('#123456');
    begin();
    runs.replace([run('m')]);
    expect(runs.colour('m')).toBe('#123456');
    preferences.setColour('m', null);
    expect(runs.colour('m')).toBe(usual);
    preferences.setColour('m', 3);
    const light = runs.colour('m');
    theme = 'dark';
    expect(runs.colour('m')).not.toBe(light);
  });
});
