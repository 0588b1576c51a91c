// Lets few questions go to the server at once, the most wanted first, and answers old ones from memory.

export interface Sized {
  /** How much memory it holds on to. */
  readonly bytes: number;
}

/** An answer, and the version of the data that it was asked for. */
interface Kept<A> {
  readonly version: number;
  readonly answer: A;
}

interface Waiting<A> {
  readonly ask: (signal: AbortSignal) => Promise<A>;
  /** Asked when a place becomes free: smaller is sooner. */
  readonly rank: () => number;
  readonly signal: AbortSignal;
  /** Leaves the line; called when the signal is aborted. */
  readonly giveUp: () => void;
  readonly resolve: (answer: A) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * At most `limit` questions are under way; the others wait in the order of their `rank` at the moment a place is free. A question
 * whose signal is aborted gives up its place, or its place in the line.
 */
export class QueryQueue<A extends Sized> {
  private readonly waiting = new Set<Waiting<A>>();
  private running = 0;
  /** The oldest first: a Map keeps the order in which its entries were set. */
  private readonly kept = new Map<string, Kept<A>>();
  private keptBytes = 0;

  constructor(
    private readonly limit = 4,
    private readonly mostBytes = 24e6,
  ) {}

  /** The answer kept under a key, if it still is. One of another version, which nobody asks for again, goes. */
  remembered(key: string, version: number): A | undefined {
    const kept = this.kept.get(key);
    if (kept === undefined) return undefined;
    this.forget(key, kept);
    if (kept.version !== version) return undefined;
    this.put(key, kept);
    return kept.answer;
  }

  /** Asks, and keeps the answer under `key` while there is room and the data is of this `version`, which never goes back. */
  async ask(
    key: string,
    version: number,
    ask: (signal: AbortSignal) => Promise<A>,
    rank: () => number,
    signal: AbortSignal,
  ): Promise<A> {
    const known = this.remembered(key, version);
    if (known !== undefined) return known;
    const answer = await this.turn(ask, rank, signal);
    this.keep(key, { version, answer });
    return answer;
  }

  private turn(ask: (signal: AbortSignal) => Promise<A>, rank: () => number, signal: AbortSignal): Promise<A> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting.delete(place);
        reject(new DOMException('nobody waits for it any more', 'AbortError'));
      };
      const place: Waiting<A> = { ask, rank, signal, giveUp, resolve, reject };
      this.waiting.add(place);
      signal.addEventListener('abort', giveUp, { once: true });
      this.proceed();
    });
  }

  private proceed(): void {
    while (this.running < this.limit) {
      const next = this.first();
      if (next === undefined) return;
      this.waiting.delete(next);
      // From here on the question itself hears of the abort. A signal may outlive many questions.
      next.signal.removeEventListener('abort', next.giveUp);
      this.running += 1;
      next
        .ask(next.signal)
        .then(next.resolve, next.reject)
        .finally(() => {
          this.running -= 1;
          this.proceed();
        });
    }
  }

  private first(): Waiting<A> | undefined {
    let best: Waiting<A> | undefined;
    let bestRank = Infinity;
    for (const place of this.waiting) {
      const rank = place.rank();
      if (best === undefined || rank < bestRank) {
        best = place;
        bestRank = rank;
      }
    }
    return best;
  }

  private keep(key: string, kept: Kept<A>): void {
    const before = this.kept.get(key);
    if (before !== undefined) this.forget(key, before);
    if (kept.answer.bytes > this.mostBytes / 2) return;
    this.put(key, kept);
    for (const [oldest, old] of this.kept) {
      if (this.keptBytes <= this.mostBytes) return;
      this.forget(oldest, old);
    }
  }

  private put(key: string, kept: Kept<A>): void {
    this.kept.set(key, kept);
    this.keptBytes += kept.answer.bytes;
  }

  private forget(key: string, kept: Kept<A>): void {
    this.kept.delete(key);
    this.keptBytes -= kept.answer.bytes;
  }
}
