import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameQueue } from './frame_queue';

let now = 0;
let frame: ((now: number) => void) | null = null;

beforeEach(() => {
  now = 0;
  vi.stubGlobal('requestAnimationFrame', (work: (now: number) => void) => ((frame = work), 1));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.unstubAllGlobals());

/** How many charts of so many milliseconds each frame draws, when frames come so far apart. */
function drawnPerFrame(apart: number, frames: number, eachMs = 1): number[] {
  const queue = new FrameQueue();
  let drawn = 0;
  for (let i = 0; i < 500; i++) queue.request({ frame: () => ((now += eachMs), (drawn += 1), false) });
  return Array.from({ length: frames }, (_, i) => {
    const before = drawn;
    now = Math.max(now, i * apart);
    frame!(i * apart);
    return drawn - before;
  });
}

test('frames in time draw as much as they may', () => {
  expect(drawnPerFrame(16, 4)).toEqual([14, 14, 14, 14]);
});

test('frames that are late draw less, until they are in time, but never nothing', () => {
  expect(drawnPerFrame(60, 5)).toEqual([14, 7, 4, 3, 3]);
  expect(drawnPerFrame(60, 3, 20)).toEqual([1, 1, 1]);
});
