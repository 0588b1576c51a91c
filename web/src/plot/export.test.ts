// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { chartSvg } from './export';
import { Line } from './line';
import { Lines } from './lines';
import type { Picture } from './picture';
import { Scale } from './scale';

const lines = ['a', 'b'].map(
  (key, i) => new Line({ key, color: `#00000${i}`, x: Float64Array.of(0, 1, 2), y: Float64Array.of(0, 1, i) }),
);
const picture: Picture = {
  width: 320,
  height: 200,
  frame: { x: 40, y: 8, width: 268, height: 170 },
  x: new Scale([0, 2], [40, 308]),
  y: new Scale([0, 1], [178, 8]),
  xTicks: [{ value: 1, px: 174, label: '1' }],
  yTicks: [{ value: 0.5, px: 93, label: '0.5' }],
  marks: new Lines({ lines, xExtent: null, robust: null, robustFor: null, complete: true }, false),
  theme: { background: '#fff', grid: '#eee', axis: '#aaa', label: '#666', text: '#000', accent: '#0b7285' },
  measure: (label) => label.length * 6,
};
const rest = (n: number): string => `+ ${n} more`;

test('an exported chart is vectors: a path a line, and its text as text', () => {
  const svg = chartSvg(picture, { title: 'loss', legend: [{ label: 'run a', color: '#000000' }], rest });
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const strokes = [...document.querySelectorAll('path')].map((p) => p.getAttribute('d'));
  expect(strokes).toContain('M40 178L174 8L308 178');
  expect(strokes).toContain('M40 178L174 8L308 8');
  const texts = [...document.querySelectorAll('text')].map((t) => t.textContent);
  expect(texts).toEqual(expect.arrayContaining(['loss', 'run a', '0.5', '1']));
  expect(svg).not.toContain('<image');
});

test('a long legend is cut with a count', () => {
  const legend = Array.from({ length: 100 }, (_, i) => ({ label: `run ${i}`, color: 'red' }));
  const svg = chartSvg(picture, { title: 'loss', legend, rest });
  expect(svg).toContain('+ 77 more');
  expect(svg).not.toContain('run 90');
});

test('long names keep their ends', () => {
  const svg = chartSvg(picture, { title: 'loss', legend: [{ label: `${'x'.repeat(80)}seed=7`, color: 'red' }], rest });
  expect(svg).toContain('seed=7');
  expect(svg).not.toContain('x'.repeat(60));
});
