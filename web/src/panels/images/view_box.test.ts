import { expect, it } from 'vitest';
import { fitted, moved, pixelAt, zoomed } from './view_box';

const stage = { width: 800, height: 600 };

it('fits a large image, and enlarges a small one by a whole number', () => {
  expect(fitted({ width: 1600, height: 600 }, stage)).toEqual({ scale: 0.5, left: 0, top: 150 });
  expect(fitted({ width: 70, height: 50 }, stage)).toEqual({ scale: 11, left: 15, top: 25 });
});

it('keeps the place under the pointer while it zooms, within bounds', () => {
  const image = { width: 100, height: 100 };
  const before = fitted(image, stage);
  const after = zoomed(before, 3, 300, 200);
  expect(after.scale).toBe(18);
  expect(pixelAt(after, image, 300, 200)).toEqual(pixelAt(before, image, 300, 200));
  expect(zoomed(before, 1e9, 0, 0).scale).toBe(64);
  expect(zoomed(before, 1e-9, 0, 0).scale).toBe(0.02);
});

it('tells the pixel, and that there is none beside the image', () => {
  const image = { width: 4, height: 2 };
  const view = moved({ scale: 10, left: 0, top: 0 }, 5, 5);
  expect(pixelAt(view, image, 5, 5)).toEqual({ x: 0, y: 0 });
  expect(pixelAt(view, image, 44.9, 24.9)).toEqual({ x: 3, y: 1 });
  expect(pixelAt(view, image, 45, 5)).toBeNull();
  expect(pixelAt(view, image, 4, 5)).toBeNull();
});
