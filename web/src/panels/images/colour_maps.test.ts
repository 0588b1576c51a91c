import { expect, it } from 'vitest';
import { COLOUR_MAPS, gradientOf, tableOf } from './colour_maps';

it.each(COLOUR_MAPS)('%s has a colour for each of 256 values', (map) => {
  for (const channel of tableOf(map)) {
    expect(channel).toHaveLength(256);
    expect(channel.every((value) => value >= 0 && value <= 1)).toBe(true);
  }
  expect(gradientOf(map)).toContain('linear-gradient');
});

it('has the maps that their names promise', () => {
  const colour = (map: (typeof COLOUR_MAPS)[number], value: number): number[] =>
    tableOf(map).map((channel) => Math.round(channel[value]! * 255));
  expect(colour('grey', 77)).toEqual([77, 77, 77]);
  expect(colour('viridis', 0)).toEqual([0x44, 0x01, 0x54]);
  expect(colour('viridis', 255)).toEqual([0xfd, 0xe7, 0x25]);
  expect(colour('magma', 0)).toEqual([0, 0, 4]);
});
