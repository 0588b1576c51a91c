import { describe, expect, it } from 'vitest';
import { type ChartSpec, NEW_CHART, ofLogged, readSpec, writeSpec } from './chart_spec';

describe('a chart in the address', () => {
  const charts: readonly ChartSpec[] = [
    { ...NEW_CHART, series: [{ way: 'expression', text: 'loss/val - loss/train', right: false }] },
    {
      title: 'a; b, c\\ "d"',
      kind: 'scatter',
      series: [
        { way: 'tag', text: 'odd;tag:1', right: true },
        { way: 'regex', text: '(a|b),\\;c', right: false },
        { way: 'expression', text: '', right: false },
      ],
      x: '{x;y}',
      align: 'previous',
    },
    { ...NEW_CHART, kind: 'bars', title: '准确率' },
  ];

  it.each(charts)('comes back: $title $kind', (chart) => {
    expect(readSpec(writeSpec(chart))).toEqual(chart);
  });

  it('is short and can be read', () => {
    expect(writeSpec({ ...charts[0]!, title: 'Gap' })).toBe('lines;Gap;e:loss/val - loss/train');
  });

  it.each(['', 'pie;x;e:a', 'lines', 'lines;x', 'lines;x;q:a', 'lines;x;a'])('is nothing else: %s', (text) => {
    expect(readSpec(text)).toBeNull();
  });
});

it('a logged margin is three tags', () => {
  const series = [{ value: 'v', lower: 'l', upper: 'u' }];
  const chart = ofLogged({ title: 'm', kind: 'margin', tags: [], series }, 'C', 'k');
  expect(chart.series.map(({ way, text }) => `${way} ${text}`)).toEqual(['tag v', 'tag l', 'tag u']);
  expect(chart.margins).toEqual([{ value: 0, lower: 1, upper: 2 }]);
});
