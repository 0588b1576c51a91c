// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type Client } from '../data/client';
import type { Change, Run, Status } from '../data/types';
import { App } from './app.svelte';

const run = (name: string): Run => ({
  key: name, name, points: 1, start_time: 0, last_time: 0, series: 1, attempts: 1, damage: 0, state: 'finished', files: 1,
}); // prettier-ignore
const statusOf = (instance: string, generation: number, runs: number): Status => ({
  version: '0', instance, generation, state: 'following', logdirs: ['runs'], roots: [], runs, series: 1, points: 1, bytes: 1, damage: 0,
  loading: { files: 1, files_done: 1, bytes: 1, bytes_done: 1, done: true },
}); // prettier-ignore

const NO_CATALOG = {
  identity: '', revision: 0, since: 0, location: '', reason: '', allow_delete: false,
  runs: [], projects: [], annotations: [], views: [], groups: [], removed: [],
}; // prettier-ignore

/** A server in this process: what it has, and what it was asked. */
class Server {
  instance = 'first';
  generation = 1;
  runs = ['a'];
  up = true;
  asked: string[] = [];
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly client = {
    runs: () => this.#answer('runs', () => ({ runs: this.runs.map(run), generation: this.generation })),
    status: () => this.#answer('status', () => statusOf(this.instance, this.generation, this.runs.length)),
    kinds: () => Promise.resolve([]),
    tags: () => this.#answer('tags', () => []),
    fetch: (path: string, init?: { headers: Record<string, string> }) =>
      this.#answer(path === 'live' ? `live from ${init!.headers['last-event-id'] ?? 'nothing'}` : path, () => {
        if (path !== 'live') return Response.json(NO_CATALOG);
        const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#stream = controller) });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      }),
  } as unknown as Client;

  #answer<T>(path: string, value: () => T): Promise<T> {
    this.asked.push(path);
    return this.up ? Promise.resolve(value()) : Promise.reject(new ApiError('offline', 'no answer'));
  }

  tell(change: Partial<Change>): void {
    this.generation += 1;
    const all = {
      ...statusOf(this.instance, this.generation, 0),
      runs: [],
      changed: {},
      tags: [],
      listed: false,
      ...change,
    };
    this.#stream!.enqueue(new TextEncoder().encode(`event: change\ndata: ${JSON.stringify(all)}\n\n`));
  }

  stop(): void {
    this.up = false;
    this.#stream?.close();
  }
}

let server: Server;
let app: App;
let end: () => void;
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const times = (path: string): number => server.asked.filter((one) => one === path).length;

beforeEach(async () => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  app = new App(window, 'timeseries', server.client);
  end = app.start();
  await settle();
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

describe('the app', () => {
  it('asks once for what there is, and follows from there', async () => {
    expect(server.asked).toEqual(['runs', 'status', 'alerts', 'catalog?since=0', 'live from first-1']);
    expect(app.runs.names).toEqual(['a']);
    expect(app.connection.state).toBe('live');
    await settle(30_000);
    expect(times('runs')).toBe(1);
  });

  it('tells a card that its tag has new points, and no other', async () => {
    server.tell({ changed: { a: { scalars: ['loss'] } }, runs: ['a'] });
    await settle();
    expect(app.changes.of('scalars', 'loss', null)).toBe(1);
    expect(app.changes.of('scalars', 'accuracy', null)).toBe(0);
    server.tell({ changed: null, tags: null });
    await settle();
    expect([app.changes.of('scalars', 'loss', null), app.changes.of('scalars', 'accuracy', null)]).toEqual([2, 1]);
  });

  it('asks for the lists again at once when they changed, and seldom for their numbers', async () => {
    const tags = app.tags('scalars');
    await settle(1000);
    server.runs = ['a', 'b'];
    server.tell({ listed: true, runs: ['b'] });
    await settle();
    expect(app.runs.names).toEqual(['a', 'b']);
    expect(times('tags')).toBe(2);
    expect(tags.loaded).toBe(true);

    for (let i = 0; i < 40; i++) {
      server.tell({ runs: ['a'] });
      await settle(250);
    }
    expect(times('runs')).toBeGreaterThan(3);
    expect(times('runs')).toBeLessThan(7);
  });

  it('comes back after the server was gone', async () => {
    server.stop();
    await settle(10_000);
    expect(app.connection.state).toBe('lost');
    expect(app.online).toBe(false);

    server.up = true;
    server.runs = ['a', 'b'];
    app.reconnect();
    await settle(300);
    expect(app.connection.state).toBe('live');
    expect(app.runs.names).toEqual(['a', 'b']);
  });

  it('takes everything anew from a server that was restarted', async () => {
    await settle(1000);
    server.stop();
    await settle(600);
    server.up = true;
    server.instance = 'second';
    server.generation = 1;
    server.runs = ['z'];
    app.reconnect();
    await settle(300);
    expect(app.runs.names).toEqual(['z']);
    expect(app.changes.of('scalars', 'loss', null)).toBe(1);
    server.stop();
    server.up = true;
    app.reconnect();
    await settle();
    expect(server.asked.findLast((one) => one.startsWith('live'))).toBe('live from second-1');
  });

  it('waits for a server that is not there when the page opens', async () => {
    end();
    server = new Server();
    server.up = false;
    app = new App(window, 'timeseries', server.client);
    end = app.start();
    await settle(2000);
    expect(app.connection.state).toBe('lost');
    expect(app.status).toBeNull();

    server.up = true;
    app.reconnect();
    await settle(300);
    expect(app.runs.names).toEqual(['a']);
  });
});
