import { expect, it } from 'vitest';
import { levelLines, linesAt } from './levels';

it('follows a plane where it crosses the level', () => {
  const z = [0, 1, 2].map(() => [0, 1, 2]);
  expect(linesAt(z, 0.5)).toEqual([
    [0.5, 0, 0.5, 1],
    [0.5, 1, 0.5, 2],
  ]);
});

it('goes around a hill', () => {
  const z = [
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ];
  const lines = linesAt(z, 0.5);
  expect(lines).toHaveLength(4);
  for (const [x1, y1, x2, y2] of lines) {
    expect(Math.abs(x1 - 1) + Math.abs(y1 - 1)).toBeCloseTo(0.5);
    expect(Math.abs(x2 - 1) + Math.abs(y2 - 1)).toBeCloseTo(0.5);
  }
});

it('keeps away from holes, and has no lines without values', () => {
  expect(
    linesAt(
      [
        [0, 1],
        [null, 1],
      ],
      0.5,
    ),
  ).toEqual([]);
  expect(levelLines([], [], 5)).toEqual([]);
});
