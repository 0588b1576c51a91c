// A picture: everything a chart shows at one moment, ready to be drawn by any pen.
import { drawAxes, drawGrid, type Theme } from './frame';
import type { Line } from './line';
import { drawFaint, drawLine, drawOdd, drawSamples, weightOf } from './marks';
import type { Pen, Rect } from './pen';
import type { Scale } from './scale';
import type { Measure, Tick } from './ticks';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly frame: Rect;
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly lines: readonly Line[];
  readonly theme: Theme;
  readonly measure: Measure;
}

/** Dashes tell attempts apart while there are few; with many they are noise and cost time. */
const MOST_DASHED = 40;
/** Dots on single points, likewise. */
const MOST_DOTTED = 24;

export function drawPicture(pen: Pen, picture: Picture): void {
  const { frame, x, y, xTicks, yTicks, lines, theme } = picture;
  drawGrid(pen, frame, xTicks, yTicks, theme);
  const weight = weightOf(lines.length);
  pen.clip(cut(frame), () => {
    for (const line of lines) drawFaint(pen, line, x, y, weight);
    for (const line of lines) drawLine(pen, line, x, y, weight, lines.length <= MOST_DASHED);
    if (lines.length <= MOST_DOTTED) {
      for (const line of lines) drawSamples(pen, line, x, y, weight);
    }
    for (const line of lines) if (line.odd.length > 0) drawOdd(pen, line, x, frame);
  });
  drawAxes(pen, frame, picture.width, xTicks, yTicks, theme, picture.measure);
}

/** Lines at the edge of the frame keep their full thickness. */
function cut(frame: Rect): Rect {
  return { x: frame.x - 1, y: frame.y - 1, width: frame.width + 3, height: frame.height + 2 };
}
