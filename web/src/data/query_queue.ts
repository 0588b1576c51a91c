// The order among the page's questions: few go to the server at once, the most wanted first, and old ones are answered from memory.

export interface Sized {
  /** How much memory it holds on to. */
  readonly bytes: number;
}

/** An answer, and the version of the data that it was asked for. */
interface Kept {
  readonly version: number;
  readonly answer: Sized;
}

interface Waiting {
  /** Asked when a place becomes free: smaller is sooner. */
  readonly rank: () => number;
  /** Asks; done when the answer, or its failure, has been handed over. */
  readonly begin: () => Promise<void>;
}

/**
 * At most `limit` questions are under way; the others wait in the order of their `rank` at the moment a place is free. A question
 * whose signal is aborted gives up its place, or its place in the line.
 */
export class QueryQueue {
  private readonly waiting = new Set<Waiting>();
  private running = 0;
  /** The oldest first: a Map keeps the order in which its entries were set. */
  private readonly kept = new Map<string, Kept>();
  private keptBytes = 0;

  constructor(
    private readonly limit = 4,
    private readonly mostBytes = 24e6,
  ) {}

  /** The answer kept under a key, if it still is. One of another version, which nobody asks for again, goes. */
  remembered(key: string, version: number): Sized | undefined {
    const kept = this.kept.get(key);
    if (kept === undefined) return undefined;
    this.forget(key, kept);
    if (kept.version !== version) return undefined;
    this.put(key, kept);
    return kept.answer;
  }

  /**
   * Asks, and keeps the answer under `key` while there is room and the data is of this `version`, which never goes back. The key says
   * all that was asked, the route too: so what is kept under it is what `ask` gives.
   */
  async ask<A extends Sized>(
    key: string,
    version: number,
    ask: (signal: AbortSignal) => Promise<A>,
    rank: () => number,
    signal: AbortSignal,
  ): Promise<A> {
    const known = this.remembered(key, version);
    if (known !== undefined) return known as A;
    // Another card may have asked the same while this one waited.
    const again = (stop: AbortSignal): Promise<A> => {
      const since = this.remembered(key, version);
      return since === undefined ? ask(stop) : Promise.resolve(since as A);
    };
    const answer = await this.turn(again, rank, signal);
    this.keep(key, { version, answer });
    return answer;
  }

  private turn<A>(ask: (signal: AbortSignal) => Promise<A>, rank: () => number, signal: AbortSignal): Promise<A> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting.delete(place);
        reject(new DOMException('nobody waits for it any more', 'AbortError'));
      };
      const begin = (): Promise<void> => {
        // From here on the question itself hears of the abort. A signal may outlive many questions.
        signal.removeEventListener('abort', giveUp);
        return ask(signal).then(resolve, reject);
      };
      const place: Waiting = { rank, begin };
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
      this.running += 1;
      void next.begin().finally(() => {
        this.running -= 1;
        this.proceed();
      });
    }
  }

  private first(): Waiting | undefined {
    let best: Waiting | undefined;
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

  private keep(key: string, kept: Kept): void {
    const before = this.kept.get(key);
    if (before !== undefined) this.forget(key, before);
    if (kept.answer.bytes > this.mostBytes / 2) return;
    this.put(key, kept);
    for (const [oldest, old] of this.kept) {
      if (this.keptBytes <= this.mostBytes) return;
      this.forget(oldest, old);
    }
  }

  private put(key: string, kept: Kept): void {
    this.kept.set(key, kept);
    this.keptBytes += kept.answer.bytes;
  }

  private forget(key: string, kept: Kept): void {
    this.kept.delete(key);
    this.keptBytes -= kept.answer.bytes;
  }
}
