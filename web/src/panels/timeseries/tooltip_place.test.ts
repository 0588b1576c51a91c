import { expect, test } from 'vitest';
import { placeNear } from './tooltip_place';

const place = (x: number, y: number, width = 300, height = 100) => placeNear({ x, y }, width, height, 1000, 600);

test('a tooltip stands to the right of the cursor', () => {
  expect(place(100, 300)).toEqual({ x: 116, y: 250 });
});
test('or to the left, at the right edge of the window', () => {
  expect(place(900, 300).x).toBe(900 - 16 - 300);
});
test('it stays inside the window', () => {
  expect(place(100, 5).y).toBe(8);
  expect(place(100, 595).y).toBe(600 - 8 - 100);
});
test('when too wide for both sides it goes below, or above', () => {
  expect(place(500, 100, 700)).toEqual({ x: 292, y: 116 });
  expect(place(500, 550, 700).y).toBe(550 - 16 - 100);
});
