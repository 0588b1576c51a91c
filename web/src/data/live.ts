// Follows the server's live stream (server-sent events), through every way in which a stream can end.
//
// The stream is read with fetch rather than EventSource: that shows the server's keep-alives, so a connection that died in silence (a
// laptop that slept, a proxy that forgot) is noticed, and it shows why a server refuses. Each attempt resumes from the generation
// that this page has, so nothing is missed and nothing is asked for twice.

import { ApiError, type Client } from './client';
import type { Change } from './types';

/**
 * `connecting`: the first attempt is under way. `live`: following. `paused`: the tab is hidden, the stream is closed on purpose.
 * `lost`: the stream ended, and another attempt comes by itself.
 */
export type Connection =
  | { readonly state: 'connecting' | 'live' | 'paused' }
  | { readonly state: 'lost'; readonly error: ApiError; readonly attempts: number; readonly retryAt: number };

export interface LiveOptions {
  /** The generation that the page has; asked before each attempt. */
  readonly generation: () => number;
  readonly onChange: (change: Change) => void;
  readonly onConnection: (connection: Connection) => void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** The server says something every 15 s; a silence of this length is a dead connection. */
const SILENCE_MS = 40_000;
/** A tab that is hidden for a moment keeps its stream. */
const HIDDEN_GRACE_MS = 20_000;

/** Starts following; the result ends it. */
export function followLive(client: Client, document: Document, options: LiveOptions): () => void {
  let stream: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hideTimer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let closed = false;

  async function attempt(): Promise<void> {
    clearTimeout(timer);
    stream?.abort();
    const mine = (stream = new AbortController());
    try {
      const response = await client.fetch(`live?generation=${options.generation()}`, {
        signal: mine.signal,
        headers: { accept: 'text/event-stream' },
      });
      if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream') || response.body === null) {
        throw new ApiError('unreadable', `expected a live stream from ${response.url}`);
      }
      attempts = 0;
      options.onConnection({ state: 'live' });
      for await (const event of readEvents(response.body, SILENCE_MS, mine)) {
        if (event.type === 'change') options.onChange(JSON.parse(event.data) as Change);
      }
      throw new ApiError('offline', 'the live stream ended');
    } catch (cause) {
      if (closed || mine !== stream || hidden()) return;
      const error = cause instanceof ApiError ? cause : new ApiError('offline', String(cause));
      retry(error);
    }
  }

  function retry(error: ApiError): void {
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts) * (0.8 + 0.4 * Math.random());
    attempts += 1;
    options.onConnection({ state: 'lost', error, attempts, retryAt: Date.now() + pause });
    timer = setTimeout(() => void attempt(), pause);
  }

  const hidden = (): boolean => document.visibilityState === 'hidden' && stream === undefined;

  function onVisibility(): void {
    clearTimeout(hideTimer);
    if (document.visibilityState === 'hidden') {
      hideTimer = setTimeout(() => {
        clearTimeout(timer);
        const ending = stream;
        stream = undefined;
        ending?.abort();
        options.onConnection({ state: 'paused' });
      }, HIDDEN_GRACE_MS);
    } else if (stream === undefined) {
      attempts = 0;
      void attempt();
    }
  }

  const onOnline = (): void => {
    if (document.visibilityState === 'visible') void attempt();
  };

  document.addEventListener('visibilitychange', onVisibility);
  document.defaultView?.addEventListener('online', onOnline);
  options.onConnection({ state: 'connecting' });
  void attempt();

  return () => {
    closed = true;
    clearTimeout(timer);
    clearTimeout(hideTimer);
    stream?.abort();
    document.removeEventListener('visibilitychange', onVisibility);
    document.defaultView?.removeEventListener('online', onOnline);
  };
}

export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/** The events of a text/event-stream body; ends with the body, and aborts `stream` after a silence. */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  silenceMs: number,
  stream: AbortController,
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const watchdog = setTimeout(() => stream.abort(new ApiError('offline', 'the live stream fell silent')), silenceMs);
    const { value, done } = await reader.read().finally(() => clearTimeout(watchdog));
    if (done) return;
    buffer += value.replace(/\r\n?/g, '\n');
    for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
      const event = parseEvent(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      if (event) yield event;
    }
  }
}

// One block of lines; comments (the keep-alives) and blocks without data are no events.
function parseEvent(block: string): ServerEvent | null {
  let type = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) type = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return data.length > 0 ? { type, data: data.join('\n') } : null;
}
