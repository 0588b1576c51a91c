import { expect, test } from 'vitest';
import { asChosen, withoutPlace, withPlace } from './chosen';

test('what is chosen goes into the address and back', () => {
  for (const chosen of [[], [500], [-1.5], [100, 500], [1.7e9, 1.7e9 + 0.25]] as const) {
    expect(asChosen.parse(asChosen.format(chosen))).toEqual(chosen);
  }
  expect(asChosen.format([100, 500])).toBe('100..500');
  expect(asChosen.parse('500..100')).toEqual([100, 500]);
  for (const text of ['', 'x', '1..', '1..2..3', 'NaN', 'Infinity']) expect(asChosen.parse(text)).toEqual([]);
});

test('places move past each other, and go one by one', () => {
  expect(withPlace([5], 0, 7)).toEqual([7]);
  expect(withPlace([5, 9], 0, 7)).toEqual([7, 9]);
  expect(withPlace([5, 9], 0, 12)).toEqual([9, 12]);
  expect(withoutPlace([5, 9], 0)).toEqual([9]);
  expect(withoutPlace([5], 0)).toEqual([]);
});
