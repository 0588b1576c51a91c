// Where something that floats goes: beside its anchor, within the window.

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

/** Moves a shown, fixed element beside `anchor`. */
export function placeBeside(element: HTMLElement, anchor: Box, side: Side, gap: number): void {
  const corner = cornerBeside(anchor, element.offsetWidth, element.offsetHeight, side, gap, {
    width: innerWidth,
    height: innerHeight,
  });
  element.style.left = `${Math.round(corner.left)}px`;
  element.style.top = `${Math.round(corner.top)}px`;
}
