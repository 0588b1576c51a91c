import { describe, expect, it } from 'vitest';
import { ApiError } from '../data/client';
import type { Connection } from '../data/live';
import type { Status } from '../data/types';
import { linkState, progress } from './link_state';

const live: Connection = { state: 'live' };
const lost = (attempts: number, code = 'offline'): Connection => ({
  state: 'lost',
  error: new ApiError(code, ''),
  attempts,
  retryAt: 0,
});
const status = (state: Status['state'], runs: number, bytes_done = 10): Status =>
  ({ state, runs, loading: { files: runs, files_done: 0, bytes: 10, bytes_done, done: bytes_done === 10 } }) as Status;

describe('the state of the link', () => {
  it.each([
    [{ state: 'connecting' } as const, null, 'connecting'],
    [live, status('following', 3), 'live'],
    [live, status('loaded', 3), 'loaded'],
    [live, status('waiting', 0), 'waiting'],
    [live, status('loading', 3, 4), 'reading'],
    [{ state: 'paused' } as const, status('following', 3), 'paused'],
    [lost(1), status('following', 3), 'reconnecting'],
    [lost(3), status('following', 3), 'gone'],
    [lost(1), null, 'gone'],
    [lost(1, 'unauthorized'), null, 'refused'],
  ])('of %j and %j is %s', (connection, server, expected) => {
    expect(linkState(connection, server)).toBe(expected);
  });

  it('knows how much is read', () => {
    expect(progress(status('loading', 3, 4))).toBe(0.4);
    expect(progress(status('following', 3))).toBeNull();
    expect(progress(null)).toBeNull();
  });
});
