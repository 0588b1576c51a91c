import { describe, expect, test } from 'vitest';
import { cardsWithin, GAP, HEADING, indexAt, layOutCards, placeOf } from './card_layout';

const card = { width: 380, height: 260 };
const open = (key: string, count: number) => ({ key, count, open: true });

/** Where the cards of a section stand: left edge, width and row. */
function rowsOf(count: number, width = 1200): { left: number; right: number }[][] {
  const layout = layOutCards([open('a', count)], width, card);
  const rows: { left: number; right: number }[][] = [];
  for (let i = 0; i < count; i++) {
    const { left, top, width: wide } = placeOf(layout.sections[0]!, i);
    const row = (top - HEADING) / (card.height + GAP);
    (rows[row] ??= []).push({ left, right: left + wide });
  }
  return rows;
}

test.each([
  [1, [1]],
  [2, [2]],
  [3, [3]],
  [4, [2, 2]],
  [5, [3, 2]],
  [7, [3, 2, 2]],
  [500, [...Array<number>(166).fill(3), 2]],
])('%i cards fill the width of every row', (count, rows) => {
  const found = rowsOf(count);
  expect(found.map((row) => row.length)).toEqual(rows);
  for (const row of found) {
    expect(row[0]!.left).toBe(0);
    expect(row.at(-1)!.right).toBe(1200);
    row.slice(1).forEach((place, i) => expect(place.left - row[i]!.right).toBe(GAP));
  }
});

test('a narrow window holds one column', () => {
  expect(rowsOf(3, 200)).toEqual(Array(3).fill([{ left: 0, right: 200 }]));
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

test('small groups stand side by side where they fit, and fill the row', () => {
  const closed = { key: 'd', count: 1, open: false };
  const groups = [open('a', 1), open('b', 2), open('c', 1), closed, open('e', 1), open('f', 1), open('g', 3)];
  const layout = layOutCards(groups, 1200, card);
  const row = HEADING + 260 + GAP;
  expect(layout.sections.map(({ key, left, top, width }) => [key, left, top, width])).toEqual([
    ['a', 0, 0, 392],
    ['b', 404, 0, 796],
    ['c', 0, row, 1200],
    ['d', 0, 2 * row, 1200],
    ['e', 0, 2 * row + HEADING, 594],
    ['f', 606, 2 * row + HEADING, 594],
    ['g', 0, 3 * row + HEADING, 1200],
  ]);
  expect(layout.height).toBe(4 * row + HEADING);
  const b = layout.sections[1]!;
  expect([0, 1].map((i) => placeOf(b, i))).toEqual([
    { left: 0, top: HEADING, width: 392, height: 260 },
    { left: 404, top: HEADING, width: 392, height: 260 },
  ]);
  expect(layOutCards(groups, 390, card).sections.every(({ left, width }) => left === 0 && width === 390)).toBe(true);
});

describe('the cards in sight', () => {
  const layout = layOutCards([open('a', 3000), { key: 'b', count: 9, open: false }, open('c', 3)], 1200, card);

  test('are few however many there are', () => {
    const [only] = cardsWithin(layout, 50_000, 51_000);
    expect(only!.section).toBe(0);
    expect(only!.end - only!.first).toBeLessThanOrEqual(18);
    const top = placeOf(layout.sections[0]!, only!.first).top;
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

describe('cards of several heights', () => {
  const heights = [0, 0, 0, 60, 0, 0, 168];
  const layout = layOutCards([{ ...open('a', 7), extraHeights: heights }, open('b', 1)], 1200, card);
  const [a, b] = layout.sections as [(typeof layout.sections)[0], (typeof layout.sections)[0]];

  test('stand in rows as high as their highest', () => {
    expect(heights.map((_, i) => placeOf(a, i).height)).toEqual([260, 260, 260, 320, 320, 428, 428]);
    expect(b.top).toBe(HEADING + 260 + 320 + 428 + 3 * GAP);
  });

  test('are found by the place they stand at', () => {
    for (let i = 0; i < 7; i++) {
      const { left, top, width, height } = placeOf(a, i);
      expect(indexAt(a, left + width / 2, top + 1)).toBe(i);
      expect(indexAt(a, left + 1, top + height - 1)).toBe(i);
    }
    expect([indexAt(a, -50, -50), indexAt(a, 5000, 5000)]).toEqual([0, 6]);
  });

  test('that stand side by side in small groups have one height', () => {
    const small = layOutCards([open('a', 1), { ...open('b', 1), extraHeights: [60] }], 1200, card);
    expect(small.sections.map((section) => placeOf(section, 0).height)).toEqual([320, 320]);
  });

  test('are in sight where they stand', () => {
    const third = a.rowTops[2]!;
    expect(cardsWithin(layout, third + 10, third + 20)).toContainEqual({ section: 0, first: 5, end: 7 });
  });
});
