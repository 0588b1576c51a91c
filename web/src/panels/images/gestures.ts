// What pointers do to the sight of an image: one moves it, two zoom it, a wheel zooms, a double click goes to true size and back.

import type { Sight } from './sight.svelte';
import type { Place } from './view_box';

/** How far a turn of the wheel zooms. */
const FACTOR_OF_WHEEL = 0.0015;

/** Follows the pointers on an element; `onpoint` hears where one is, and null when it has gone. */
export function gestures(sight: Sight, onpoint: (at: Place | null) => void): (element: HTMLElement) => () => void {
  return (element) => {
    const pointers = new Map<number, Place>();
    const placeOf = (event: MouseEvent): Place => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    function put(event: PointerEvent): void {
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, placeOf(event));
      onpoint(placeOf(event));
    }
    function move(event: PointerEvent): void {
      const [at, before] = [placeOf(event), pointers.get(event.pointerId)];
      if (before !== undefined) {
        const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
        if (other === undefined) sight.move(at.x - before.x, at.y - before.y);
        else sight.pinch([before, other], [at, other]);
        pointers.set(event.pointerId, at);
      }
      onpoint(at);
    }
    function lift(event: PointerEvent): void {
      pointers.delete(event.pointerId);
    }
    function turn(event: WheelEvent): void {
      event.preventDefault();
      sight.zoom(Math.exp(-event.deltaY * FACTOR_OF_WHEEL), placeOf(event));
      onpoint(placeOf(event));
    }

    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener('pointerdown', put, { signal });
    element.addEventListener('pointermove', move, { signal });
    element.addEventListener('pointerup', lift, { signal });
    element.addEventListener('pointercancel', lift, { signal });
    element.addEventListener('pointerleave', () => onpoint(null), { signal });
    element.addEventListener('dblclick', () => sight.turn(), { signal });
    // It may not scroll the page behind, so it is one that may say so.
    element.addEventListener('wheel', turn, { signal, passive: false });
    return () => stop.abort();
  };
}
