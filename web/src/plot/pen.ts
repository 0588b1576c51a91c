// A pen: what marks draw with. One draws on a canvas, one writes SVG; marks do not know which.

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash?: readonly number[];
}

/** Where a mark puts the points of a path. A canvas context is one, so its inner loops call nothing of ours. */
export interface PathTarget {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  /** A full circle as a part of the path. */
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  closePath(): void;
}

export type Align = 'left' | 'center' | 'right';

export interface TextStyle {
  readonly color: string;
  readonly align: Align;
  readonly size: number;
  readonly bold?: boolean;
}

/** Colours of cells, row by row from the top, as a canvas holds its pixels. */
export interface Cells {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface Pen {
  /** Begins a path; `stroke` or `fill` ends it. */
  path(): PathTarget;
  stroke(style: Stroke): void;
  fill(color: string, alpha: number): void;
  /** A line one device pixel thick, along one axis, sharp at every zoom of the page. */
  hairline(x1: number, y1: number, x2: number, y2: number, color: string): void;
  /** A line of text; `y` is the middle of its digits. */
  text(label: string, x: number, y: number, style: TextStyle): void;
  box(rect: Rect, color: string): void;
  /** Coloured cells that fill a rectangle, each as sharp as it is. */
  cells(cells: Cells, rect: Rect): void;
  /** Whatever `draw` draws is cut at the rectangle. */
  clip(rect: Rect, draw: () => void): void;
  /** Whatever `draw` draws is moved. */
  move(x: number, y: number, draw: () => void): void;
}

export const FONT_FAMILY = 'system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
