// A queue of charts to draw, worked off a part in each frame, so that many of them never freeze the page.

export interface Drawable {
  /** Draws; true when it wants the next frame too. */
  frame(now: number): boolean;
}

/** The time a frame may spend on drawing; at least one chart is drawn in each. */
const BUDGET_MS = 14;

export class FrameQueue {
  private readonly waiting = new Set<Drawable>();
  private scheduled = 0;

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
    const end = performance.now() + BUDGET_MS;
    const again: Drawable[] = [];
    for (const drawable of this.waiting) {
      this.waiting.delete(drawable);
      if (drawable.frame(now)) again.push(drawable);
      if (performance.now() >= end) break;
    }
    // Moving charts go to the end, so that one that moves for long does not starve the others.
    for (const drawable of again) this.waiting.add(drawable);
    this.schedule();
  }
}
