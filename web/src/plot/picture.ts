// A picture: everything a plane shows at one moment, ready to be drawn by any pen.
import { drawAxes, drawGrid, drawRightAxis, type Theme } from './frame';
import type { Pen, Rect } from './pen';
import type { Interval, Scale } from './scale';
import type { Measure, Tick } from './ticks';

/** Where marks are drawn: the frame, and the scales of its axes. */
export interface Axes {
  readonly frame: Rect;
  readonly x: Scale;
  readonly y: Scale;
  readonly theme: Theme;
}

/** What stands on a plane: lines, bins, dots. It says how far it reaches, and draws itself between whatever axes it is given. */
export interface Marks {
  /** All x there are, drawn or not; null when there is nothing to draw. */
  readonly xExtent: Interval | null;
  /**
   * The values over a part `x` of the axis, those above zero only when `positive`; null when there are none. `zoom` is the part that was
   * chosen: null while the axis follows the data.
   */
  yExtent(x: Interval, positive: boolean, zoom: Interval | null): Interval | null;
  /** How many points there are to draw: very many go to a new place without the way there. */
  readonly points: number;
  draw(pen: Pen, axes: Axes): void;
}

export interface Picture extends Axes {
  readonly width: number;
  readonly height: number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Of a second y axis on the right; none without. */
  readonly rightTicks?: readonly Tick[];
  readonly marks: Marks;
  readonly measure: Measure;
}

export function drawPicture(pen: Pen, picture: Picture): void {
  const { frame, xTicks, yTicks, theme } = picture;
  drawGrid(pen, frame, xTicks, yTicks, theme);
  pen.clip(cut(frame), () => picture.marks.draw(pen, picture));
  drawAxes(pen, frame, picture.width, xTicks, yTicks, theme, picture.measure);
  drawRightAxis(pen, frame, picture.rightTicks ?? [], theme);
}

/** Marks at the edge of the frame keep their full thickness. */
function cut(frame: Rect): Rect {
  return { x: frame.x - 1, y: frame.y - 1, width: frame.width + 3, height: frame.height + 2 };
}
