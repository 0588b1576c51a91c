// How much a card's data is wanted: what is in the window comes before what is not.

/** How far an element lies above or below the window, in pixels; 0 when it touches it. */
export function distanceFromWindow(element: Element): number {
  const { top, bottom } = element.getBoundingClientRect();
  return Math.max(0, top - innerHeight, -bottom);
}
