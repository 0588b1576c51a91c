// happy-dom has no ImageData.
import { beforeAll, expect, it, vi } from 'vitest';
import { Gif } from './gif';

beforeAll(() => {
  class FakeImageData {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  }
  vi.stubGlobal('ImageData', FakeImageData);
});

const RED = 0;
const BLUE = 1;
const EXTENSION = [0x21, 0xf9, 4];
const COLOURS = [255, 0, 0, 0, 0, 255];

/** A frame of one colour at a place, in codes of three bits that never grow. */
function frame(x: number, width: number, colour: number, disposal: number, delay: number): number[] {
  const codes = [
    4,
    ...Array.from({ length: width }, () => [colour, 4])
      .flat()
      .slice(0, -1),
    5,
  ];
  let bits = 0n;
  codes.forEach((code, i) => (bits |= BigInt(code) << BigInt(3 * i)));
  const bytes = Array.from({ length: Math.ceil((codes.length * 3) / 8) }, (_, i) =>
    Number((bits >> BigInt(8 * i)) & 255n),
  );
  return [
    ...EXTENSION,
    disposal << 2,
    delay,
    0,
    0,
    0,
    ...[0x2c, x, 0, 0, 0, width, 0, 1, 0, 0],
    ...[2, bytes.length, ...bytes, 0],
  ];
}

/** Three pixels in a row. */
const gif = (...frames: number[][]): Gif =>
  new Gif(
    Uint8Array.from([
      ...Array.from('GIF89a', (letter) => letter.charCodeAt(0)),
      ...[3, 0, 1, 0, 0x80, 0, 0],
      ...COLOURS,
      ...frames.flat(),
      0x3b,
    ]),
  );

const seen = (one: Gif, number: number): string => {
  const { data } = one.picture(number);
  return [0, 1, 2].map((i) => (data[4 * i + 3] === 0 ? '.' : data[4 * i]! > 0 ? 'r' : 'b')).join('');
};

it('lays frames over one another, forwards and back', () => {
  const one = gif(frame(0, 3, RED, 1, 5), frame(1, 1, BLUE, 1, 5), frame(2, 1, BLUE, 1, 5));
  expect([0, 1, 2].map((number) => seen(one, number))).toEqual(['rrr', 'rbr', 'rbb']);
  expect([1, 0, 2].map((number) => seen(one, number))).toEqual(['rbr', 'rrr', 'rbb']);
});

it('clears and restores what a frame says it leaves', () => {
  const cleared = gif(frame(0, 3, RED, 1, 5), frame(0, 2, BLUE, 2, 5), frame(2, 1, BLUE, 1, 5));
  expect([0, 1, 2].map((number) => seen(cleared, number))).toEqual(['rrr', 'bbr', '..b']);
  const restored = gif(frame(0, 3, RED, 1, 5), frame(0, 2, BLUE, 3, 5), frame(2, 1, BLUE, 1, 5));
  expect([0, 1, 2].map((number) => seen(restored, number))).toEqual(['rrr', 'bbr', 'rrb']);
});

it('knows when each picture is seen; one of no time stands as browsers let it', () => {
  const one = gif(frame(0, 3, RED, 1, 50), frame(0, 3, BLUE, 1, 0), frame(0, 3, RED, 1, 40));
  expect(one.begins).toEqual([0, 0.5, 0.6, 1]);
  expect([0, 0.49, 0.5, 0.6, 5].map((time) => one.frameAt(time))).toEqual([0, 0, 1, 2, 2]);
  expect([one.frames, one.duration]).toEqual([3, 1]);
});

it('takes nothing that is no GIF', () => {
  expect(() => new Gif(new Uint8Array(40))).toThrow();
});
