// Where histograms stand on a plane, and what is under a pixel of it.
import { expect, it } from 'vitest';
import { Scale } from '../../plot/scale';
import { indexOfStep } from './card_model.svelte';
import { type Drawn, HeatMap, Overlay, Ridges } from './marks';

const drawn: Drawn = {
  color: '#000000',
  depth: Int32Array.of(0, 10, 20),
  depthExtent: [0, 20],
  bins: 2,
  edges: Float64Array.of(0, 2, 4),
  middles: Float64Array.of(1, 3),
  valueExtent: [0, 4],
  counts: Float32Array.of(1, 0, 4, 4, 0, 8),
  most: 8,
  log: false,
  percentiles: new Float32Array(),
};
const theme = { background: '', grid: '', axis: '', label: '', text: '', accent: '' };
const frame = { x: 0, y: 0, width: 100, height: 100 };

it('the foremost ridge under the pointer is taken, else the nearest', () => {
  const axes = { frame, theme, x: new Scale([0, 4], [0, 100]), y: new Scale([0, 20], [30, 100]) };
  const ridges = new Ridges(drawn);
  expect(ridges.spotAt({ x: 75, y: 80 }, axes)).toEqual({ index: 2, bin: 1 });
  expect(ridges.spotAt({ x: 25, y: 60 }, axes)).toEqual({ index: 1, bin: 0 });
  expect(ridges.spotAt({ x: 25, y: 35 }, axes)).toEqual({ index: 0, bin: 0 });
  expect(ridges.placeOf({ index: 2, bin: 1 }, axes)).toEqual({ x: 75, y: 70 });
});

it('lines over one another are told by their height, and an empty bin stands at the foot of a logarithmic axis', () => {
  const axes = { frame, theme, x: new Scale([0, 4], [0, 100]), y: new Scale([0.8, 8], [100, 0], true) };
  const overlay = new Overlay(drawn);
  expect(overlay.placeOf({ index: 0, bin: 1 }, axes)).toEqual({ x: 75, y: 100 });
  expect(overlay.spotAt({ x: 75, y: 2 }, axes)).toEqual({ index: 2, bin: 1 });
  expect(overlay.yExtent([0, 4], true)).toEqual([0.8, 8]);
});

it('a cell is a step and a bin', () => {
  const axes = { frame, theme, x: new Scale([0, 20], [0, 100]), y: new Scale([0, 4], [100, 0]) };
  expect(new HeatMap(drawn).spotAt({ x: 60, y: 10 }, axes)).toEqual({ index: 1, bin: 1 });
});

it('the chosen step is the last that is not above it', () => {
  const steps = [0, 10, 20];
  expect([null, -5, 0, 19, 99].map((step) => indexOfStep(steps, step))).toEqual([2, 0, 0, 1, 2]);
});
