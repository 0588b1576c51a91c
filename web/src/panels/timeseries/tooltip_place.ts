// Where a tooltip goes: beside the cursor, never under it, and within the window.

import type { Point } from '../../plot/view';

const AWAY = 16;
const MARGIN = 8;

/** The top left corner of a box near a place: to its right, else to its left; a little above, as far as there is room. */
export function placeNear(at: Point, width: number, height: number, windowWidth: number, windowHeight: number): Point {
  const roomRight = windowWidth - MARGIN - (at.x + AWAY);
  const roomLeft = at.x - AWAY - MARGIN;
  const beside = roomRight >= width || roomRight >= roomLeft ? at.x + AWAY : at.x - AWAY - width;
  const fits = width <= Math.max(roomRight, roomLeft);
  const x = Math.round(Math.max(MARGIN, Math.min(beside, windowWidth - MARGIN - width)));
  if (fits) return { x, y: Math.round(clamp(at.y - height / 2, MARGIN, windowHeight - MARGIN - height)) };
  // Too wide for either side: above or below, where the cursor is not.
  const below = at.y + AWAY;
  const above = at.y - AWAY - height;
  return { x, y: Math.round(below + height <= windowHeight - MARGIN || above < MARGIN ? below : above) };
}

function clamp(v: number, lo: number, hi: number): number {
  return Math.max(lo, Math.min(v, hi));
}
