// A card on its way to another place of its section: held by its grip, it follows the hand, and the others make room.

import type { Point } from '../plot/view';

/** Where a card is held. */
interface Held {
  readonly section: string;
  readonly from: number;
  /** From its corner to the hand. */
  readonly grip: Point;
  /** The place that it would have. */
  readonly to: number;
  /** Its corner, from the section's. */
  readonly at: Point;
}

/** What the grid knows of its sections. */
interface Grid {
  readonly scroller: HTMLElement | undefined;
  /** A place of the window as one of a section; null for a section that is gone. */
  within(section: string, at: Point): Point | null;
  /** The card of the section whose place this is. */
  indexAt(section: string, at: Point): number;
  /** The card was put down. */
  drop(section: string, from: number, to: number): void;
}

/** So near to an edge of the window a card scrolls the page, by at most so many pixels a frame. */
const EDGE_PX = 56;
const FASTEST_PX = 18;

export class CardDrag {
  #held = $state.raw<Held | null>(null);
  #hand: Point = { x: 0, y: 0 };

  constructor(private readonly grid: Grid) {}

  get held(): Held | null {
    return this.#held;
  }

  /** Takes a card by its grip; `corner` is the card's, from the section's. Follows the hand until that lets go. */
  take(event: PointerEvent, section: string, from: number, corner: Point): void {
    this.#hand = { x: event.clientX, y: event.clientY };
    const at = this.grid.within(section, this.#hand);
    if (at === null) return;
    this.#held = { section, from, to: from, at: corner, grip: { x: at.x - corner.x, y: at.y - corner.y } };
    const stop = new AbortController();
    const end = (put: boolean) => (): void => {
      stop.abort();
      const held = this.#held;
      this.#held = null;
      if (put && held !== null && held.to !== held.from) this.grid.drop(section, from, held.to);
    };
    const { signal } = stop;
    const { pointerId } = event;
    const ofHand = (handle: (event: PointerEvent) => void) => (one: PointerEvent) => {
      if (one.pointerId === pointerId) handle(one);
    };
    const move = ofHand(({ clientX, clientY }) => this.#follow({ x: clientX, y: clientY }));
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', ofHand(end(true)), { signal });
    window.addEventListener('pointercancel', ofHand(end(false)), { signal });
    window.addEventListener('blur', end(false), { signal });
    const onKey = (key: KeyboardEvent): void => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      end(false)();
    };
    window.addEventListener('keydown', onKey, { signal, capture: true });
    requestAnimationFrame(() => this.#scroll());
  }

  #follow(hand: Point): void {
    this.#hand = hand;
    const held = this.#held;
    if (held === null) return;
    const at = this.grid.within(held.section, hand);
    if (at === null) return;
    const corner = { x: at.x - held.grip.x, y: at.y - held.grip.y };
    this.#held = { ...held, at: corner, to: this.grid.indexAt(held.section, at) };
  }

  /** Near an edge of the window the page comes to meet the card. */
  #scroll(): void {
    const { scroller } = this.grid;
    if (this.#held === null || scroller === undefined) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const { y } = this.#hand;
    const beyond = y < top + EDGE_PX ? y - top - EDGE_PX : Math.max(0, y - bottom + EDGE_PX);
    const before = scroller.scrollTop;
    scroller.scrollTop += (FASTEST_PX * Math.max(-EDGE_PX, Math.min(EDGE_PX, beyond))) / EDGE_PX;
    if (scroller.scrollTop !== before) this.#follow(this.#hand);
    requestAnimationFrame(() => this.#scroll());
  }
}
