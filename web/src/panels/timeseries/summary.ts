// A chart in words, for people who do not see it.

import type { Translate } from '../../base/i18n';
import { finiteExtent, union } from '../../plot/domain';
import type { AxisKind, Format } from '../../plot/format';
import type { Line } from '../../plot/line';
import type { Interval } from '../../plot/scale';
import type { messages } from './messages';

/** With more lines than this their last values would be a recital. */
const MOST_NAMED = 5;

export function summarise(
  lines: readonly Line[],
  nameOf: (line: Line) => string,
  points: number,
  kind: AxisKind,
  x: Interval | null,
  t: Translate<(typeof messages)['en']>,
  format: Format,
): string {
  let y: Interval | null = null;
  for (const line of lines) y = union(y, finiteExtent(line.y));
  if (x === null || y === null) return '';
  const all = t('chart.summary', {
    count: lines.length,
    points: format.count(points),
    from: format.at(kind, x[0]),
    to: format.at(kind, x[1]),
    low: format.value(y[0]),
    high: format.value(y[1]),
  });
  if (lines.length > MOST_NAMED) return all;
  const last = lines
    .filter((line) => line.length > 0)
    .map((line) => t('chart.last', { run: nameOf(line), value: format.value(line.y[line.length - 1]!) }));
  return [all, ...last].join(' ');
}
