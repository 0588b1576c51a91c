import { expect, test } from 'vitest';
import type { TensorPicture } from '../../data/tensors';
import { coloured, scaleOf } from './colours';

function picture(values: number[], marks: number[] = values.map(() => 0)): TensorPicture {
  return {
    rows: 1, columns: values.length, firstRow: 0, lastRow: 1, firstColumn: 0, lastColumn: values.length,
    rowBlock: 1, columnBlock: 1, values: Float64Array.from(values), marks: Uint8Array.from(marks), low: 0, high: 0, bytes: 0,
  }; // prettier-ignore
}

test('signs that mix are told apart on both sides of zero', () => {
  expect(scaleOf(-1, 4, 'light')).toMatchObject({ low: -4, high: 4 });
  expect(scaleOf(1, 4, 'light')).toMatchObject({ low: 1, high: 4 });
  expect(scaleOf(NaN, NaN, 'light')).toBeNull();
});

test('the ends have the ends of the scale, also where they lie farther apart than a number counts', () => {
  const most = Number.MAX_VALUE;
  const { pixels } = coloured(picture([-most, most]), 2, scaleOf(-most, most, 'light'));
  expect(pixels[2]!).toBeGreaterThan(pixels[0]!); // blue
  expect(pixels[4]!).toBeGreaterThan(pixels[6]!); // red
});

test('what is not finite has a colour of its own, and what is nothing none', () => {
  const { pixels } = coloured(picture([1, NaN, NaN, NaN], [0, 1, 2, 4]), 4, scaleOf(1, 1, 'dark'));
  const colours = [0, 1, 2, 3].map((i) => pixels.slice(4 * i, 4 * i + 4).join());
  expect(new Set(colours).size).toBe(4);
  expect(coloured(picture([NaN]), 1, null).pixels[3]).toBe(0);
});
