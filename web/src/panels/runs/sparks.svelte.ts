// Small lines in the cells: a metric over its steps, asked for the rows in sight alone.

import type { App } from '../../app/app.svelte';
import { queryScalars } from '../../data/scalars';

const WIDTH = 60;

/** A line within a box of one by one, as an SVG's `d`; several where a run has several writers. */
export type Spark = string;

export class Sparks {
  #lines = $state.raw<ReadonlyMap<string, Spark>>(new Map());
  /** At which version of its tag each was asked for. */
  readonly #asked = new Map<string, number>();

  constructor(private readonly app: App) {}

  get(tag: string, run: string): Spark | undefined {
    return this.#lines.get(keyOf(tag, run));
  }

  /** Asks for what is not there, or not of now; read where it is followed. */
  ask(tag: string, runs: readonly string[]): void {
    const missing = runs.filter((run) => {
      const version = this.app.changes.of('scalars', tag, [run]);
      return this.#asked.get(keyOf(tag, run)) !== version;
    });
    if (missing.length === 0) return;
    for (const run of missing) this.#asked.set(keyOf(tag, run), this.app.changes.of('scalars', tag, [run]));
    void this.#fetch(tag, missing);
  }

  async #fetch(tag: string, runs: readonly string[]): Promise<void> {
    try {
      const { lines } = await queryScalars(this.app.client, {
        tag,
        runs: [...runs],
        x: 'step',
        x_range: null,
        x_scale: 'linear',
        width: WIDTH,
        smoothing: 0,
        attempts: 'current',
      });
      const next = new Map(this.#lines);
      for (const run of runs) next.set(keyOf(tag, run), '');
      for (const line of lines) {
        const key = keyOf(tag, line.run);
        next.set(key, `${next.get(key) ?? ''}${pathOf(line.x, line.value)}`);
      }
      this.#lines = next;
    } catch {
      for (const run of runs) this.#asked.delete(keyOf(tag, run));
    }
  }
}

const keyOf = (tag: string, run: string): string => `${tag}\n${run}`;

/** The line through finite values, in a box of one by one whose ends are those of the values. */
export function pathOf(x: ArrayLike<number>, y: ArrayLike<number>): Spark {
  const finite = Array.from(x, (_, i) => i).filter((i) => Number.isFinite(y[i]) && Number.isFinite(x[i]));
  if (finite.length === 0) return '';
  const [left, right] = [x[finite[0]!]!, x[finite.at(-1)!]!];
  const values = finite.map((i) => y[i]!);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const across = (i: number): number => (right === left ? 0.5 : (x[i]! - left) / (right - left));
  const down = (i: number): number => (high === low ? 0.5 : 1 - (y[i]! - low) / (high - low));
  const points = finite.map((i) => `${across(i).toFixed(3)} ${down(i).toFixed(3)}`);
  return `M${points.join('L')}${points.length === 1 ? 'h.01' : ''}`;
}
