import { expect, it } from 'vitest';
import { clock } from './clock';

it.each([
  [0, 2, '0:00.00'],
  [1.234, 2, '0:01.23'],
  [59.999, 2, '1:00.00'],
  [62.5, 1, '1:02.5'],
  [3723, 0, '1:02:03'],
  [-1, 1, '0:00.0'],
] as const)('%s seconds with %s digits are %s', (seconds, digits, written) => {
  expect(clock(seconds, digits)).toBe(written);
});
