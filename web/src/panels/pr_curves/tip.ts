// What is said of the place under the pointer: a table with a row for each curve there.

export interface Tip {
  readonly host: HTMLElement;
  readonly at: { readonly x: number; readonly y: number };
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly TipRow[];
  /** How many more there are. */
  readonly more: number;
  /** The foremost row in one sentence. */
  readonly spoken: string;
  /** The keyboard has led here. */
  readonly keyboard: boolean;
}

export interface TipRow {
  readonly key: string;
  readonly color: string;
  readonly name: string;
  /** Under each of the columns. */
  readonly cells: readonly string[];
  /** It is the one that is pointed at. */
  readonly foremost: boolean;
}

export const MOST_ROWS = 14;
