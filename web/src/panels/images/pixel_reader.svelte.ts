// Says the pixel under the pointer as it was logged: read from the picture or, where that shows fewer bits than were logged, from the
// server.

import { asking } from '../../cards/asking';
import type { PixelsAnswer } from '../../data/images';
import type { Place } from './view_box';

/** So wide and high is what is asked for at once. */
const SIDE = 64;
const OPAQUE = [255, 65535];

interface Source {
  /** The picture with all its pixels; null while there is none. */
  readonly picture: () => HTMLImageElement | null;
  /** Whether it has one channel. */
  readonly single: () => boolean;
  /** Whether the server knows more than the picture; and what it knows. */
  readonly deep: () => boolean;
  readonly ask: (square: { x: number; y: number; side: number }, signal: AbortSignal) => Promise<PixelsAnswer>;
}

export class PixelReader {
  /** Empty where there is no pixel. */
  text = $state('');
  #at: Place | null = null;
  /** The square that was asked for last. */
  #square: { readonly x: number; readonly y: number; readonly stop: () => void; found: PixelsAnswer | null } | null =
    null;
  readonly #pen: CanvasRenderingContext2D | null;

  constructor(private readonly source: Source) {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    this.#pen = canvas.getContext('2d', { willReadFrequently: true });
  }

  /** Reads a pixel of the image; null for none. */
  read(at: Place | null): void {
    this.#at = at;
    if (at === null) this.text = '';
    else if (this.source.deep()) this.#readFromServer(at);
    else this.text = this.#readFromPicture(at);
  }

  /** Another image stands there now. */
  forget(): void {
    this.#square?.stop();
    this.#square = null;
    this.read(this.#at);
  }

  #readFromPicture(at: Place): string {
    const [picture, pen] = [this.source.picture(), this.#pen];
    if (picture === null || pen === null) return '';
    pen.clearRect(0, 0, 1, 1);
    pen.drawImage(picture, -at.x, -at.y);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return said(at, this.source.single() ? [red!] : [red!, green!, blue!], alpha!);
  }

  #readFromServer(at: Place): void {
    const [x, y] = [at.x - (at.x % SIDE), at.y - (at.y % SIDE)];
    const known = this.#square;
    if (known?.x === x && known.y === y) {
      if (known.found !== null) this.text = saidOf(known.found, at);
      return;
    }
    known?.stop();
    this.text = '';
    const stop = asking(
      async (signal) => {
        const found = await this.source.ask({ x, y, side: SIDE }, signal);
        signal.throwIfAborted();
        square.found = found;
        if (this.#at !== null) this.read(this.#at);
      },
      () => (this.#square = null),
    );
    const square = (this.#square = { x, y, stop, found: null as PixelsAnswer | null });
  }
}

function saidOf({ x, y, width, channels, values }: PixelsAnswer, at: Place): string {
  const first = ((at.y - y) * width + (at.x - x)) * channels;
  const pixel = values.slice(first, first + channels);
  return channels % 2 === 0 ? said(at, pixel.slice(0, -1), pixel.at(-1)!) : said(at, pixel, OPAQUE[0]!);
}

function said({ x, y }: Place, colour: readonly number[], alpha: number): string {
  return `x ${x}, y ${y}: ${colour.join(', ')}${OPAQUE.includes(alpha) ? '' : ` · α ${alpha}`}`;
}
