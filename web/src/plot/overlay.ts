// What follows the pointer above lines that stay as they are: the cursor, and a dot on each line.
import { drawDots, drawLine, weightOf } from './marks';
import type { Line } from './line';
import { nearestIndex, type Hit } from './nearest';
import type { Pen } from './pen';
import type { Axes } from './picture';

/** With more lines than this the nearest one is lifted out of the others. */
const FEW_LINES = 5;
const MOST_DOTS = 12;

/** The points at the cursor, nearest first. */
export function drawHits(pen: Pen, axes: Axes, lines: readonly Line[], hits: readonly Hit[]): void {
  const { frame, theme } = axes;
  const first = hits[0];
  if (first === undefined) return;
  if (lines.length > FEW_LINES) lift(pen, axes, lines, first);
  if (first.px >= frame.x - 1 && first.px <= frame.x + frame.width + 1) {
    pen.hairline(first.px, frame.y, first.px, frame.y + frame.height, theme.axis);
  }
  for (const hit of hits.slice(0, MOST_DOTS).reverse()) drawDot(pen, axes, hit, hit === first);
}

/** A veil over all lines, and the nearest one above it. */
function lift(pen: Pen, axes: Axes, lines: readonly Line[], hit: Hit): void {
  const { frame, x, y, theme } = axes;
  pen.clip(frame, () => {
    const path = pen.path();
    path.moveTo(frame.x, frame.y);
    path.lineTo(frame.x + frame.width, frame.y);
    path.lineTo(frame.x + frame.width, frame.y + frame.height);
    path.lineTo(frame.x, frame.y + frame.height);
    path.closePath();
    pen.fill(theme.background, 0.55);
    const weight = { ...weightOf(1), width: weightOf(lines.length).width + 0.75 };
    drawLine(pen, hit.line, x, y, weight, true);
  });
}

function drawDot(pen: Pen, axes: Axes, hit: Hit, nearest: boolean): void {
  const { frame, theme } = axes;
  const { px, py } = hit;
  if (!(py >= frame.y - 2 && py <= frame.y + frame.height + 2)) return;
  if (!(px >= frame.x - 2 && px <= frame.x + frame.width + 2)) return;
  drawDots(pen, [px, py], nearest ? 5 : 4, theme.background, 1);
  drawDots(pen, [px, py], nearest ? 3.5 : 2.5, hit.line.color, 1);
}

/** The x of another chart's cursor. */
export function drawLinked(pen: Pen, axes: Axes, lines: readonly Line[], linkedX: number): void {
  const { frame, x, y, theme } = axes;
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
    drawDot(pen, axes, hit, false);
  }
}
