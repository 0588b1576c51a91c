import { describe, expect, it } from 'vitest';
import { cornerBeside } from './place';

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
