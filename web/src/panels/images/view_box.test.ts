import { expect, it } from 'vitest';
import { fitted, moved, pinched, pixelAt, zoomed } from './view_box';

const stage = { width: 800, height: 600 };

it('fits a large image, and enlarges a small one by a whole number', () => {
  expect(fitted({ width: 1600, height: 600 }, stage)).toEqual({ scale: 0.5, left: 0, top: 150 });
  expect(fitted({ width: 70, height: 50 }, stage)).toEqual({ scale: 11, left: 15, top: 25 });
});

it('enlarges by whole pixels of the screen where that has more than the page', () => {
  expect(fitted({ width: 70, height: 50 }, stage, 2).scale).toBe(11);
  expect(fitted({ width: 320, height: 240 }, stage, 2).scale).toBe(2.5);
  expect(fitted({ width: 1500, height: 600 }, stage, 2).scale).toBe(0.5);
  expect(fitted({ width: 3200, height: 600 }, stage, 2).scale).toBe(0.25);
});

it('keeps the place under the pointer while it zooms, within bounds', () => {
  const image = { width: 100, height: 100 };
  const at = { x: 300, y: 200 };
  const before = fitted(image, stage);
  const after = zoomed(before, 3, at);
  expect(after.scale).toBe(18);
  expect(pixelAt(after, image, at)).toEqual(pixelAt(before, image, at));
  expect(zoomed(before, 1e9, at).scale).toBe(64);
  expect(zoomed(before, 1e-9, at).scale).toBe(0.02);
});

it('keeps what two fingers hold below them', () => {
  const image = { width: 100, height: 100 };
  const before = { scale: 4, left: 100, top: 50 };
  const [a, b] = [
    { x: 200, y: 100 },
    { x: 300, y: 200 },
  ];
  const [c, d] = [
    { x: 150, y: 80 },
    { x: 350, y: 280 },
  ];
  const after = pinched(before, [a, b], [c, d]);
  expect(after.scale).toBe(8);
  expect(pixelAt(after, image, c)).toEqual(pixelAt(before, image, a));
  expect(pixelAt(after, image, d)).toEqual(pixelAt(before, image, b));
  expect(pinched(before, [a, b], [pushed(a), pushed(b)])).toEqual({ scale: 4, left: 110, top: 70 });
});

const pushed = ({ x, y }: { x: number; y: number }): { x: number; y: number } => ({ x: x + 10, y: y + 20 });

it('tells the pixel, and that there is none beside the image', () => {
  const image = { width: 4, height: 2 };
  const view = moved({ scale: 10, left: 0, top: 0 }, 5, 5);
  expect(pixelAt(view, image, { x: 5, y: 5 })).toEqual({ x: 0, y: 0 });
  expect(pixelAt(view, image, { x: 44.9, y: 24.9 })).toEqual({ x: 3, y: 1 });
  expect(pixelAt(view, image, { x: 45, y: 5 })).toBeNull();
  expect(pixelAt(view, image, { x: 4, y: 5 })).toBeNull();
});
