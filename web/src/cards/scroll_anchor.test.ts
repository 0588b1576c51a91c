import { describe, expect, test } from 'vitest';
import { type CardLayout, GAP, HEADING, layOutCards } from './card_layout';
import { anchorAt, type KeysOf, topOf } from './scroll_anchor';

const ROW = 200 + GAP;

/** Two cards in a row; closed sections are those of `closed`. */
function panel(sections: Record<string, readonly string[]>, closed: readonly string[] = []): [CardLayout, KeysOf] {
  const list = Object.entries(sections).map(([key, tags]) => ({
    key,
    count: tags.length,
    open: !closed.includes(key),
  }));
  return [layOutCards(list, 2 * 300 + GAP, { width: 300, height: 200 }), (key) => sections[key] ?? []];
}

function moved(before: [CardLayout, KeysOf], after: [CardLayout, KeysOf], top: number): number | null {
  const anchor = anchorAt(...before, top);
  return anchor === null ? null : topOf(...after, anchor);
}

describe('a scrolled panel', () => {
  const before = panel({ b: ['b1', 'b2', 'b3', 'b4'], c: ['c1', 'c2'] });
  const inSecondRow = HEADING + ROW + 50;

  test('stays at its card when a section comes above it', () => {
    const after = panel({ a: ['a1'], b: ['b1', 'b2', 'b3', 'b4'], c: ['c1', 'c2'] });
    expect(moved(before, after, inSecondRow)).toBe(inSecondRow + HEADING + ROW);
  });

  test('stays at its card when that moves to another row', () => {
    const after = panel({ b: ['b0', 'b00', 'b1', 'b2', 'b3', 'b4'], c: ['c1', 'c2'] });
    expect(moved(before, after, inSecondRow)).toBe(inSecondRow + ROW);
  });

  test('stays at a heading', () => {
    const after = panel({ a: ['a1'], b: ['b1', 'b2', 'b3', 'b4'], c: ['c1', 'c2'] });
    const atHeading = HEADING + 2 * ROW + 10;
    expect(moved(before, after, atHeading)).toBe(atHeading + HEADING + ROW);
  });

  test('stays at the first of groups that stand side by side when they part', () => {
    const row = panel({ a: ['a1'], b: ['b1'], c: ['c1', 'c2', 'c3'] });
    const parted = panel({ A: ['A1', 'A2'], a: ['a1', 'a2'], b: ['b1'], c: ['c1', 'c2', 'c3'] });
    expect(moved(row, parted, HEADING + 40)).toBe(HEADING + ROW + HEADING + 40);
  });

  test('shows the heading of a section that was closed', () => {
    const after = panel({ b: ['b1', 'b2', 'b3', 'b4'], c: ['c1', 'c2'] }, ['b']);
    expect(moved(before, after, inSecondRow)).toBe(0);
  });

  test('holds on to nothing at its top, nor to what is gone', () => {
    expect(moved(before, panel({ a: ['a1'], ...{ b: ['b1'] } }), 0)).toBeNull();
    expect(moved(before, panel({ b: ['b1'] }), inSecondRow)).toBeNull();
    expect(moved(before, panel({ c: ['c1'] }), inSecondRow)).toBeNull();
  });
});
