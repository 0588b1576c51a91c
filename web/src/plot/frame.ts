// The frame: where in a chart the data goes, its grid, and the labels of its axes.
import type { Pen, Rect } from './pen';
import { labelStart, type Measure, type Tick } from './ticks';

/** The colours a chart needs; they come from the page's design tokens. */
export interface Theme {
  readonly background: string;
  readonly grid: string;
  readonly axis: string;
  readonly label: string;
  readonly text: string;
  readonly accent: string;
}

export const LABEL_SIZE = 11;
const TOP = 8;
const RIGHT = 12;
const BOTTOM = 22;
const LABEL_GAP = 8;
const LEAST_GUTTER = 40;
/** The gutter grows by whole steps of this, so that the frame rests while labels change by a digit. */
const GUTTER_STEP = 8;

/** The width left of the frame that the labels of the y axis need; never less than `before` while data streams in. */
export function gutterFor(ticks: readonly Tick[], measure: Measure, before: number): number {
  const widest = Math.max(0, ...ticks.map((t) => measure(t.label)));
  const needed = Math.ceil((widest + LABEL_GAP + 4) / GUTTER_STEP) * GUTTER_STEP;
  return Math.max(LEAST_GUTTER, before, needed);
}

/** `right` is the gutter of a second y axis, 0 without. */
export function frameRect(width: number, height: number, gutter: number, right = 0): Rect {
  return {
    x: gutter,
    y: TOP,
    width: Math.max(1, width - gutter - Math.max(RIGHT, right)),
    height: Math.max(1, height - TOP - BOTTOM),
  };
}

export function drawGrid(pen: Pen, frame: Rect, xTicks: readonly Tick[], yTicks: readonly Tick[], theme: Theme): void {
  const bottom = frame.y + frame.height;
  for (const tick of yTicks) {
    if (inside(tick.px, frame.y, bottom)) {
      pen.hairline(frame.x, tick.px, frame.x + frame.width, tick.px, theme.grid);
    }
  }
  for (const tick of xTicks) {
    if (inside(tick.px, frame.x, frame.x + frame.width)) {
      pen.hairline(tick.px, frame.y, tick.px, bottom, theme.grid);
    }
  }
}

export function drawAxes(
  pen: Pen,
  frame: Rect,
  width: number,
  xTicks: readonly Tick[],
  yTicks: readonly Tick[],
  theme: Theme,
  measure: Measure,
): void {
  const bottom = frame.y + frame.height;
  pen.hairline(frame.x, bottom, frame.x + frame.width, bottom, theme.axis);
  for (const tick of yTicks) {
    if (!inside(tick.px, frame.y, bottom)) continue;
    const style = { color: theme.label, align: 'right', size: LABEL_SIZE } as const;
    pen.text(tick.label, frame.x - LABEL_GAP, tick.px, style);
  }
  for (const tick of xTicks) {
    if (!inside(tick.px, frame.x, frame.x + frame.width)) continue;
    pen.hairline(tick.px, bottom, tick.px, bottom + 4, theme.axis);
    const start = labelStart(tick.px, measure(tick.label), 0, width);
    const style = { color: theme.label, align: 'left', size: LABEL_SIZE } as const;
    pen.text(tick.label, start, bottom + 13, style);
  }
}

/** The labels of a second y axis, on the right. */
export function drawRightAxis(pen: Pen, frame: Rect, ticks: readonly Tick[], theme: Theme): void {
  const right = frame.x + frame.width;
  const bottom = frame.y + frame.height;
  for (const tick of ticks) {
    if (!inside(tick.px, frame.y, bottom)) continue;
    pen.hairline(right, tick.px, right + 4, tick.px, theme.axis);
    pen.text(tick.label, right + LABEL_GAP, tick.px, { color: theme.label, align: 'left', size: LABEL_SIZE });
  }
}

function inside(px: number, from: number, to: number): boolean {
  return px >= from - 0.5 && px <= to + 0.5;
}
