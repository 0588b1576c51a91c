// A word of explanation beside whatever the pointer rests on or the keyboard reaches; one element for the whole page.
//
// It is drawn in the browser's top layer, so nothing clips it, and says nothing to screen readers: the control's own name does.

import type { Attachment } from 'svelte/attachments';
import { placeBeside, type Side } from './place';

const REST_MS = 450;
/** Once one is shown, its neighbours' come at once, as in a toolbar that is read along. */
const WARM_MS = 300;

let bubble: HTMLElement | undefined;
let owner: Element | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = -Infinity;

/** Shows what `text()` gives while the pointer or the keyboard's focus is on the element; nothing for an empty text. */
export function tooltip(text: () => string, side: Side = 'below'): Attachment<HTMLElement> {
  return (element) => {
    const show = (): void => {
      const words = text();
      if (words === '' || !element.isConnected) return;
      bubble ??= makeBubble();
      owner = element;
      bubble.textContent = words;
      bubble.showPopover();
      placeBeside(bubble, element.getBoundingClientRect(), side, 6);
    };
    const plan = (): void => {
      clearTimeout(timer);
      timer = setTimeout(show, Date.now() - hiddenAt < WARM_MS ? 0 : REST_MS);
    };
    const enter = (event: PointerEvent): void => {
      // What comes under a pointer that drags was not asked about.
      if (event.pointerType === 'mouse' && event.buttons === 0) plan();
    };
    const focus = (): void => {
      if (element.matches(':focus-visible')) plan();
    };
    const hide = (): void => {
      clearTimeout(timer);
      if (owner === element) hideBubble();
    };
    element.addEventListener('pointerenter', enter);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('pointerdown', hide);
    element.addEventListener('focus', focus);
    element.addEventListener('blur', hide);
    return () => {
      hide();
      element.removeEventListener('pointerenter', enter);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('pointerdown', hide);
      element.removeEventListener('focus', focus);
      element.removeEventListener('blur', hide);
    };
  };
}

function makeBubble(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'tooltip';
  element.popover = 'manual';
  element.setAttribute('aria-hidden', 'true');
  document.body.append(element);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && owner) hideBubble();
  });
  addEventListener('scroll', () => owner && hideBubble(), { capture: true, passive: true });
  return element;
}

function hideBubble(): void {
  owner = undefined;
  hiddenAt = Date.now();
  bubble?.hidePopover();
}
