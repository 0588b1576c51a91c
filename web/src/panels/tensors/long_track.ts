// Scrolling over any number of rows: browsers draw no element longer than some tens of millions of pixels, so beyond that the bar
// stands for the place among all, and no more for pixels.

export interface Track {
  readonly count: number;
  /** Pixels of one. */
  readonly each: number;
  /** Pixels of the part that is in sight. */
  readonly window: number;
}

const LONGEST_PX = 8_000_000;

/** How long the track is in pixels. */
export function trackLength({ count, each }: Track): number {
  return Math.min(LONGEST_PX, count * each);
}

/** The first one in sight where it is scrolled so far. */
export function firstOf(scrolled: number, track: Track): number {
  const { count, each, window } = track;
  if (count * each <= LONGEST_PX) return Math.max(0, Math.min(count - 1, Math.floor(scrolled / each + 1e-6)));
  const share = Math.min(1, scrolled / Math.max(1, trackLength(track) - window));
  return Math.round(share * lastFirst(track));
}

/** How far it is scrolled where this is the first one in sight. */
export function placeOfFirst(first: number, track: Track): number {
  const { count, each, window } = track;
  if (count * each <= LONGEST_PX) return first * each;
  return (first / lastFirst(track)) * Math.max(1, trackLength(track) - window);
}

function lastFirst({ count, each, window }: Track): number {
  return Math.max(1, count - Math.floor(window / each));
}
