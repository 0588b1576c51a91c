// What this page uses of omggif, which comes without types.

declare module 'omggif' {
  export class GifReader {
    constructor(data: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    /** `delay` is in hundredths of a second. */
    frameInfo(frame: number): {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly delay: number;
      readonly disposal: number;
    };
    /** Puts the frame's pixels where they stand, and leaves alone what it is transparent at. */
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8ClampedArray): void;
  }
}
