// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { SvgPen } from './svg_pen';

function parsed(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  return document;
}

test('writes a document of its size with a title', () => {
  const svg = parsed(new SvgPen(320, 200).document('loss <train> & "test"'));
  expect(svg.documentElement.getAttribute('viewBox')).toBe('0 0 320 200');
  expect(svg.querySelector('title')?.textContent).toBe('loss <train> & "test"');
});

test('writes lines as paths', () => {
  const pen = new SvgPen(10, 10);
  const path = pen.path();
  path.moveTo(1, 2);
  path.lineTo(3.14159, 4);
  pen.stroke({ color: '#0b7285', width: 1.5, alpha: 0.5, dash: [4, 3] });
  const found = parsed(pen.document('')).querySelector('path');
  expect(found?.getAttribute('d')).toBe('M1 2L3.14 4');
  expect(found?.getAttribute('stroke-dasharray')).toBe('4 3');
  expect(found?.getAttribute('stroke-opacity')).toBe('0.5');
});

test('an empty path leaves no trace', () => {
  const pen = new SvgPen(10, 10);
  pen.path();
  pen.stroke({ color: 'red', width: 1, alpha: 1 });
  expect(pen.document('')).not.toContain('<path');
});

test('escapes what a run or tag may be called', () => {
  const pen = new SvgPen(10, 10);
  pen.text('a<b>&"\u0001', 0, 0, { color: 'red', align: 'left', size: 11 });
  expect(parsed(pen.document('')).querySelector('text')?.textContent).toBe('a<b>&"\ufffd');
});

test('cuts inside a clip', () => {
  const pen = new SvgPen(10, 10);
  pen.clip({ x: 1, y: 2, width: 3, height: 4 }, () => pen.box({ x: 0, y: 0, width: 9, height: 9 }, 'red'));
  const svg = parsed(pen.document(''));
  expect(svg.querySelector('clipPath rect')?.getAttribute('width')).toBe('3');
  expect(svg.querySelector('g[clip-path] > rect')?.getAttribute('width')).toBe('9');
});
