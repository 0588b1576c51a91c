import { expect, test } from 'vitest';
import { firstOf, placeOfFirst, trackLength } from './long_track';

test('a short track goes by pixels', () => {
  const track = { count: 100, each: 22, window: 220 };
  expect(trackLength(track)).toBe(2200);
  for (const first of [0, 1, 57, 90]) expect(firstOf(placeOfFirst(first, track), track)).toBe(first);
});

test('a long one reaches both ends', () => {
  const track = { count: 250_000_000, each: 22, window: 220 };
  expect(trackLength(track)).toBe(8_000_000);
  expect(firstOf(0, track)).toBe(0);
  expect(firstOf(8_000_000 - 220, track)).toBe(250_000_000 - 10);
  expect(placeOfFirst(125_000_000, track)).toBeCloseTo(4_000_000, -3);
});
