import { expect, it } from 'vitest';
import { extremes, spectrumOf } from './shape';

const RATE = 8000;
const tone = (pitch: number, length: number, loudness = 1): Float32Array =>
  Float32Array.from({ length }, (_, i) => loudness * Math.sin((2 * Math.PI * pitch * i) / RATE));

it('finds the extremes of every stretch, and leaves no sample out', () => {
  const samples = new Float32Array(1001);
  samples[1000] = -0.5;
  samples[499] = 0.75;
  const found = extremes(samples, 10);
  expect(found).toHaveLength(20);
  expect(found[9]).toBe(0.75);
  expect(found[18]).toBe(-0.5);
  expect([...found].filter((one) => one !== 0)).toHaveLength(2);
});

it('finds a tone at its frequency, at full scale', async () => {
  const spectrum = await spectrumOf([tone(1000, RATE)], RATE, 20);
  expect(spectrum).toMatchObject({ columns: 20, rows: 512, highest: 4000 });
  const column = spectrum.levels.slice(10 * 512, 11 * 512);
  expect(column.indexOf(Math.max(...column))).toBe((1000 / 4000) * 512);
  expect(Math.max(...column)).toBe(255);
  expect(column[300]).toBe(0);
});

it('looks at all of a long stretch: a click of 64 samples is in its column', async () => {
  const samples = new Float32Array(200_000);
  samples.set(tone(2000, 64), 91_000);
  const { levels, columns } = await spectrumOf([samples], RATE, 10);
  expect(columns).toBe(10);
  const loudest = Array.from({ length: 10 }, (_, i) => Math.max(...levels.slice(i * 512, (i + 1) * 512)));
  expect(loudest[4]).toBeGreaterThan(140);
  expect(loudest.filter((level) => level > 0)).toHaveLength(1);
});

it('mixes channels', async () => {
  const opposite = tone(1000, RATE).map((sample) => -sample);
  const { levels } = await spectrumOf([tone(1000, RATE), opposite], RATE, 4);
  expect(Math.max(...levels)).toBe(0);
});
