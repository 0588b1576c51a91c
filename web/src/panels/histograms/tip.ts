// What is said of the place under the pointer: a run's histogram at a step, and one bin of it.

export interface Tip {
  readonly host: HTMLElement;
  readonly at: { readonly x: number; readonly y: number };
  readonly run: string;
  readonly color: string;
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
  /** The same in one sentence. */
  readonly spoken: string;
  /** The keyboard has led here. */
  readonly keyboard: boolean;
}
