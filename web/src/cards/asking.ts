// Questions that an effect asks: given up when it runs again or ends.

import { ApiError } from '../data/client';

/** Asks until the result is called; what fails before that is told. */
export function asking(ask: (signal: AbortSignal) => Promise<void>, fail: (error: ApiError) => void): () => void {
  const control = new AbortController();
  ask(control.signal).catch((cause: unknown) => {
    if (!control.signal.aborted) fail(cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause)));
  });
  return () => control.abort();
}
