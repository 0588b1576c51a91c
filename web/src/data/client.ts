// Asks the server: one function per route, one error for everything that can go wrong.

import type { TagsQuestion } from './api_types';
import type { Damage, KindInfo, PanelInfo, Run, SeriesInfo, Status, TagInfo } from './types';

/**
 * A request that gave no answer to use.
 *
 * `code` is the server's own word (`unknown_tag`, `unauthorized`, …) or one of ours: `offline` (no server there: try again) and
 * `unreadable` (something answered that is not Sonde: a proxy's page, another program).
 */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string = '',
    readonly status: number = 0,
    /** What else the server says of it, by the code: `conflicts` and the like. */
    readonly details: object = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface Client {
  /** All runs, and the generation in which they are as told. */
  runs(signal?: AbortSignal): Promise<{ readonly runs: readonly Run[]; readonly generation: number }>;
  tags(kind: string, signal?: AbortSignal): Promise<readonly TagInfo[]>;
  /** The tags of a kind that any of these runs has. */
  tagNames(kind: string, runs: readonly string[], signal?: AbortSignal): Promise<readonly string[]>;
  kinds(signal?: AbortSignal): Promise<readonly KindInfo[]>;
  /** The series of one kind, of one tag or of all. */
  series(of: { tag?: string; kind: string }, signal?: AbortSignal): Promise<readonly SeriesInfo[]>;
  /** The pages of installed panels. */
  panels(signal?: AbortSignal): Promise<readonly PanelInfo[]>;
  damage(signal?: AbortSignal): Promise<readonly Damage[]>;
  status(signal?: AbortSignal): Promise<Status>;
  /** The answer of any other route below `api/`; throws ApiError unless it is a good one. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The address of a route, for links and downloads. */
  address(path: string): string;
}

/** A client of the server whose API lies below `base` (`api/` next to the page, unless told). */
export function createClient(base = new URL('api/', document.baseURI).href): Client {
  const address = (path: string): string => new URL(path, base).href;

  async function ask(path: string, init?: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(address(path), init);
    } catch (cause) {
      if (init?.signal?.aborted) throw cause;
      throw new ApiError('offline', `no answer from ${address(path)}`);
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  async function answer(
    path: string,
    signal?: AbortSignal,
    init?: RequestInit,
  ): Promise<{ value: unknown; headers: Headers }> {
    const response = await ask(path, signal ? { ...init, signal } : init);
    const type = response.headers.get('content-type') ?? '';
    if (!type.includes('json')) throw new ApiError('unreadable', `expected JSON from ${response.url}, found '${type}'`);
    return { value: await response.json(), headers: response.headers };
  }

  return {
    runs: async (signal) => {
      const { value, headers } = await answer('runs', signal);
      return { runs: value as Run[], generation: Number(headers.get('sonde-generation') ?? 0) };
    },
    tags: async (kind, signal) => (await answer(`tags?kind=${encodeURIComponent(kind)}`, signal)).value as TagInfo[],
    tagNames: async (kind, runs, signal) => {
      const question: TagsQuestion = { kind, runs: [...runs] };
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) };
      return (await answer('tags/query', signal, init)).value as string[];
    },
    kinds: async (signal) => (await answer('kinds', signal)).value as KindInfo[],
    series: async (of, signal) =>
      (await answer(`series?${new URLSearchParams(of).toString()}`, signal)).value as SeriesInfo[],
    panels: async (signal) => (await answer('panels', signal)).value as PanelInfo[],
    damage: async (signal) => (await answer('damage', signal)).value as Damage[],
    status: async (signal) => (await answer('status', signal)).value as Status,
    fetch: ask,
    address,
  };
}

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; hint?: string } };
    return new ApiError(error.code, error.message, error.hint ?? '', response.status, error);
  } catch {
    return new ApiError(
      'unreadable',
      `${response.status} ${response.statusText} from ${response.url}`,
      '',
      response.status,
    );
  }
}
