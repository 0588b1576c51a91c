// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { Change } from '../data/types';
import { Changes } from './changes.svelte';

function change(runs: Change['runs'], changed: Change['changed']): Change {
  return { runs, changed, tags: null } as unknown as Change;
}

test('a tag follows its own kind, and the runs that are shown', () => {
  const changes = new Changes();
  changes.note(change(['a', 'b'], { a: { scalars: ['loss'] }, b: { images: ['loss'] } }));
  expect(changes.of('scalars', 'loss', null)).toBe(1);
  expect(changes.of('images', 'loss', null)).toBe(1);
  expect(changes.of('scalars', 'loss', ['a'])).toBe(1);
  expect(changes.of('scalars', 'loss', ['b'])).toBe(0);
  expect(changes.of('scalars', 'accuracy', null)).toBe(0);
});

test('a run whose series are too many to name changed in all of them', () => {
  const changes = new Changes();
  changes.note(change(['a', 'b'], { a: { scalars: ['loss'] } }));
  expect(changes.of('scalars', 'accuracy', ['b'])).toBe(1);
  expect(changes.of('scalars', 'accuracy', ['a'])).toBe(0);
});

test('without names everything changed', () => {
  const changes = new Changes();
  changes.note(change(null, null));
  changes.note(change(['a'], null));
  expect(changes.of('scalars', 'loss', ['b'])).toBe(2);
});

test('who reads a number hears of its changes', () => {
  const changes = new Changes();
  const seen: number[] = [];
  const stop = $effect.root(() => {
    const number = $derived(changes.of('scalars', 'loss', null));
    $effect(() => void seen.push(number));
  });
  flushSync();
  for (const tag of ['loss', 'accuracy', 'loss', 'accuracy']) {
    changes.note(change(['a'], { a: { scalars: [tag] } }));
    flushSync();
  }
  stop();
  expect(seen).toEqual([0, 1, 2]);
});
