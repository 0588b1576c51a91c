// What the table of runs is set to. All of it lives in the address; widths, a matter of taste, on this browser.

import type { Preferences, Preference } from '../../app/preferences.svelte';
import { asFlag, asList, type Codec, type Field, type View } from '../../app/view.svelte';
import type { Sort } from '../../data/runs_table';

export class Settings {
  /** The columns behind the name, in their order; empty for the usual ones. */
  readonly columns: Field<readonly string[]>;
  /** Those of them that stay in sight. */
  readonly pinned: Field<readonly string[]>;
  readonly sort: Field<readonly Sort[]>;
  /** Columns in which all runs say the same are left out. */
  readonly differing: Field<boolean>;
  readonly #widths: Preference<Readonly<Record<string, number>>>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('runs');
    this.columns = own.field('columns', asList);
    this.pinned = own.field('pinned', asList);
    this.sort = own.field('sort', asSort);
    this.differing = own.field('differing', asFlag());
    this.#widths = preferences.field('runs.widths', {}, areWidths);
  }

  widthOf(column: string): number | undefined {
    return this.#widths.value[column];
  }
  setWidth(column: string, width: number | null): void {
    const { [column]: _, ...others } = this.#widths.value;
    this.#widths.value = width === null ? others : { ...others, [column]: Math.round(width) };
  }

  /** Orders by a column: first up, then down, then no more. With `also` as well as by those before it. */
  sortBy(column: string, also: boolean): void {
    const now = this.sort.value.find((one) => one.column === column);
    const next =
      now === undefined ? [{ column, descending: false }] : now.descending ? [] : [{ column, descending: true }];
    const others = also ? this.sort.value.filter((one) => one.column !== column) : [];
    const at = also ? this.sort.value.findIndex((one) => one.column === column) : -1;
    this.sort.value = at < 0 ? [...others, ...next] : [...others.slice(0, at), ...next, ...others.slice(at)];
  }
}

/** Columns, each behind a minus sign where the largest comes first. */
const asSort: Codec<readonly Sort[]> = {
  parse: (text) =>
    asList.parse(text).map((name) => ({ column: name.replace(/^-/, ''), descending: name.startsWith('-') })),
  format: (sort) => asList.format(sort.map(({ column, descending }) => (descending ? `-${column}` : column))),
};

function areWidths(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((width) => Number.isFinite(width));
}
