// A queue of charts to draw, worked off a part in each frame, so that many of them never freeze the page.

export interface Drawable {
  /** Draws; true when it wants the next frame too. */
  frame(now: number): boolean;
}

/** The time a frame may spend on drawing, most and least; at least one chart is drawn in each. */
const MOST_MS = 14;
const LEAST_MS = 3;
/** A frame that took longer was too much, one that took less was not. */
const LATE_MS = 24;
const IN_TIME_MS = 18;

export class FrameQueue {
  private readonly waiting = new Set<Drawable>();
  private scheduled = 0;
  /** What is drawn takes the browser time after it was, as much again or several times that: only the frames tell. */
  private budget = MOST_MS;
  private last = -Infinity;

  request(drawable: Drawable): void {
    this.waiting.add(drawable);
    this.schedule();
  }

  cancel(drawable: Drawable): void {
    this.waiting.delete(drawable);
  }

  private schedule(): void {
    if (this.scheduled === 0 && this.waiting.size > 0) {
      this.scheduled = requestAnimationFrame((now) => this.work(now));
    }
  }

  private work(now: number): void {
    this.scheduled = 0;
    const end = performance.now() + this.budgetAt(now);
    const again: Drawable[] = [];
    for (const drawable of this.waiting) {
      this.waiting.delete(drawable);
      if (drawable.frame(now)) again.push(drawable);
      if (performance.now() >= end) break;
    }
    // Moving charts go to the end, so that one that moves for long does not starve the others.
    for (const drawable of again) this.waiting.add(drawable);
    this.schedule();
    this.last = this.scheduled === 0 ? -Infinity : now;
  }

  /** Halved after a frame that was late, and a little more after each that was in time. */
  private budgetAt(now: number): number {
    const took = now - this.last;
    if (took > LATE_MS && took < Infinity) this.budget = Math.max(LEAST_MS, this.budget / 2);
    else if (took < IN_TIME_MS) this.budget = Math.min(MOST_MS, this.budget + 1);
    return this.budget;
  }
}
