// The pictures of an animated GIF, each as it is seen: laid over those before it.

import { GifReader } from 'omggif';

/** What a frame leaves behind for the next one. */
const CLEAR = 2;
const RESTORE = 3;

/** Browsers show a frame that asks for less than 20 ms for 100 ms. */
const SHORTEST = 2;
const USUAL = 10;
const TICKS = 100;

/** A larger picture is not decoded here: it would take more than 256 MB. */
export const MOST_PIXELS = 64e6;

export class Gif {
  readonly width: number;
  readonly height: number;
  /** When each picture begins, in seconds, and at last when all is over. */
  readonly begins: readonly number[];
  readonly #reader: GifReader;
  readonly #pixels: Uint8ClampedArray<ArrayBuffer>;
  #at = -1;
  #saved: Uint8ClampedArray<ArrayBuffer> | null = null;

  /** Throws for what is no GIF, or too large. */
  constructor(data: Uint8Array) {
    this.#reader = new GifReader(data);
    const { width, height } = this.#reader;
    if (width * height > MOST_PIXELS) throw new Error(`${width} × ${height} pixels`);
    this.width = width;
    this.height = height;
    const begins = [0];
    for (let frame = 0; frame < this.#reader.numFrames(); frame += 1) {
      const { delay } = this.#reader.frameInfo(frame);
      begins.push(begins[frame]! + (delay < SHORTEST ? USUAL : delay) / TICKS);
    }
    this.begins = begins;
    this.#pixels = new Uint8ClampedArray(width * height * 4);
  }

  get frames(): number {
    return this.begins.length - 1;
  }
  get duration(): number {
    return this.begins[this.frames]!;
  }

  /** Which picture is seen at a moment. */
  frameAt(time: number): number {
    let low = 0;
    let high = this.frames - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.begins[middle]! <= time + 1e-6) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The picture, valid until the next is asked for. Going on costs that picture alone, going back all from the first. */
  picture(frame: number): ImageData {
    if (frame < this.#at) {
      this.#pixels.fill(0);
      this.#at = -1;
      this.#saved = null;
    }
    while (this.#at < frame) this.#next();
    return new ImageData(this.#pixels, this.width, this.height);
  }

  #next(): void {
    if (this.#at >= 0) this.#leave(this.#at);
    this.#at += 1;
    if (this.#reader.frameInfo(this.#at).disposal === RESTORE) this.#saved = this.#pixels.slice();
    this.#reader.decodeAndBlitFrameRGBA(this.#at, this.#pixels);
  }

  #leave(frame: number): void {
    const { x, y, width, height, disposal } = this.#reader.frameInfo(frame);
    if (disposal === RESTORE && this.#saved !== null) this.#pixels.set(this.#saved);
    this.#saved = null;
    if (disposal !== CLEAR) return;
    for (let row = y; row < y + height; row += 1) {
      const start = (row * this.width + x) * 4;
      this.#pixels.fill(0, start, start + width * 4);
    }
  }
}
