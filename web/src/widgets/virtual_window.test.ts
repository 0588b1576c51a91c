import { describe, expect, it } from 'vitest';
import { rowWindow, scrollToShow, shiftOf } from './virtual_window';

describe('the window of a long list', () => {
  it('holds what is in sight and a little more', () => {
    expect(rowWindow(5000, 28, 2800, 280, 2)).toEqual({ first: 98, end: 112 });
  });

  it('ends with the list', () => {
    expect(rowWindow(5, 28, 0, 280)).toEqual({ first: 0, end: 5 });
    expect(rowWindow(0, 28, 0, 280)).toEqual({ first: 0, end: 0 });
  });

  it('stays sensible when the list shrank below where it is scrolled to', () => {
    expect(rowWindow(3, 28, 28_000, 280)).toEqual({ first: 3, end: 3 });
  });
});

describe('scrolling to a row', () => {
  it('moves only as far as needed', () => {
    expect(scrollToShow(5, 28, 0, 280)).toBe(0);
    expect(scrollToShow(10, 28, 0, 280)).toBe(28);
    expect(scrollToShow(2, 28, 280, 280)).toBe(56);
  });
});

describe('rows that come and go above what is in sight', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f'];

  it('are counted', () => {
    expect(shiftOf(before.slice(2, 5), 2, ['new', 'newer', ...before])).toBe(2);
    expect(shiftOf(before.slice(2, 5), 2, before.slice(1))).toBe(-1);
  });

  it('are none when rows come below or the list is another', () => {
    expect(shiftOf(before.slice(2, 5), 2, [...before, 'new'])).toBe(0);
    expect(shiftOf(before.slice(2, 5), 2, ['x', 'y'])).toBe(0);
  });

  it('do not follow a single row that goes to the top', () => {
    expect(shiftOf(before.slice(2, 5), 2, ['d', 'a', 'b', 'c', 'e', 'f'])).toBe(0);
  });
});
