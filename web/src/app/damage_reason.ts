// The server's reasons for passing something over, which are exact and in English, in plain words of the page's language.

import type { messages } from './messages';

type Key = Extract<keyof (typeof messages)['en'], `damage.reason.${string}`>;

const KINDS: readonly (readonly [RegExp, Key])[] = [
  [/^length checksum mismatch/, 'damage.reason.length'],
  [/^payload checksum mismatch/, 'damage.reason.payload'],
  [/^torn record/, 'damage.reason.torn'],
  [/^a symbolic link/, 'damage.reason.loop'],
  [/is not one real number/, 'damage.reason.scalar'],
  [/permission|denied/i, 'damage.reason.permission'],
];

/** The message that says `reason` plainly; a record whose bytes are whole but make no sense if none of the known ones fits. */
export function damageReason(reason: string): Key {
  return KINDS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'damage.reason.content';
}
