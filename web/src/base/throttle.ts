// Throttles work: many wishes for it become few runs, never two at once, and with a rest between them.

/**
 * Runs `job` when asked, at once if it has rested, later if not; wishes that come meanwhile are one.
 *
 * The rest after a run is at least `restMs`, and three times as long as the run took, so that the work never takes more than a
 * quarter of the time however much there is of it. A job that throws counts as done; it must show its failure by itself.
 */
export class Throttle {
  readonly #job: () => Promise<void>;
  #restMs: number;
  #restsUntil = -Infinity;
  #running = false;
  #wishMs: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(job: () => Promise<void>, restMs = 250) {
    this.#job = job;
    this.#restMs = restMs;
  }

  /** Wishes for a run, not later than `withinMs` if the rest allows. */
  ask(withinMs = 0): void {
    const due = Date.now() + withinMs;
    if (this.#wishMs !== null && this.#wishMs <= due) return;
    this.#wishMs = due;
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wishMs = null;
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#wishMs === null || this.#running) return;
    const waitMs = Math.max(this.#wishMs, this.#restsUntil) - Date.now();
    if (waitMs <= 0) void this.#run();
    else this.#timer = setTimeout(() => void this.#run(), waitMs);
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#wishMs = null;
    const began = Date.now();
    try {
      await this.#job();
    } catch {
      // Shown by the job itself.
    } finally {
      const now = Date.now();
      this.#restsUntil = now + Math.max(this.#restMs, 3 * (now - began));
      this.#running = false;
      this.#plan();
    }
  }
}
