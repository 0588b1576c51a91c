import { expect, it } from 'vitest';
import { damageReason } from './damage_reason';

it.each([
  ['payload checksum mismatch: got 0xabc28de2, want 0x231c40e5', 'damage.reason.payload'],
  ['length checksum mismatch: got 0x224b7fa3, want 0x554b7f99', 'damage.reason.length'],
  ['torn record: it claims 3221225472 bytes, and other records follow before they end', 'damage.reason.torn'],
  ['a symbolic link leads back to a directory above it; it is not followed', 'damage.reason.loop'],
  ['[Errno 13] Permission denied', 'damage.reason.permission'],
  ['a value of the plugin "scalars" is not one real number; it is kept as it is', 'damage.reason.scalar'],
  ['a varint is longer than ten bytes (byte 4096)', 'damage.reason.content'],
] as const)('%s is said plainly', (reason, expected) => {
  expect(damageReason(reason)).toBe(expected);
});
