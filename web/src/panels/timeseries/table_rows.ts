// The table under a chart: what each line has at the chosen place, or what its chosen stretch comes to; sorted, and as text.

import type { Format } from '../../plot/format';
import type { PointAt, Summary } from '../../data/readings';

/** A line of the table: the line of the chart it is of, and its numbers by column. */
export interface TableRow {
  readonly key: string;
  readonly name: string;
  readonly color: string;
  readonly cells: Readonly<Partial<Record<ColumnId, number>>>;
}

export type ColumnId =
  | 'smoothed'
  | 'value'
  | 'step'
  | 'relative'
  | 'start'
  | 'end'
  | 'change'
  | 'percent'
  | 'min'
  | 'max'
  | 'mean'
  | 'minStep'
  | 'maxStep'
  | 'startStep'
  | 'endStep'
  | 'count';

export const PLACE_COLUMNS: readonly ColumnId[] = ['value', 'step', 'relative'];
export const SMOOTH_PLACE_COLUMNS: readonly ColumnId[] = ['smoothed', ...PLACE_COLUMNS];
export const STRETCH_COLUMNS: readonly ColumnId[] = [
  'start',
  'end',
  'change',
  'percent',
  'min',
  'max',
  'mean',
  'minStep',
  'maxStep',
  'startStep',
  'endStep',
  'count',
];

/** By which column, `name` for the run's; descending or not. */
export interface Sorting {
  readonly by: ColumnId | 'name';
  readonly descending: boolean;
}

export function placeCells(point: PointAt): TableRow['cells'] {
  return { smoothed: point.smoothed, value: point.value, step: point.step, relative: point.relativeTime };
}

export function stretchCells(summary: Summary): TableRow['cells'] {
  const { relativeChange, ...cells } = summary;
  return { ...cells, percent: 100 * relativeChange };
}

/** The rows in order; what has no number stands last either way. */
export function sorted(rows: readonly TableRow[], { by, descending }: Sorting): readonly TableRow[] {
  const sign = descending ? -1 : 1;
  const byName = (a: TableRow, b: TableRow): number => collator.compare(a.name, b.name);
  if (by === 'name') return [...rows].sort((a, b) => sign * byName(a, b));
  return [...rows].sort((a, b) => {
    const [x, y] = [a.cells[by] ?? NaN, b.cells[by] ?? NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || byName(a, b);
    return sign * (x < y ? -1 : x > y ? 1 : 0) || byName(a, b);
  });
}

const collator = new Intl.Collator(undefined, { numeric: true });
const COUNTED: ReadonlySet<ColumnId> = new Set(['step', 'minStep', 'maxStep', 'startStep', 'endStep', 'count']);

/** A cell as it is read; `unit` is how exact the chart's axis is. */
export function cellText(column: ColumnId, value: number | undefined, format: Format, unit: number): string {
  if (value === undefined) return '';
  if (COUNTED.has(column)) return format.count(value);
  if (column === 'relative') return format.duration(value);
  if (column === 'percent') return Number.isFinite(value) ? `${format.value(Number(value.toPrecision(3)))}%` : '';
  return format.value(value, unit);
}

/** The table as text for a spreadsheet: columns apart by tabs, numbers in full. */
export function asTsv(headings: readonly string[], columns: readonly ColumnId[], rows: readonly TableRow[]): string {
  const plain = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.map(({ name, cells }) => [plain(name), ...columns.map((column) => String(cells[column] ?? ''))]);
  return [headings.map(plain), ...lines].map((cells) => cells.join('\t')).join('\n') + '\n';
}
