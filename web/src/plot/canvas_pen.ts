// A pen that draws on a canvas, sharp at any ratio of device pixels to CSS pixels.
import { type Cells, FONT_FAMILY, type PathTarget, type Pen, type Rect, type Stroke, type TextStyle } from './pen';

/** Half the height of a digit, as a part of the font size: puts a digit's middle on `y`. */
const DIGIT_MIDDLE = 0.36;

export class CanvasPen implements Pen {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly ratio: number,
    /** Where it begins on the canvas, in pixels of that. */
    origin: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
  ) {
    context.setTransform(ratio, 0, 0, ratio, origin.x, origin.y);
    // Mitred joins of noisy lines shoot out far beyond the points they join.
    context.lineJoin = 'bevel';
  }

  path(): PathTarget {
    this.context.beginPath();
    return this.context;
  }

  stroke(style: Stroke): void {
    const { context } = this;
    context.strokeStyle = style.color;
    context.lineWidth = style.width;
    context.globalAlpha = style.alpha;
    if (style.dash === undefined) {
      context.stroke();
    } else {
      context.setLineDash(style.dash as number[]);
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
  }

  fill(color: string, alpha: number): void {
    const { context } = this;
    context.fillStyle = color;
    context.globalAlpha = alpha;
    context.fill();
    context.globalAlpha = 1;
  }

  hairline(x1: number, y1: number, x2: number, y2: number, color: string): void {
    const { context, ratio } = this;
    const thick = 1 / ratio;
    const snap = (v: number): number => Math.round(v * ratio) / ratio;
    context.fillStyle = color;
    if (y1 === y2) context.fillRect(snap(x1), snap(y1), snap(x2) - snap(x1), thick);
    else context.fillRect(snap(x1), snap(y1), thick, snap(y2) - snap(y1));
  }

  text(label: string, x: number, y: number, style: TextStyle): void {
    const { context } = this;
    context.font = font(style.size, style.bold === true);
    context.fillStyle = style.color;
    context.textBaseline = 'alphabetic';
    drawTabular(context, label, x, y + style.size * DIGIT_MIDDLE, style);
  }

  box(rect: Rect, color: string): void {
    this.context.fillStyle = color;
    this.context.fillRect(rect.x, rect.y, rect.width, rect.height);
  }

  cells(cells: Cells, rect: Rect): void {
    const { context } = this;
    const smooth = context.imageSmoothingEnabled;
    context.imageSmoothingEnabled = false;
    context.drawImage(canvasOf(cells), rect.x, rect.y, rect.width, rect.height);
    context.imageSmoothingEnabled = smooth;
  }

  clip(rect: Rect, draw: () => void): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(rect.x, rect.y, rect.width, rect.height);
    context.clip();
    draw();
    context.restore();
  }

  move(x: number, y: number, draw: () => void): void {
    this.context.save();
    this.context.translate(x, y);
    draw();
    this.context.restore();
  }
}

const canvases = new WeakMap<Cells, HTMLCanvasElement>();

/** Cells as a picture, made once. */
export function canvasOf(cells: Cells): HTMLCanvasElement {
  const known = canvases.get(cells);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = cells.width;
  canvas.height = cells.height;
  canvas.getContext('2d')?.putImageData(new ImageData(cells.pixels, cells.width, cells.height), 0, 0);
  canvases.set(cells, canvas);
  return canvas;
}

function font(size: number, bold: boolean): string {
  return `${bold ? '600 ' : ''}${String(size)}px ${FONT_FAMILY}`;
}

const IS_DIGIT = /[0-9]/;
const digitWidths = new Map<string, number>();

/** The widest digit of the context's font, or 0 when all are equally wide and need no help. */
function tabularDigit(context: CanvasRenderingContext2D): number {
  const known = digitWidths.get(context.font);
  if (known !== undefined) return known;
  const widths = Array.from('0123456789', (d) => context.measureText(d).width);
  const widest = Math.max(...widths);
  const width = widest - Math.min(...widths) < 0.01 ? 0 : widest;
  digitWidths.set(context.font, width);
  return width;
}

/** The width of a label whose digits are all as wide as the widest. */
export function tabularWidth(context: CanvasRenderingContext2D, label: string, size: number): number {
  context.font = font(size, false);
  return widthOf(context, label, tabularDigit(context));
}

function widthOf(context: CanvasRenderingContext2D, label: string, digit: number): number {
  if (digit === 0) return context.measureText(label).width;
  let width = 0;
  for (const letter of label) {
    width += IS_DIGIT.test(letter) ? digit : context.measureText(letter).width;
  }
  return width;
}

/** A canvas cannot ask its font for tabular numerals, so digits of unequal width are set one by one. */
function drawTabular(context: CanvasRenderingContext2D, label: string, x: number, y: number, style: TextStyle): void {
  const digit = tabularDigit(context);
  if (digit === 0) {
    context.textAlign = style.align;
    context.fillText(label, x, y);
    return;
  }
  context.textAlign = 'left';
  const width = widthOf(context, label, digit);
  let at = style.align === 'left' ? x : style.align === 'right' ? x - width : x - width / 2;
  for (const letter of label) {
    const own = context.measureText(letter).width;
    const advance = IS_DIGIT.test(letter) ? digit : own;
    context.fillText(letter, at + (advance - own) / 2, y);
    at += advance;
  }
}
