import { describe, expect, it } from 'vitest';
import { cornerBeside, cornerNear } from './place';

const window = { width: 400, height: 300 };
const box = (left: number, top: number) => ({ left, top, right: left + 20, bottom: top + 20 });

describe('a floating box', () => {
  it('stands below its anchor', () => {
    expect(cornerBeside(box(100, 100), 60, 40, 'below', 4, window)).toEqual({ left: 80, top: 124 });
    expect(cornerBeside(box(100, 100), 60, 40, 'below-end', 4, window)).toEqual({ left: 60, top: 124 });
    expect(cornerBeside(box(100, 100), 60, 40, 'below-start', 4, window)).toEqual({ left: 100, top: 124 });
  });

  it('goes above where there is no room below', () => {
    expect(cornerBeside(box(100, 260), 60, 40, 'below', 4, window).top).toBe(216);
  });

  it('stays within the window', () => {
    expect(cornerBeside(box(0, 100), 60, 40, 'below', 4, window).left).toBe(8);
    expect(cornerBeside(box(380, 100), 60, 40, 'below', 4, window).left).toBe(332);
    expect(cornerBeside(box(0, 10), 60, 500, 'below', 4, window).top).toBe(8);
  });

  it('stands to the right, or to the left where there is no room', () => {
    expect(cornerBeside(box(100, 100), 60, 40, 'right', 4, window)).toEqual({ left: 124, top: 100 });
    expect(cornerBeside(box(360, 100), 60, 40, 'right', 4, window).left).toBe(296);
  });
});

describe('a box near the pointer', () => {
  const near = (x: number, y: number, width = 300, height = 100) =>
    cornerNear({ x, y }, width, height, { width: 1000, height: 600 });

  it('stands to its right', () => {
    expect(near(100, 300)).toEqual({ left: 116, top: 250 });
  });

  it('or to its left, at the right edge of the window', () => {
    expect(near(900, 300).left).toBe(900 - 16 - 300);
  });

  it('stays inside the window', () => {
    expect(near(100, 5).top).toBe(8);
    expect(near(100, 595).top).toBe(600 - 8 - 100);
  });

  it('goes below, or above, when it is too wide for both sides', () => {
    expect(near(500, 100, 700)).toEqual({ left: 292, top: 116 });
    expect(near(500, 550, 700).top).toBe(550 - 16 - 100);
  });
});
