import { describe, expect, it } from 'vitest';
import { contrast, rgbOf } from './colour';
import { colourAt, gradient } from './ramp';

const places = Array.from({ length: 21 }, (_, i) => i / 20);
const lightness = (colour: string): number => contrast(rgbOf(colour), rgbOf('#000000'));

describe.each([
  ['light', '#ffffff', -1],
  ['dark', '#141b20', 1],
] as const)('the scale of colours on a %s page', (theme, page, direction) => {
  it('is told from the page everywhere', () => {
    for (const place of places) expect(contrast(rgbOf(colourAt(place, theme)), rgbOf(page))).toBeGreaterThan(3);
  });

  it('has one direction of lightness', () => {
    const steps = places
      .slice(1)
      .map((place, i) => lightness(colourAt(place, theme)) - lightness(colourAt(places[i]!, theme)));
    for (const step of steps) expect(step * direction).toBeGreaterThan(0);
  });

  it('ends where its numbers end', () => {
    expect(colourAt(-1, theme)).toBe(colourAt(0, theme));
    expect(colourAt(2, theme)).toBe(colourAt(1, theme));
    expect(gradient(theme)).toContain(colourAt(0.5, theme));
  });
});
