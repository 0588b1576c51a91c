// The overlay: what follows the pointer above a picture that stays as it is.
import { dragKind, type Point } from './view';
import { drawDots, drawLine, weightOf } from './marks';
import { nearestIndex, type Hit } from './nearest';
import type { Pen } from './pen';
import type { Picture } from './picture';

export interface Selection {
  readonly from: Point;
  readonly to: Point;
}

export interface Overlay {
  /** The points at the cursor, nearest first. */
  readonly hits: readonly Hit[] | null;
  readonly selection: Selection | null;
  /** The x of another chart's cursor. */
  readonly linkedX: number | null;
}

/** With more lines than this the nearest one is lifted out of the others. */
const FEW_LINES = 5;
const MOST_DOTS = 12;

export function drawOverlay(pen: Pen, picture: Picture, overlay: Overlay): void {
  if (overlay.selection !== null) drawSelection(pen, picture, overlay.selection);
  else if (overlay.hits !== null) drawHits(pen, picture, overlay.hits);
  else if (overlay.linkedX !== null) drawLinked(pen, picture, overlay.linkedX);
}

function drawHits(pen: Pen, picture: Picture, hits: readonly Hit[]): void {
  const { frame, theme } = picture;
  const first = hits[0];
  if (first === undefined) return;
  if (picture.lines.length > FEW_LINES) lift(pen, picture, first);
  if (first.px >= frame.x - 1 && first.px <= frame.x + frame.width + 1) {
    pen.hairline(first.px, frame.y, first.px, frame.y + frame.height, theme.axis);
  }
  for (const hit of hits.slice(0, MOST_DOTS).reverse()) drawDot(pen, picture, hit, hit === first);
}

/** A veil over all lines, and the nearest one above it. */
function lift(pen: Pen, picture: Picture, hit: Hit): void {
  const { frame, x, y, theme } = picture;
  pen.clip(frame, () => {
    const path = pen.path();
    path.moveTo(frame.x, frame.y);
    path.lineTo(frame.x + frame.width, frame.y);
    path.lineTo(frame.x + frame.width, frame.y + frame.height);
    path.lineTo(frame.x, frame.y + frame.height);
    path.closePath();
    pen.fill(theme.background, 0.55);
    const weight = { ...weightOf(1), width: weightOf(picture.lines.length).width + 0.75 };
    drawLine(pen, hit.line, x, y, weight, true);
  });
}

function drawDot(pen: Pen, picture: Picture, hit: Hit, nearest: boolean): void {
  const { frame, theme } = picture;
  const { px, py } = hit;
  if (!(py >= frame.y - 2 && py <= frame.y + frame.height + 2)) return;
  if (!(px >= frame.x - 2 && px <= frame.x + frame.width + 2)) return;
  drawDots(pen, [px, py], nearest ? 5 : 4, theme.background, 1);
  drawDots(pen, [px, py], nearest ? 3.5 : 2.5, hit.line.color, 1);
}

function drawLinked(pen: Pen, picture: Picture, linkedX: number): void {
  const { frame, lines, x, y, theme } = picture;
  const px = x.px(linkedX);
  if (!(px >= frame.x && px <= frame.x + frame.width)) return;
  pen.hairline(px, frame.y, px, frame.y + frame.height, theme.axis);
  if (lines.length > MOST_DOTS) return;
  for (const line of lines) {
    const index = nearestIndex(line, { x: px, y: frame.y }, x, y);
    if (index < 0) continue;
    const at = x.px(line.x[index] as number);
    if (Math.abs(at - px) > 8) continue;
    const hit = { line, index, px: at, py: y.px(line.shownAt(index)), distance: 0 };
    drawDot(pen, picture, hit, false);
  }
}

function drawSelection(pen: Pen, picture: Picture, { from, to }: Selection): void {
  const { frame, theme } = picture;
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
