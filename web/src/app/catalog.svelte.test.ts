// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CatalogAnswer, conflictsOf } from '../data/catalog';
import { ApiError, type Client } from '../data/client';
import { Catalog } from './catalog.svelte';

const BY = { revision: 1, author: null, time: 0 };

function answer(revision: number, since: number, more: Partial<CatalogAnswer> = {}): CatalogAnswer {
  return {
    identity: 'one', revision, since, location: 'runs/.sonde/catalog.db', reason: '', allow_delete: true,
    runs: [], projects: [], annotations: [], views: [], groups: [], removed: [], ...more,
  }; // prettier-ignore
}

function run(id: string, revision: number, note: string): CatalogAnswer['runs'][number] {
  return { id, display_name: null, note, starred: false, archived: false, colour: null, tags: [], ...BY, revision };
}

/** What the server answers, in this order; what it was asked. */
let answers: (CatalogAnswer | Error)[];
let asked: { path: string; init: RequestInit | undefined }[];
let catalog: Catalog;

beforeEach(async () => {
  vi.useFakeTimers();
  answers = [answer(1, 0, { runs: [run('k:a', 1, 'first')] })];
  asked = [];
  const client = {
    fetch: (path: string, init?: RequestInit) => {
      asked.push({ path, init });
      const next = answers.shift()!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(Response.json(next));
    },
  } as unknown as Client;
  catalog = new Catalog(client, () => '阿达');
  catalog.refresh();
  await settle();
});
afterEach(() => {
  catalog.stop();
  vi.useRealTimers();
});

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000);

test('what is said of a run is shown, and of others the defaults', () => {
  expect(catalog.loaded).toBe(true);
  expect(catalog.run('k:a').note).toBe('first');
  expect(catalog.run('k:b')).toMatchObject({ note: '', starred: false, tags: [] });
  expect(catalog.mayDelete).toBe(true);
});

test('a newer revision is asked for from the one that is shown', async () => {
  answers.push(answer(3, 1, { runs: [run('k:a', 3, 'second')] }));
  catalog.follow({ identity: 'one', revision: 3 });
  await settle();
  expect(asked.at(-1)!.path).toBe('catalog?since=1');
  expect(catalog.run('k:a').note).toBe('second');
  catalog.follow({ identity: 'one', revision: 3 });
  await settle();
  expect(asked).toHaveLength(2);
});

test('another catalog is taken from its beginning', async () => {
  answers.push(answer(1, 1, { identity: 'two' }), answer(1, 0, { identity: 'two', runs: [run('k:b', 1, 'of two')] }));
  catalog.follow({ identity: 'two', revision: 1 });
  await settle();
  expect(asked.map(({ path }) => path)).toEqual(['catalog?since=0', 'catalog?since=1', 'catalog?since=0']);
  expect(catalog.run('k:a').note).toBe('');
  expect(catalog.run('k:b').note).toBe('of two');
});

test('a change carries its author and is shown when it is made', async () => {
  const seen: string[] = [];
  const stop = $effect.root(() => {
    $effect(() => void seen.push(catalog.run('k:a').note));
  });
  flushSync();
  answers.push(answer(2, 1, { runs: [run('k:a', 2, 'mine')] }));
  await catalog.change('runs', { keys: ['k:a'], note: 'mine', seen: catalog.revision });
  flushSync();
  stop();
  expect(seen).toEqual(['first', 'mine']);
  expect(asked.at(-1)!.path).toBe('catalog/runs');
  expect(asked.at(-1)!.init!.headers).toMatchObject({ 'sonde-author': '%E9%98%BF%E8%BE%BE' });
});

test('of a change that comes second both texts are told', async () => {
  const conflicts = [{ kind: 'run', id: 'k:a', field: 'note', value: 'theirs', yours: 'mine', ...BY }];
  answers.push(new ApiError('conflict', 'somebody was first', '', 409, { conflicts }));
  const cause = await catalog.change('runs', { keys: ['k:a'], note: 'mine', seen: 0 }).catch((error: unknown) => error);
  expect(conflictsOf(cause)).toEqual(conflicts);
  expect(conflictsOf(new ApiError('offline', ''))).toEqual([]);
});

test('an answer that starts later than what is shown is not taken for the whole', async () => {
  answers.push(answer(9, 7, { runs: [run('k:b', 9, 'late')] }), answer(9, 1, { runs: [run('k:a', 5, 'between')] }));
  await catalog.change('runs', { keys: ['k:b'], note: 'late' });
  await settle();
  expect(asked.at(-1)!.path).toBe('catalog?since=1');
  expect(catalog.run('k:a').note).toBe('between');
});

test('annotations come by run and step, and go', async () => {
  const note = (id: string, step: number): CatalogAnswer['annotations'][number] => ({
    id, run: 'k:a', first_step: step, last_step: null, tag: null, text: id, ...BY,
  }); // prettier-ignore
  answers.push(answer(2, 1, { annotations: [note('late', 9), note('early', 1)] }));
  catalog.follow({ identity: 'one', revision: 2 });
  await settle();
  expect(catalog.annotations('k:a').map(({ id }) => id)).toEqual(['early', 'late']);
  answers.push(answer(3, 2, { removed: [{ kind: 'annotation', id: 'early' }] }));
  catalog.follow({ identity: 'one', revision: 3 });
  await settle();
  expect(catalog.annotations('k:a').map(({ id }) => id)).toEqual(['late']);
  expect(catalog.annotations('k:b')).toEqual([]);
});
