// What is seen of an image in a window: all of it, until it is zoomed or moved.

import { centred, fitted, moved, pinched, type Place, type Size, type ViewBox, zoomed } from './view_box';

/** By what one turn of a button or a key zooms. */
export const ZOOM = 1.25;

export class Sight {
  /** The window's size, in pixels of the page. */
  width = $state(0);
  height = $state(0);
  /** Null as long as all of the image is to be seen. */
  #chosen = $state.raw<ViewBox | null>(null);

  readonly box = $derived.by(() => {
    const image = this.image();
    if (image === null || this.width === 0 || this.height === 0) return null;
    return this.#chosen ?? fitted(image, this.#window, devicePixelRatio);
  });

  /** `image` is its size; null while that is not known. */
  constructor(readonly image: () => Size | null) {}

  get middle(): Place {
    return { x: this.width / 2, y: this.height / 2 };
  }
  get #window(): Size {
    return { width: this.width, height: this.height };
  }

  zoom(factor: number, at = this.middle): void {
    if (this.box !== null) this.#chosen = zoomed(this.box, factor, at);
  }
  move(right: number, down: number): void {
    if (this.box !== null) this.#chosen = moved(this.box, right, down);
  }
  /** Two fingers that stood at `before` stand at `after`. */
  pinch(before: readonly [Place, Place], after: readonly [Place, Place]): void {
    if (this.box !== null) this.#chosen = pinched(this.box, before, after);
  }
  fit(): void {
    this.#chosen = null;
  }
  /** One pixel of the image for one of the screen. */
  trueSize(): void {
    const image = this.image();
    if (image !== null) this.#chosen = centred(image, this.#window, 1 / devicePixelRatio);
  }
  /** True size where all is seen, else all. */
  turn(): void {
    if (this.#chosen === null) this.trueSize();
    else this.fit();
  }
}
