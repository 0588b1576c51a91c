// A sheet: one canvas behind many planes. A browser makes a layer of its own of every canvas, and a page of hundreds of layers takes
// as long to put together in each frame of scrolling as to draw.
import { CanvasPen, tabularWidth } from './canvas_pen';
import { FITTED, type Layer } from './canvas_layer';
import type { Rect } from './pen';

/** The planes below an element with this attribute share a canvas. The element must have `position: relative`. */
const ATTRIBUTE = 'data-sheet';

const sheets = new WeakMap<Element, Sheet>();

/** The layer of a plane on the sheet that it stands on; null where it stands on none. `redraw` is called when it has been wiped. */
export function layerOnSheet(host: HTMLElement, redraw: () => void): Layer | null {
  const element = host.closest<HTMLElement>(`[${ATTRIBUTE}]`);
  if (element === null) return null;
  let sheet = sheets.get(element);
  if (sheet === undefined) sheets.set(element, (sheet = new Sheet(element)));
  return new SheetLayer(sheet, host, redraw);
}

class Sheet {
  private readonly canvas = document.createElement('canvas');
  /** Where each layer was drawn, in pixels of the canvas; null before. */
  private readonly places = new Map<SheetLayer, Rect | null>();

  constructor(private readonly element: HTMLElement) {
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.style.cssText = 'position:absolute;inset:0 auto auto 0;pointer-events:none';
  }

  /** On paper planes stand elsewhere, and nothing is drawn anew: each has its part for that long. */
  private readonly copies: HTMLCanvasElement[] = [];
  private readonly print = (): void => {
    for (const [{ host }, place] of this.places) {
      if (place === null || place.width === 0 || place.height === 0) continue;
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [place.width, place.height];
      copy.style.cssText = FITTED;
      copy.getContext('2d')?.drawImage(this.canvas, -place.x, -place.y);
      host.append(copy);
      this.copies.push(copy);
    }
    this.canvas.style.display = 'none';
  };
  private readonly printed = (): void => {
    for (const copy of this.copies.splice(0)) copy.remove();
    this.canvas.style.display = '';
  };

  get context(): CanvasRenderingContext2D | null {
    return this.canvas.getContext('2d');
  }

  add(layer: SheetLayer): void {
    // Before the planes, so that their cursors are above it.
    if (this.places.size === 0) {
      this.element.prepend(this.canvas);
      addEventListener('beforeprint', this.print);
      addEventListener('afterprint', this.printed);
    }
    this.places.set(layer, null);
  }

  remove(layer: SheetLayer): void {
    this.places.delete(layer);
    if (this.places.size > 0) {
      this.wipeAll();
      return;
    }
    this.canvas.remove();
    removeEventListener('beforeprint', this.print);
    removeEventListener('afterprint', this.printed);
  }

  /** The place of a layer, wiped; what others have there that have moved is drawn anew. */
  wiped(layer: SheetLayer, ratio: number): Rect | null {
    const { context } = this;
    if (context === null) return null;
    const place = this.placeOf(layer, ratio);
    const fits = this.fit(ratio);
    const moved = [...this.places].some(([one, was]) => was !== null && !same(was, this.placeOf(one, ratio)));
    if (!fits || moved) this.wipeAll();
    this.places.set(layer, place);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(place.x, place.y, place.width, place.height);
    return place;
  }

  /** Gives the canvas the size of what it stands behind, all that scrolls of it; true when it had it. */
  private fit(ratio: number): boolean {
    const { canvas, element } = this;
    const [across, down] = [Math.round(element.clientWidth * ratio), Math.round(this.height() * ratio)];
    if (canvas.width === across && canvas.height === down) return true;
    [canvas.width, canvas.height] = [across, down];
    canvas.style.width = `${across / ratio}px`;
    canvas.style.height = `${down / ratio}px`;
    return false;
  }

  /** From its top to where the lowest plane ends: the canvas itself must not keep it high. */
  private height(): number {
    const top = this.element.getBoundingClientRect().top - this.element.scrollTop;
    const bottoms = [...this.places.keys()].map(({ host }) => host.getBoundingClientRect().bottom);
    return Math.max(0, ...bottoms) - top;
  }

  private wipeAll(): void {
    const { context, canvas } = this;
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, canvas.width, canvas.height);
    for (const [layer, place] of this.places) {
      if (place === null) continue;
      this.places.set(layer, null);
      layer.redraw();
    }
  }

  private placeOf({ host }: SheetLayer, ratio: number): Rect {
    const [own, all] = [host.getBoundingClientRect(), this.element.getBoundingClientRect()];
    return {
      x: Math.round((own.left - all.left + this.element.scrollLeft) * ratio),
      y: Math.round((own.top - all.top + this.element.scrollTop) * ratio),
      width: Math.round(own.width * ratio),
      height: Math.round(own.height * ratio),
    };
  }
}

class SheetLayer implements Layer {
  constructor(
    private readonly sheet: Sheet,
    readonly host: HTMLElement,
    readonly redraw: () => void,
  ) {
    sheet.add(this);
  }

  remove(): void {
    this.sheet.remove(this);
  }

  wiped(_width: number, _height: number, ratio: number): CanvasPen | null {
    const { context } = this.sheet;
    const place = this.sheet.wiped(this, ratio);
    return context === null || place === null ? null : new CanvasPen(context, ratio, place);
  }

  widthOf(label: string, size: number): number {
    const { context } = this.sheet;
    return context === null ? 0 : tabularWidth(context, label, size);
  }
}

const same = (a: Rect, b: Rect): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
