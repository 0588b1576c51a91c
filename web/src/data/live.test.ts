// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type Client } from './client';
import { type Connection, followLive, type Live, readEvents, type ServerEvent } from './live';
import type { Change } from './types';

function body(...chunks: string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
}

async function all(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(stream, 1000)) events.push(event);
  return events;
}

describe('an event stream', () => {
  it('is read wherever its bytes are cut', async () => {
    const text =
      'retry: 1000\n\nid: 3\nevent: change\ndata: {"tags":["损失"]}\n\n: still here\n\nevent: change\r\ndata: {\r\ndata: }\r\n\r\n';
    const expected = [
      { type: 'change', data: '{"tags":["损失"]}' },
      { type: 'change', data: '{\n}' },
    ];
    for (let cut = 0; cut <= text.length; cut++) {
      expect(await all(body(text.slice(0, cut), text.slice(cut)))).toEqual(expected);
    }
  });

  it('that falls silent is an error', async () => {
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>();
    await expect(readEvents(silent, 20).next()).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('following', () => {
  let live: Live | undefined;
  let connections: Connection['state'][];
  let changes: Change[];
  let catalogs: number[];
  let asked: (string | undefined)[];
  /** What the server does at each attempt. */
  let answers: (() => Promise<Response>)[];
  let streams: ReadableStreamDefaultController<Uint8Array>[];

  const streaming = (): Promise<Response> => {
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void streams.push(controller) });
    return Promise.resolve(new Response(stream, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }));
  };
  const refusing = (): Promise<Response> => Promise.reject(new ApiError('offline', 'no answer'));
  const say = (generation: number): void =>
    streams.at(-1)!.enqueue(new TextEncoder().encode(`event: change\ndata: {"generation": ${generation}}\n\n`));
  const setVisible = (visible: boolean): void => {
    Object.defineProperty(document, 'visibilityState', { value: visible ? 'visible' : 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };

  function begin(): void {
    const client = {
      fetch: (_path: string, init: { headers: Record<string, string> }) => {
        asked.push(init.headers['last-event-id']);
        return (answers.shift() ?? streaming)();
      },
    } as unknown as Client;
    live = followLive(client, document, {
      position: () => (changes.length === 0 ? null : `a-${changes.at(-1)!.generation}`),
      onChange: (change) => changes.push(change),
      onCatalog: (position) => catalogs.push(position.revision),
      onConnection: ({ state }) => connections.push(state),
    });
  }

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    connections = [];
    changes = [];
    catalogs = [];
    asked = [];
    answers = [];
    streams = [];
    setVisible(true);
  });
  afterEach(() => {
    live?.stop();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('resumes from where it is, later each time the server is not there', async () => {
    answers = [streaming, refusing, refusing, streaming];
    begin();
    await vi.advanceTimersByTimeAsync(0);
    say(7);
    await vi.advanceTimersByTimeAsync(0);
    streams[0]!.close();

    await vi.advanceTimersByTimeAsync(499);
    expect(asked).toEqual([undefined]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.at(-1)).toBe('a-7');
    await vi.advanceTimersByTimeAsync(999);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1 + 2000);
    expect(asked).toHaveLength(4);
    expect(connections).toEqual(['connecting', 'live', 'lost', 'lost', 'lost', 'live']);
  });

  it('tells of the catalog apart from the data', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(0);
    const event = 'event: catalog\ndata: {"identity": "x", "revision": 5}\n\n';
    streams[0]!.enqueue(new TextEncoder().encode(event));
    await vi.advanceTimersByTimeAsync(0);
    expect(catalogs).toEqual([5]);
    expect(changes).toEqual([]);
  });

  it('tries again at once when told', async () => {
    answers = [refusing, streaming];
    begin();
    await vi.advanceTimersByTimeAsync(0);
    live!.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(connections).toEqual(['connecting', 'lost', 'live']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toHaveLength(2);
  });

  it('lets go of its stream while the tab is hidden, and takes it up when it is shown', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(0);
    setVisible(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(connections.at(-1)).toBe('live');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(connections.at(-1)).toBe('paused');
    await vi.advanceTimersByTimeAsync(100_000);
    expect(asked).toHaveLength(1);

    setVisible(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    expect(connections.at(-1)).toBe('live');
  });

  it('takes a silent connection for a lost one', async () => {
    begin();
    await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(39_000);
    expect(connections.at(-1)).toBe('live');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connections.at(-1)).toBe('lost');
  });
});
