import { expect, it } from 'vitest';
import { contrast, rgbOf } from '../../base/colour';
import { bytesOf, ramp, SHADES, shadeOf } from './ramp';

it('has a colour for each shade, of which the best stands out most', () => {
  for (const [theme, ground] of [
    ['light', '#ffffff'],
    ['dark', '#141b20'],
  ] as const) {
    const colours = ramp(theme);
    expect(colours).toHaveLength(SHADES);
    for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    const of = (colour: string): number => contrast(rgbOf(colour), rgbOf(ground));
    expect(of(colours.at(-1)!)).toBeGreaterThan(of(colours[0]!));
    expect(of(colours[0]!)).toBeGreaterThan(1.3);
  }
});

it('finds the shade of a place', () => {
  expect([-1, 0, 0.5, 1, 2].map(shadeOf)).toEqual([0, 0, SHADES / 2, SHADES - 1, SHADES - 1]);
  expect(bytesOf('#0a10ff')).toEqual([10, 16, 255]);
});
