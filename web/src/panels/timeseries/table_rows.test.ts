import { expect, test } from 'vitest';
import { Format } from '../../plot/format';
import { asTsv, cellText, sorted, type TableRow } from './table_rows';

const row = (name: string, value: number, step = 1): TableRow => ({
  key: name,
  name,
  color: '',
  cells: { value, step },
});
const rows = [row('run 10', 2), row('run 9', NaN), row('run 2', 1), row('run 1', 2)];
const names = (found: readonly TableRow[]): string[] => found.map(({ name }) => name);

test('rows are sorted by any column, either way, and those without a number stand last', () => {
  expect(names(sorted(rows, { by: 'value', descending: false }))).toEqual(['run 2', 'run 1', 'run 10', 'run 9']);
  expect(names(sorted(rows, { by: 'value', descending: true }))).toEqual(['run 1', 'run 10', 'run 2', 'run 9']);
  expect(names(sorted(rows, { by: 'name', descending: true }))).toEqual(['run 10', 'run 9', 'run 2', 'run 1']);
});

test('cells read as what they are', () => {
  const format = new Format('en', 'UTC');
  expect(cellText('step', 12345, format, 1)).toBe('12,345');
  expect(cellText('percent', -50, format, 1)).toBe('−50%');
  expect(cellText('percent', Infinity, format, 1)).toBe('');
  expect(cellText('value', 1_000_000.0712, format, 0.1)).toBe('1,000,000.07');
  expect(cellText('value', undefined, format, 1)).toBe('');
});

test('a copy has every digit, and no tab but between columns', () => {
  const copied = asTsv(['Run', 'Value', 'Step'], ['value', 'step'], [row('a\tb', 0.1 + 0.2, 10_000)]);
  expect(copied).toBe('Run\tValue\tStep\na b\t0.30000000000000004\t10000\n');
});
