// What the server knows of runs, column by column: hyperparameters, last values, when they began. A column is asked for when somebody
// looks at it, and again when runs or their numbers change.

import { SvelteMap } from 'svelte/reactivity';
import type { RunGroup } from '../base/run_groups';
import type { Client } from '../data/client';
import { type ColumnInfo, groupsBy, numbersOf, tableColumns } from '../data/runs_table';

type Answer<T> = { readonly version: number; readonly value: T | null };

export class RunColumns {
  #columns = $state.raw<Answer<readonly ColumnInfo[]> | null>(null);
  readonly #groups = new SvelteMap<string, Answer<readonly RunGroup[]>>();
  readonly #numbers = new SvelteMap<string, Answer<ReadonlyMap<string, number>>>();
  readonly #asked = new Set<string>();

  constructor(
    private readonly client: Client,
    /** A number that grows when there may be something new. */
    private readonly version: () => number,
  ) {}

  /** The columns that runs can be grouped or coloured by; none while they are not known. */
  get all(): readonly ColumnInfo[] {
    return this.#read('columns', this.#columns, tableColumns, (answer) => (this.#columns = answer)) ?? [];
  }

  /** The runs of each value of a column; none while they are not known. */
  groupsBy(column: string): readonly RunGroup[] {
    const known = this.#groups.get(column) ?? null;
    const ask = (client: Client): Promise<readonly RunGroup[]> => groupsBy(client, column);
    return this.#read(`groups ${column}`, known, ask, (answer) => this.#groups.set(column, answer)) ?? [];
  }

  /** A column of numbers, by run, NaN where a run has none; null while it is not known. */
  numbers(column: string): ReadonlyMap<string, number> | null {
    const known = this.#numbers.get(column) ?? null;
    const ask = (client: Client): Promise<ReadonlyMap<string, number>> => numbersOf(client, column);
    return this.#read(`numbers ${column}`, known, ask, (answer) => this.#numbers.set(column, answer));
  }

  /** What is known; the newest is asked for, and what was known stays until it comes. */
  #read<T>(
    key: string,
    known: Answer<T> | null,
    ask: (client: Client) => Promise<T>,
    take: (answer: Answer<T>) => void,
  ): T | null {
    const version = this.version();
    if (known?.version !== version && !this.#asked.has(key)) {
      this.#asked.add(key);
      ask(this.client)
        .then((value) => take({ version, value }))
        // A server that fails is reported where it says so itself; what was known stays.
        .catch(() => take({ version, value: known?.value ?? null }))
        .finally(() => this.#asked.delete(key));
    }
    return known?.value ?? null;
  }
}
