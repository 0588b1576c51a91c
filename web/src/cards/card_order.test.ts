import { describe, expect, test } from 'vitest';
import { arranged, moved, orderOf } from './card_order';

const usual = ['a', 'b', 'c', 'd', 'e'];
const cards = usual.map((key) => ({ key }));
const keys = (order: readonly string[]): string[] => arranged(cards, order).map(({ key }) => key);

test('a card is put where it was moved', () => {
  expect(moved(usual, 3, 0)).toEqual(['d', 'a', 'b', 'c', 'e']);
  expect(moved(usual, 0, 4)).toEqual(['b', 'c', 'd', 'e', 'a']);
  expect(moved(usual, 2, 2)).toEqual(usual);
});

describe('an order', () => {
  test('says no more than it must', () => {
    expect(orderOf(usual, usual)).toEqual([]);
    expect(orderOf(['d', 'a', 'b', 'c', 'e'], usual)).toEqual(['d']);
    expect(orderOf(['a', 'd', 'b', 'c', 'e'], usual)).toEqual(['a', 'd']);
  });

  test.each(usual.flatMap((_, from) => usual.map((_, to) => [from, to] as const)))(
    'of a card moved from %i to %i comes back as it was made',
    (from, to) => {
      const wanted = moved(usual, from, to);
      expect(keys(orderOf(wanted, usual))).toEqual(wanted);
    },
  );

  test('passes over cards that are gone, and has new ones at their usual place behind', () => {
    expect(keys(['gone', 'c'])).toEqual(['c', 'a', 'b', 'd', 'e']);
    expect(arranged(cards, ['gone'])).toBe(cards);
  });

  test('that names a card twice has it once', () => {
    expect(keys(['c', 'c'])).toEqual(['c', 'a', 'b', 'd', 'e']);
  });
});
