// The filter of runs: a condition such as `lr < 1e-3 and val/acc.max > 0.9`, which the server answers with the names it holds for.
//
// It stands in the address and holds on every page: what it leaves out is neither listed nor drawn.

import { Throttle } from '../base/throttle';
import type { Client } from '../data/client';
import { checkCondition, matchingRuns, type Problem } from '../data/runs_table';
import { asText, type Field, type View } from './view.svelte';

/** How late the answer may be while only numbers change. */
const WITHIN_MS = 3_000;

interface Answer {
  readonly where: string;
  readonly names: ReadonlySet<string>;
}

export class RunFilter {
  readonly #where: Field<string>;
  readonly #client: Client;
  #answer = $state.raw<Answer | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #asked = '';
  #abort = new AbortController();
  readonly #refresh = new Throttle(() => this.#ask());

  constructor(view: View, client: Client) {
    this.#where = view.field('where', asText);
    this.#client = client;
  }

  /** What is typed: a condition in the words of `sonde runs --where`, or nothing. */
  get where(): string {
    return this.#where.value;
  }
  set where(text: string) {
    this.#where.value = text;
  }

  get on(): boolean {
    return this.where.trim() !== '';
  }

  /** The runs that it keeps, null where there is none. While a condition is typed that makes no sense yet, the last one holds. */
  get kept(): ReadonlySet<string> | null {
    if (!this.on) return null;
    return this.#answer?.names ?? (this.#problem === null ? NONE : null);
  }

  /** The condition that holds now: the last one that made sense. */
  get holds(): string {
    return this.on ? (this.#answer?.where ?? '') : '';
  }

  /** False until the first answer has come. */
  get ready(): boolean {
    return !this.on || this.#answer !== null || this.#problem !== null;
  }

  /** What is wrong with the condition; null when nothing is. */
  get problem(): Problem | null {
    return this.on ? this.#problem : null;
  }

  /** Asks when the condition is another one; read where it is followed. */
  follow(): void {
    const where = this.where.trim();
    if (where === this.#asked) return;
    this.#asked = where;
    this.#abort.abort();
    if (where === '') {
      this.#answer = null;
      this.#problem = null;
    } else void this.#ask();
  }

  /** Something changed: what holds for a run may have changed too. */
  noteChange(listed: boolean): void {
    if (this.#asked !== '') this.#refresh.ask(listed ? 0 : WITHIN_MS);
  }

  stop(): void {
    this.#refresh.stop();
    this.#abort.abort();
  }

  async #ask(): Promise<void> {
    const where = this.#asked;
    if (where === '') return;
    const { signal } = (this.#abort = new AbortController());
    try {
      const problem = await checkCondition(this.#client, where, signal);
      const names = problem === null ? await matchingRuns(this.#client, where, signal) : null;
      if (where !== this.#asked) return;
      this.#problem = problem;
      if (names !== null) this.#take(where, new Set(names));
    } catch {
      // The server is away, which the top bar says: it is asked again with the next change.
    }
  }

  #take(where: string, names: ReadonlySet<string>): void {
    const before = this.#answer?.names;
    this.#answer = { where, names: before !== undefined && sameSet(names, before) ? before : names };
  }
}

const NONE: ReadonlySet<string> = new Set();

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
