// What is told beside the pointer: the place, and a row for each line that has a point there.

import type { Point } from '../../plot/view';

export interface TipRow {
  readonly key: string;
  readonly color: string;
  readonly dash: readonly number[] | null;
  readonly name: string;
  readonly tag: string;
  readonly value: string;
  /** Null without smoothing. */
  readonly smoothed: string | null;
  readonly step: string;
  readonly time: string;
  readonly nearest: boolean;
  readonly ended: boolean;
}

export interface Tip {
  /** Where it stands beside. */
  readonly host: HTMLElement;
  readonly at: Point;
  /** What the pointer is at. */
  readonly place: string;
  readonly rows: readonly TipRow[];
  readonly more: number;
}
