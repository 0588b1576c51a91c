// Follows the server's live stream (server-sent events), through every way in which a stream can end.
//
// The stream is read with fetch rather than EventSource: that shows the server's keep-alives, so a connection that died in silence (a
// laptop that slept, a proxy that forgot) is noticed, and it shows why a server refuses. Each attempt resumes from where
// this page is, so nothing is missed and nothing is asked for twice. A hidden tab lets go of its stream: browsers allow six
// connections to a server in all, and a seventh open tab would wait for ever.

import type { CatalogPosition } from './catalog';
import type { Firing } from './alerts';
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
  /** The last event's id that the page knows of, `instance-generation`, or null; asked before each attempt. */
  readonly position: () => string | null;
  readonly onChange: (change: Change) => void;
  /** What people added has changed. */
  readonly onCatalog: (position: CatalogPosition) => void;
  /** An alert rule fired. */
  readonly onAlert?: (firing: Firing) => void;
  /** Whether a hidden tab keeps its stream, because what comes is told outside of the page. */
  readonly staysAwake?: () => boolean;
  readonly onConnection: (connection: Connection) => void;
}

export interface Live {
  /** Tries again now rather than when the pause ends. */
  readonly retry: () => void;
  readonly stop: () => void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** The server says something every 15 s; a silence of this length is a dead connection. */
const SILENCE_MS = 40_000;
/** A tab that is hidden for a moment keeps its stream. */
const HIDDEN_GRACE_MS = 20_000;

/** Starts following. */
export function followLive(client: Client, document: Document, options: LiveOptions): Live {
  /** The attempt or stream that counts; what an older one still says is ignored. */
  let current: AbortController | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let hideTimer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;

  async function attempt(): Promise<void> {
    abandon();
    const mine = (current = new AbortController());
    try {
      const position = options.position();
      const response = await client.fetch('live', {
        signal: mine.signal,
        headers: { accept: 'text/event-stream', ...(position !== null && { 'last-event-id': position }) },
      });
      if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream') || response.body === null) {
        throw new ApiError('unreadable', `expected a live stream from ${response.url}`);
      }
      attempts = 0;
      options.onConnection({ state: 'live' });
      for await (const event of readEvents(response.body, SILENCE_MS)) {
        if (mine !== current) return;
        if (event.type === 'change') options.onChange(JSON.parse(event.data) as Change);
        else if (event.type === 'catalog') options.onCatalog(JSON.parse(event.data) as CatalogPosition);
        else if (event.type === 'alert') options.onAlert?.(JSON.parse(event.data) as Firing);
      }
      throw new ApiError('offline', 'the live stream ended');
    } catch (cause) {
      mine.abort();
      if (mine === current) planRetry(cause instanceof ApiError ? cause : new ApiError('offline', String(cause)));
    }
  }

  function planRetry(error: ApiError): void {
    const pauseMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts) * (0.8 + 0.4 * Math.random());
    attempts += 1;
    options.onConnection({ state: 'lost', error, attempts, retryAt: Date.now() + pauseMs });
    retryTimer = setTimeout(() => void attempt(), pauseMs);
  }

  function abandon(): void {
    clearTimeout(retryTimer);
    const ending = current;
    current = undefined;
    ending?.abort();
  }

  function pause(): void {
    abandon();
    options.onConnection({ state: 'paused' });
  }

  function resume(): void {
    attempts = 0;
    void attempt();
  }

  function onVisibility(): void {
    clearTimeout(hideTimer);
    if (document.visibilityState === 'hidden') {
      if (!options.staysAwake?.()) hideTimer = setTimeout(pause, HIDDEN_GRACE_MS);
    } else if (current === undefined) resume();
  }

  function onOnline(): void {
    if (document.visibilityState === 'visible') resume();
  }

  document.addEventListener('visibilitychange', onVisibility);
  document.defaultView?.addEventListener('online', onOnline);
  options.onConnection({ state: 'connecting' });
  void attempt();

  return {
    retry: resume,
    stop: () => {
      clearTimeout(hideTimer);
      abandon();
      document.removeEventListener('visibilitychange', onVisibility);
      document.defaultView?.removeEventListener('online', onOnline);
    },
  };
}

export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/** The events of a text/event-stream body. Ends with the body; throws ApiError after a silence. */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  silenceMs: number,
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  try {
    for (;;) {
      const { value, done } = await within(silenceMs, reader.read());
      if (done) return;
      buffer = (buffer + value).replace(/\r\n/g, '\n');
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        const event = parseEvent(buffer.slice(0, end));
        buffer = buffer.slice(end + 2);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function within<T>(silenceMs: number, reading: Promise<T>): Promise<T> {
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    watchdog = setTimeout(() => reject(new ApiError('offline', 'the live stream fell silent')), silenceMs);
  });
  return Promise.race([reading, silence]).finally(() => clearTimeout(watchdog));
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
