// What gives runs their colour: the run itself, its group, or a number that is known of it, on a continuous scale.

import { colourAt } from '../base/ramp';
import type { RunColumns } from './run_columns.svelte';
import type { Codec, Field, View } from './view.svelte';

/** `auto`: by group where runs are grouped, else by run. A column is one of those that the server knows of runs. */
export type ColourBy = 'auto' | 'run' | 'group' | { readonly column: string };

/** Runs without a number are of this colour. */
const NONE = { light: '#9aa5ae', dark: '#5c6873' } as const;
/** Numbers that reach over more than this many times the smallest are told apart on a logarithmic scale only. */
const WIDE = 50;

/** A range of numbers as colours. */
export interface Scale {
  readonly column: string;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** How many runs have no number. */
  readonly without: number;
}

export class Colouring {
  readonly #by: Field<ColourBy>;
  readonly #values = $derived.by(() => {
    const { by } = this;
    return typeof by === 'object' ? this.columns.numbers(by.column) : null;
  });
  /** The scale of the column; null where there is none, or none of its numbers is known. */
  readonly scale = $derived.by(() => this.#scaleNow());

  constructor(
    view: View,
    private readonly columns: RunColumns,
    private readonly theme: () => 'light' | 'dark',
  ) {
    this.#by = view.field('colour_by', asColourBy);
  }

  get by(): ColourBy {
    return this.#by.value;
  }
  set by(by: ColourBy) {
    this.#by.value = by;
  }

  /** The colour of a run by its number; null while the numbers are not known, and where none give colours. */
  colourOf(run: string): string | null {
    return this.colourOfAll([run]);
  }

  /** The same of the mean of some runs' numbers, on the scale that they are told apart on. */
  colourOfAll(runs: readonly string[]): string | null {
    const { scale } = this;
    if (scale === null) return null;
    const places = runs.map((run) => placeOn(scale, this.#values?.get(run) ?? NaN)).filter(Number.isFinite);
    const place = places.reduce((sum, one) => sum + one, 0) / places.length;
    return Number.isFinite(place) ? colourAt(place, this.theme()) : NONE[this.theme()];
  }

  #scaleNow(): Scale | null {
    const { by } = this;
    if (typeof by !== 'object' || this.#values === null) return null;
    const all = [...this.#values.values()];
    const finite = all.filter(Number.isFinite);
    if (finite.length === 0) return null;
    const [low, high] = finite.reduce(
      ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
      [Infinity, -Infinity],
    );
    return { column: by.column, low, high, log: low > 0 && high > WIDE * low, without: all.length - finite.length };
  }
}

/** Where a number stands on a scale, from 0 to 1; in the middle where all are one. */
export function placeOn({ low, high, log }: Pick<Scale, 'low' | 'high' | 'log'>, value: number): number {
  if (low === high) return value === low ? 0.5 : NaN;
  const on = (number: number): number => (log ? Math.log(number) : number);
  return (on(value) - on(low)) / (on(high) - on(low));
}

const asColourBy: Codec<ColourBy> = {
  parse: (text) => {
    if (text === 'run' || text === 'group') return text;
    return text?.startsWith('column:') && text.length > 7 ? { column: text.slice(7) } : 'auto';
  },
  format: (by) => (by === 'auto' ? null : typeof by === 'string' ? by : `column:${by.column}`),
  valid: (text) => text === 'run' || text === 'group' || /^column:./s.test(text),
};
