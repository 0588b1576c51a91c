// What the status in the top bar says, out of the connection and the server's own state.

import type { Connection } from '../data/live';
import type { Status } from '../data/types';

export type LinkState =
  'connecting' | 'reading' | 'waiting' | 'live' | 'loaded' | 'paused' | 'reconnecting' | 'gone' | 'refused';

/** A server that missed this many attempts is gone rather than slow. */
const GONE_AFTER = 2;

export function linkState(connection: Connection, status: Status | null): LinkState {
  if (connection.state === 'lost') {
    if (connection.error.code === 'unauthorized') return 'refused';
    return connection.attempts > GONE_AFTER || status === null ? 'gone' : 'reconnecting';
  }
  if (connection.state === 'paused') return 'paused';
  if (status === null) return 'connecting';
  if (!status.loading.done && status.runs + status.loading.files > 0) return 'reading';
  if (status.runs === 0) return status.state === 'loaded' ? 'loaded' : 'waiting';
  return status.state === 'loaded' ? 'loaded' : 'live';
}

/** How much is read, from 0 to 1; null when that is not known yet. */
export function progress(status: Status | null): number | null {
  if (status === null || status.loading.done || status.loading.bytes === 0) return null;
  return Math.min(1, status.loading.bytes_done / status.loading.bytes);
}
