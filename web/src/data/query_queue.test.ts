import { expect, test, vi } from 'vitest';
import { QueryQueue } from './query_queue';

interface Answer {
  name: string;
  bytes: number;
}

/** A server whose answers come when the test says so. */
function slow(): {
  asked: string[];
  ask: (name: string) => (signal: AbortSignal) => Promise<Answer>;
  answer: (name: string, bytes?: number) => Promise<void>;
} {
  const asked: string[] = [];
  const open = new Map<string, (answer: Answer) => void>();
  return {
    asked,
    ask: (name) => () => {
      asked.push(name);
      return new Promise((resolve) => open.set(name, resolve));
    },
    answer: async (name, bytes = 1) => {
      open.get(name)!({ name, bytes });
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}
const never = new AbortController().signal;

test('few questions are under way at once', async () => {
  const server = slow();
  const queue = new QueryQueue(2);
  for (const name of ['a', 'b', 'c']) void queue.ask(name, 0, server.ask(name), () => 0, never);
  expect(server.asked).toEqual(['a', 'b']);
  await server.answer('a');
  expect(server.asked).toEqual(['a', 'b', 'c']);
});

test('the most wanted goes first, by what is wanted when a place is free', async () => {
  const server = slow();
  const queue = new QueryQueue(1);
  const rank = { b: 1, c: 2 };
  void queue.ask('a', 0, server.ask('a'), () => 0, never);
  void queue.ask('b', 0, server.ask('b'), () => rank.b, never);
  void queue.ask('c', 0, server.ask('c'), () => rank.c, never);
  rank.b = 3;
  await server.answer('a');
  expect(server.asked).toEqual(['a', 'c']);
});

test('a question that nobody waits for any more is never asked', async () => {
  const server = slow();
  const queue = new QueryQueue(1);
  const stop = new AbortController();
  void queue.ask('a', 0, server.ask('a'), () => 0, never);
  const b = queue.ask('b', 0, server.ask('b'), () => 0, stop.signal);
  void queue.ask('c', 0, server.ask('c'), () => 0, never);
  stop.abort();
  await expect(b).rejects.toThrow();
  await server.answer('a');
  expect(server.asked).toEqual(['a', 'c']);
});

test('a signal that outlives its questions is let go by each that is asked', async () => {
  const server = slow();
  const queue = new QueryQueue(1);
  const { signal } = new AbortController();
  const listens = vi.spyOn(signal, 'addEventListener');
  const lets = vi.spyOn(signal, 'removeEventListener');
  for (const name of ['a', 'b']) void queue.ask(name, 0, server.ask(name), () => 0, signal);
  await server.answer('a');
  await server.answer('b');
  expect(listens).toHaveBeenCalledTimes(2);
  expect(lets.mock.calls.map(([, listener]) => listener)).toEqual(listens.mock.calls.map(([, listener]) => listener));
});

test('a failure frees its place', async () => {
  const server = slow();
  const queue = new QueryQueue(1);
  const failing = queue.ask(
    'a',
    0,
    () => Promise.reject(new Error('no')),
    () => 0,
    never,
  );
  void queue.ask('b', 0, server.ask('b'), () => 0, never);
  await expect(failing).rejects.toThrow('no');
  await vi.waitFor(() => expect(server.asked).toEqual(['b']));
});

test('an answer is given again from memory, until others have taken its room', async () => {
  const server = slow();
  const queue = new QueryQueue(4, 100);
  const ask = async (name: string, bytes: number): Promise<void> => {
    const asked = queue.ask(name, 0, server.ask(name), () => 0, never);
    if (server.asked.at(-1) === name) await server.answer(name, bytes);
    expect((await asked).name).toBe(name);
  };
  await ask('a', 40);
  await ask('b', 40);
  await queue.ask('a', 0, server.ask('a again'), () => 0, never);
  expect(server.asked).toEqual(['a', 'b']);
  await ask('c', 40);
  expect(queue.remembered('a', 0)).toBeDefined();
  expect(queue.remembered('b', 0)).toBeUndefined();
});

test('an answer too large to keep is not kept', async () => {
  const server = slow();
  const queue = new QueryQueue(4, 100);
  const asked = queue.ask('a', 0, server.ask('a'), () => 0, never);
  await server.answer('a', 60);
  await asked;
  expect(queue.remembered('a', 0)).toBeUndefined();
});

test('of data that grows, the newest answer alone takes room', async () => {
  const server = slow();
  const queue = new QueryQueue(4, 100);
  const ask = async (name: string, version: number): Promise<void> => {
    const asked = queue.ask(name, version, server.ask(name), () => 0, never);
    await server.answer(name, 40);
    await asked;
  };
  await ask('still', 0);
  for (const version of [0, 1, 2]) await ask('growing', version);
  expect(queue.remembered('still', 0)).toBeDefined();
  expect(queue.remembered('growing', 2)).toBeDefined();
  expect(queue.remembered('growing', 1)).toBeUndefined();
});
