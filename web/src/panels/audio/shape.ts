// What is drawn of a sound: the extremes of its waveform and its spectrum over time, of every sample of it.

import FFT from 'fft.js';

export interface Shape {
  /** Seconds. */
  readonly duration: number;
  /** Of each channel the least and the largest sample of each of `buckets` stretches, in turn. */
  readonly waves: readonly Float32Array[];
  readonly buckets: number;
  readonly spectrum: Spectrum;
}

export interface Spectrum {
  readonly columns: number;
  /** From the lowest frequency up to half the sample rate. */
  readonly rows: number;
  /** Column by column, 0 for what is `QUIETEST` or less, 255 for full scale. */
  readonly levels: Uint8Array<ArrayBuffer>;
  /** The highest frequency, in hertz. */
  readonly highest: number;
}

/** How finely it is drawn. */
export interface Detail {
  readonly buckets: number;
  readonly columns: number;
}
export const ON_CARD: Detail = { buckets: 1000, columns: 500 };
export const IN_FULL: Detail = { buckets: 4000, columns: 1600 };

/** Decibels below full scale. */
export const QUIETEST = -90;

const WINDOW = 1024;
/** Rates that browsers decode at; others are brought to the nearest of them. */
const LEAST_RATE = 3000;
const LARGEST_RATE = 192_000;
/** Work goes on this long before the page may do something else. */
const SLICE_MS = 8;

/** Decodes a clip and looks at all of it; nothing of the decoded samples is kept. Throws what the browser cannot decode. */
export async function shapeOf(
  encoded: ArrayBuffer,
  sampleRate: number,
  detail: Detail,
  signal: AbortSignal,
): Promise<Shape> {
  const rate = Math.min(LARGEST_RATE, Math.max(LEAST_RATE, sampleRate || 44_100));
  const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(encoded);
  signal.throwIfAborted();
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i));
  const buckets = Math.max(1, Math.min(detail.buckets, sound.length));
  const waves = channels.map((samples) => extremes(samples, buckets));
  const spectrum = await spectrumOf(channels, rate, detail.columns, signal);
  return { duration: sound.duration, waves, buckets, spectrum };
}

/** The least and the largest sample of each of so many equal stretches. */
export function extremes(samples: Float32Array, buckets: number): Float32Array {
  const found = new Float32Array(2 * buckets);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const end = Math.floor(((bucket + 1) * samples.length) / buckets);
    let least = Infinity;
    let largest = -Infinity;
    for (let i = Math.floor((bucket * samples.length) / buckets); i < end; i += 1) {
      const sample = samples[i]!;
      if (sample < least) least = sample;
      if (sample > largest) largest = sample;
    }
    found[2 * bucket] = least;
    found[2 * bucket + 1] = largest;
  }
  return found;
}

/** The loudest that each frequency is in each of at most so many stretches, over all channels mixed. */
export async function spectrumOf(
  channels: readonly Float32Array[],
  rate: number,
  most: number,
  signal?: AbortSignal,
): Promise<Spectrum> {
  const length = channels[0]?.length ?? 0;
  const rows = WINDOW / 2;
  const columns = Math.max(1, Math.min(most, Math.ceil(length / (WINDOW / 4))));
  const levels = new Uint8Array(columns * rows);
  const fft = new FFT(WINDOW);
  const out = fft.createComplexArray() as number[];
  const mixed = new Array<number>(WINDOW);
  const hann = Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
  const share = 1 / Math.max(1, channels.length);
  let pause = performance.now() + SLICE_MS;
  for (let column = 0; column < columns; column += 1) {
    const begin = (column * length) / columns;
    const end = ((column + 1) * length) / columns;
    // Windows over all of the stretch that overlap by half, as they hear little at their ends; at least one.
    const count = Math.max(1, Math.ceil((2 * (end - begin)) / WINDOW));
    for (let number = 0; number < count; number += 1) {
      const start = Math.round(begin + ((number + 0.5) * (end - begin)) / count - WINDOW / 2);
      for (let i = 0; i < WINDOW; i += 1) {
        let sum = 0;
        for (const samples of channels) sum += samples[start + i] ?? 0;
        mixed[i] = sum * share * hann[i]!;
      }
      fft.realTransform(out, mixed);
      for (let row = 0; row < rows; row += 1) {
        const level = levelOf(Math.hypot(out[2 * row]!, out[2 * row + 1]!) / (WINDOW / 4));
        const at = column * rows + row;
        if (level > levels[at]!) levels[at] = level;
      }
    }
    if (performance.now() > pause) {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      pause = performance.now() + SLICE_MS;
    }
  }
  return { columns, rows, levels, highest: rate / 2 };
}

function levelOf(amplitude: number): number {
  const decibels = 20 * Math.log10(Math.max(amplitude, 1e-10));
  return Math.round(255 * Math.min(1, Math.max(0, 1 - decibels / QUIETEST)));
}
