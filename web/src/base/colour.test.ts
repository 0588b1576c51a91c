import { describe, expect, it } from 'vitest';
import { contrast, distance, mixed, rgbOf, seenBy } from './colour';

describe('colours', () => {
  it('contrast as WCAG says', () => {
    expect(contrast(rgbOf('#000000'), rgbOf('#ffffff'))).toBeCloseTo(21);
    expect(contrast(rgbOf('#767676'), rgbOf('#ffffff'))).toBeCloseTo(4.54, 2);
    expect(contrast(rgbOf('#123456'), rgbOf('#123456'))).toBe(1);
  });

  it('lie as far apart as they look', () => {
    expect(distance(rgbOf('#000000'), rgbOf('#ffffff'))).toBeCloseTo(1, 3);
    expect(distance(rgbOf('#ff0000'), rgbOf('#fe0000'))).toBeLessThan(0.01);
  });

  it('come together for those who lack a cone', () => {
    const [red, green] = [rgbOf('#b02020'), rgbOf('#606000')];
    const seen = distance(seenBy('protan', red), seenBy('protan', green));
    expect(seen).toBeLessThan(distance(red, green) / 2);
    expect(seenBy('deutan', rgbOf('#ffffff'))[0]).toBeCloseTo(1, 2);
  });
});

it('a colour laid over another is what a canvas would show', () => {
  expect(mixed('#ffffff', '#000000', 0.25)).toBe('rgb(191 191 191)');
  expect(mixed('#fff', '#102030', 1)).toBe('rgb(16 32 48)');
  expect(mixed('', '#102030', 0.5)).toBe('#102030');
});
