// The part of a picture that is being drawn around, to be zoomed into.
import type { Pen } from './pen';
import type { Axes } from './picture';
import { dragKind, type Point } from './view';

export interface Selection {
  readonly from: Point;
  readonly to: Point;
}

export function drawSelection(pen: Pen, axes: Axes, { from, to }: Selection): void {
  const { frame, theme } = axes;
  const kind = dragKind(from, to);
  if (kind === 'none') return;
  const right = frame.x + frame.width;
  const bottom = frame.y + frame.height;
  const along = (a: number, b: number, lo: number, hi: number): [number, number] => [
    Math.max(lo, Math.min(a, b)),
    Math.min(hi, Math.max(a, b)),
  ];
  const [x1, x2] = kind === 'y' ? [frame.x, right] : along(from.x, to.x, frame.x, right);
  const [y1, y2] = kind === 'x' ? [frame.y, bottom] : along(from.y, to.y, frame.y, bottom);
  const path = pen.path();
  path.moveTo(x1, y1);
  path.lineTo(x2, y1);
  path.lineTo(x2, y2);
  path.lineTo(x1, y2);
  path.closePath();
  pen.fill(theme.accent, 0.12);
  if (kind !== 'y') {
    pen.hairline(x1, y1, x1, y2, theme.accent);
    pen.hairline(x2, y1, x2, y2, theme.accent);
  }
  if (kind !== 'x') {
    pen.hairline(x1, y1, x2, y1, theme.accent);
    pen.hairline(x1, y2, x2, y2, theme.accent);
  }
}
