import { describe, expect, test } from 'vitest';
import { cardsWithin, GAP, HEADING, layOutCards, placeOf } from './card_layout';

const card = { width: 380, height: 260 };
const open = (key: string, count: number) => ({ key, count, open: true });

test('cards are stretched to fill the width', () => {
  const layout = layOutCards([open('a', 5)], 1200, card);
  expect(layout.columns).toBe(3);
  expect(layout.cardWidth).toBe(Math.floor((1200 - 2 * GAP) / 3));
});

test('a narrow window holds one column', () => {
  expect(layOutCards([open('a', 5)], 200, card)).toMatchObject({ columns: 1, cardWidth: 200 });
});

test('sections stand below each other, closed ones as high as their heading', () => {
  const layout = layOutCards([open('a', 4), { key: 'b', count: 100, open: false }, open('c', 1)], 1200, card);
  expect(layout.sections.map((s) => s.top)).toEqual([
    0,
    HEADING + 2 * (260 + GAP),
    HEADING + 2 * (260 + GAP) + HEADING,
  ]);
  expect(layout.height).toBe(3 * HEADING + 3 * (260 + GAP));
});

test('cards stand in rows', () => {
  const layout = layOutCards([open('a', 5)], 1200, card);
  expect(placeOf(layout, 4)).toEqual({ left: layout.cardWidth + GAP, top: HEADING + 260 + GAP });
});

describe('the cards in sight', () => {
  const layout = layOutCards([open('a', 3000), { key: 'b', count: 9, open: false }, open('c', 3)], 1200, card);

  test('are few however many there are', () => {
    const [only] = cardsWithin(layout, 50_000, 51_000);
    expect(only!.section).toBe(0);
    expect(only!.end - only!.first).toBeLessThanOrEqual(18);
    const top = placeOf(layout, only!.first).top;
    expect(top).toBeLessThanOrEqual(50_000);
    expect(top).toBeGreaterThan(50_000 - 2 * 272);
  });

  test('take in the sections at the end', () => {
    const found = cardsWithin(layout, layout.height - 100, layout.height);
    expect(found.at(-1)).toEqual({ section: 2, first: 0, end: 3 });
  });

  test('of a closed section are none', () => {
    const b = layout.sections[1]!;
    expect(cardsWithin(layout, b.top, b.top + 10)).toContainEqual({ section: 1, first: 0, end: 0 });
  });

  test('together are all of them', () => {
    const seen = cardsWithin(layout, 0, layout.height).reduce((n, s) => n + s.end - s.first, 0);
    expect(seen).toBe(3003);
  });
});
