// What follows the pointer above lines that stay as they are: the cursor, and a dot on each line.
import { drawDots, drawLine, weightOf } from './marks';
import type { Line } from './line';
import type { Pen } from './pen';
import type { Axes } from './picture';
import { indexAt, type Mark } from './reading';

/** With more lines than this the one at the pointer is lifted out of the others. */
const FEW_LINES = 5;
const MOST_DOTS = 12;
const NEAR_PX = 8;

/** A line across the frame at the cursor, and its points; with many lines one of them is brought forward. */
export function drawCursor(
  pen: Pen,
  axes: Axes,
  lines: readonly Line[],
  x: number,
  marks: readonly Mark[],
  lifted: Line | null,
): void {
  if (lifted !== null && lines.length > FEW_LINES && lines.includes(lifted)) lift(pen, axes, lines, [lifted]);
  drawRule(pen, axes, x);
  for (const mark of marks) drawDot(pen, axes, mark, mark.line === lifted);
}

function drawRule(pen: Pen, { frame, x: scale, theme }: Axes, x: number): void {
  const px = scale.px(x);
  if (px >= frame.x - 1 && px <= frame.x + frame.width + 1) {
    pen.hairline(px, frame.y, px, frame.y + frame.height, theme.axis);
  }
}

/** A veil over all lines, and some of them above it. */
export function lift(pen: Pen, axes: Axes, lines: readonly Line[], lifted: readonly Line[]): void {
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
    for (const line of lifted) drawLine(pen, line, x, y, weight, true);
  });
}

function drawDot(pen: Pen, axes: Axes, mark: Mark, foremost: boolean): void {
  const { frame, theme } = axes;
  const px = axes.x.px(mark.x);
  const py = axes.y.px(mark.y);
  if (!(py >= frame.y - 2 && py <= frame.y + frame.height + 2)) return;
  if (!(px >= frame.x - 2 && px <= frame.x + frame.width + 2)) return;
  drawDots(pen, [px, py], foremost ? 5 : 4, theme.background, 1);
  drawDots(pen, [px, py], foremost ? 3.5 : 2.5, mark.line.color, 1);
}

/** The cursor of another chart, at the same place; points are marked where drawn ones lie near enough to be those there. */
export function drawLinked(pen: Pen, axes: Axes, lines: readonly Line[], linkedX: number): void {
  drawRule(pen, axes, linkedX);
  if (lines.length > MOST_DOTS) return;
  for (const line of lines) {
    const index = indexAt(line, linkedX);
    if (index < 0) continue;
    const x = line.x[index] as number;
    if (axes.x.px(linkedX) - axes.x.px(x) > NEAR_PX) continue;
    drawDot(pen, axes, { line, x, y: line.shownAt(index) }, false);
  }
}
