// Where something that floats goes: beside its anchor, or near the pointer, within the window.

export type Side = 'below' | 'below-start' | 'below-end' | 'right';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const MARGIN = 8;

/**
 * The top left corner for a floating box of `width` × `height`. `below` stands under the anchor, centred for a tooltip-like box that is
 * small; `below-start` begins where the anchor begins, `below-end` ends where it ends; `right` stands beside it. What does not fit goes to the other side.
 */
export function cornerBeside(
  anchor: Box,
  width: number,
  height: number,
  side: Side,
  gap: number,
  window: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const clamp = (value: number, room: number): number => Math.max(MARGIN, Math.min(value, room - MARGIN));
  if (side === 'right') {
    const fits = anchor.right + gap + width <= window.width - MARGIN;
    return {
      left: clamp(fits ? anchor.right + gap : anchor.left - gap - width, window.width - width),
      top: clamp(anchor.top, window.height - height),
    };
  }
  const fits = anchor.bottom + gap + height <= window.height - MARGIN || anchor.top < height + gap + MARGIN;
  const left = {
    below: (anchor.left + anchor.right - width) / 2,
    'below-start': anchor.left,
    'below-end': anchor.right - width,
  }[side];
  return {
    left: clamp(left, window.width - width),
    top: clamp(fits ? anchor.bottom + gap : anchor.top - gap - height, window.height - height),
  };
}

/** How far from the pointer something stands. */
const AWAY = 16;

/** The top left corner for a box near a place, never under it: to its right, else to its left, as far as there is room at its height. */
export function cornerNear(
  at: { readonly x: number; readonly y: number },
  width: number,
  height: number,
  window: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const roomRight = window.width - MARGIN - (at.x + AWAY);
  const roomLeft = at.x - AWAY - MARGIN;
  const beside = roomRight >= width || roomRight >= roomLeft ? at.x + AWAY : at.x - AWAY - width;
  const fits = width <= Math.max(roomRight, roomLeft);
  const left = Math.round(Math.max(MARGIN, Math.min(beside, window.width - MARGIN - width)));
  if (fits) return { left, top: Math.round(clamp(at.y - height / 2, MARGIN, window.height - MARGIN - height)) };
  // Too wide for either side: above or below, where the cursor is not.
  const below = at.y + AWAY;
  const above = at.y - AWAY - height;
  return { left, top: Math.round(below + height <= window.height - MARGIN || above < MARGIN ? below : above) };
}

/** Moves a shown, fixed element beside `anchor`. */
export function placeBeside(element: HTMLElement, anchor: Box, side: Side, gap: number): void {
  const corner = cornerBeside(anchor, element.offsetWidth, element.offsetHeight, side, gap, {
    width: innerWidth,
    height: innerHeight,
  });
  element.style.left = `${Math.round(corner.left)}px`;
  element.style.top = `${Math.round(corner.top)}px`;
}

/** Moves a shown, fixed element near a place in the window. */
export function placeNear(element: HTMLElement, at: { readonly x: number; readonly y: number }): void {
  const { left, top } = cornerNear(at, element.offsetWidth, element.offsetHeight, {
    width: innerWidth,
    height: innerHeight,
  });
  element.style.transform = `translate(${left}px, ${top}px)`;
}

function clamp(v: number, lo: number, hi: number): number {
  return Math.max(lo, Math.min(v, hi));
}
