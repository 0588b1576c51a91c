import { describe, expect, test } from 'vitest';
import { Line } from './line';
import { drawNonFinite, drawSamples, span, trace, weightOf } from './marks';
import type { PathTarget } from './pen';
import { Scale } from './scale';
import { SvgPen } from './svg_pen';

/** Writes a path as text: M to move, L to draw. */
function written(): { path: PathTarget; text: () => string } {
  const parts: string[] = [];
  const add = (letter: string) => (x: number, y: number) => void parts.push(`${letter}${x},${y}`);
  const path = { moveTo: add('M'), lineTo: add('L'), arc: add('O'), closePath: () => void parts.push('Z') };
  return { path, text: () => parts.join(' ') };
}

const x = new Scale([0, 10], [0, 10]);
const y = new Scale([0, 10], [10, 0]);

describe('a traced line', () => {
  const draw = (ys: number[], log = false): { d: string; alone: [number, number][] } => {
    const { path, text } = written();
    const alone: [number, number][] = [];
    const scale = log ? new Scale([1, 10], [10, 0], true) : y;
    const xs = Float64Array.from(ys, (_, i) => i);
    trace(path, xs, Float64Array.from(ys), x, scale, 0, ys.length, (px, py) => void alone.push([px, py]));
    return { d: text(), alone };
  };

  test('joins its points', () => {
    expect(draw([1, 2, 3]).d).toBe('M0,9 L1,8 L2,7');
  });

  test('breaks at NaN and the infinities', () => {
    expect(draw([1, 2, NaN, 3, 4, Infinity, 5, 6]).d).toBe('M0,9 L1,8 M3,7 L4,6 M6,5 L7,4');
  });

  test('hands over a point that stands alone', () => {
    expect(draw([NaN, 2, NaN, 3]).alone).toEqual([
      [1, 8],
      [3, 7],
    ]);
  });

  test('breaks at zero and less on a log axis', () => {
    expect(draw([1, 10, 0, -5, 10, 1], true).d).toBe('M0,10 L1,0 M4,0 L5,10');
  });

  test('stays within what a canvas can count', () => {
    expect(draw([0, 1e300]).d).toBe('M0,10 L1,-100000');
  });
});

describe('the span to draw', () => {
  const xs = Float64Array.of(0, 2, 4, 6, 8, 10);
  test('holds a neighbour on each side of the domain', () => {
    expect(span(xs, true, new Scale([3, 7], [0, 1]))).toEqual([1, 5]);
  });
  test('holds everything when x goes back', () => {
    expect(span(xs, false, new Scale([3, 7], [0, 1]))).toEqual([0, 6]);
  });
});

const line = (xs: number[], ys: number[]): Line =>
  new Line({ key: 'a', color: '#123456', x: Float64Array.from(xs), y: Float64Array.from(ys) });

test('NaN, ∞ and −∞ get three different signs', () => {
  const frame = { x: 0, y: 0, width: 100, height: 50 };
  const scale = new Scale([0, 10], [0, 100]);
  const signs = (v: number): string => {
    const pen = new SvgPen(100, 50);
    drawNonFinite(pen, line([5], [v]), scale, frame);
    return pen.document('');
  };
  expect(new Set([NaN, Infinity, -Infinity].map(signs)).size).toBe(3);
  expect(signs(NaN)).toContain('stroke="#123456"');
  expect(signs(Infinity)).toContain('fill="#123456"');
});

test('a long row of NaN is one sign and a dotted line, and one of two stretches two', () => {
  const drawn = (nonFinite: (i: number) => boolean): string => {
    const pen = new SvgPen(100, 50);
    const xs = Array.from({ length: 1000 }, (_, i) => i / 100);
    drawNonFinite(pen, line(xs, xs.map((_, i) => (nonFinite(i) ? NaN : 1))), new Scale([0, 10], [0, 100]), { x: 0, y: 0, width: 100, height: 50 }); // prettier-ignore
    return pen.document('');
  };
  const strokes = (document: string): number => document.match(/M-?\d/g)?.length ?? 0;
  expect(strokes(drawn(() => true))).toBe(3);
  expect(drawn(() => true)).toContain('stroke-dasharray');
  expect(strokes(drawn((i) => i < 400 || i > 600))).toBe(6);
  expect(strokes(drawn((i) => i === 5))).toBe(2);
});

test('points get dots only when they lie apart', () => {
  const dots = (n: number): boolean => {
    const pen = new SvgPen(100, 50);
    const xs = Array.from({ length: n }, (_, i) => (i * 10) / n);
    drawSamples(pen, line(xs, xs), new Scale([0, 10], [0, 100]), y, weightOf(1));
    return pen.document('').includes('<path');
  };
  expect(dots(5)).toBe(true);
  expect(dots(50)).toBe(false);
});

test('lines grow lighter as they grow many', () => {
  const weights = [1, 10, 30, 100, 1000].map(weightOf);
  for (let i = 1; i < weights.length; i++) {
    expect(weights[i]!.width * weights[i]!.alpha).toBeLessThan(weights[i - 1]!.width * weights[i - 1]!.alpha);
  }
});
