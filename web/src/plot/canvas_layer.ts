// A layer of a picture: one canvas over the whole of its host, as sharp as the screen is.
import { CanvasPen, tabularWidth } from './canvas_pen';

/** What a plane draws on. */
export interface Layer {
  remove(): void;
  /** A pen on the layer, which is given this size in CSS pixels and wiped; null where there is no canvas to draw on. */
  wiped(width: number, height: number, ratio: number): CanvasPen | null;
  /** How wide a label will be. */
  widthOf(label: string, size: number): number;
}

/** How a canvas fills its host, also where that has another size than it was drawn for. */
export const FITTED =
  'position:absolute;inset:0;width:100%;height:100%;object-fit:contain;object-position:left top;pointer-events:none';

export class CanvasLayer implements Layer {
  private readonly canvas = document.createElement('canvas');

  constructor(host: HTMLElement) {
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.style.cssText = FITTED;
    host.append(this.canvas);
  }

  remove(): void {
    this.canvas.remove();
  }

  wiped(width: number, height: number, ratio: number): CanvasPen | null {
    const { canvas } = this;
    const context = canvas.getContext('2d');
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
    } else {
      context?.setTransform(1, 0, 0, 1, 0, 0);
      context?.clearRect(0, 0, across, down);
    }
    return context === null ? null : new CanvasPen(context, ratio);
  }

  widthOf(label: string, size: number): number {
    const context = this.canvas.getContext('2d');
    return context === null ? 0 : tabularWidth(context, label, size);
  }
}
