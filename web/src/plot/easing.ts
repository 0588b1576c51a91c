// Easing: what two axes show on their way from what they showed to what they should.
import { between, sameInterval } from './domain';
import type { Interval } from './scale';

export interface Domains {
  readonly x: Interval;
  readonly y: Interval;
}

const MOVE_MS = 180;

export class Easing {
  private from: (Domains & { readonly began: number }) | null = null;
  private now: Domains | null = null;

  /** Whether the next frame shows something else. */
  get moving(): boolean {
    return this.from !== null;
  }

  /** What is shown at present; null before the first frame. */
  get shown(): Domains | null {
    return this.now;
  }

  /** Shows this at once. */
  jump(to: Domains): void {
    this.now = to;
    this.from = null;
  }

  /** Stops where it is, to begin anew from there. */
  halt(): void {
    this.from = null;
  }

  /** Nothing to come from: the next step goes all the way. */
  forget(): void {
    this.now = null;
    this.from = null;
  }

  /** Goes on towards `to`; on a log axis by decades. */
  step(to: Domains, time: number, log: { readonly x: boolean; readonly y: boolean }): void {
    const { now } = this;
    if (now === null || (sameInterval(now.x, to.x) && sameInterval(now.y, to.y)) || prefersStillness()) {
      this.jump(to);
      return;
    }
    this.from ??= { ...now, began: time };
    const t = Math.min(1, (time - this.from.began) / MOVE_MS);
    const eased = 1 - (1 - t) ** 3;
    this.now = { x: between(this.from.x, to.x, eased, log.x), y: between(this.from.y, to.y, eased, log.y) };
    if (t >= 1) this.from = null;
  }
}

function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
