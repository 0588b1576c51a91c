// A plane of two axes of trials: a surface or steps behind, a dot for each trial, and what is brought forward.

import type { Format } from '../../plot/format';
import { drawAxes, drawGrid, frameRect, gutterFor, LABEL_SIZE, type Theme } from '../../plot/frame';
import { drawDots } from '../../plot/marks';
import type { Pen, Rect } from '../../plot/pen';
import type { Measure, Tick } from '../../plot/ticks';
import type { Axis } from './axis';

export interface PlaneTrials {
  readonly chosen: Uint8Array;
  readonly shades: Uint8Array;
  readonly ramp: readonly string[];
  readonly theme: Theme;
}

/** Where everything stands, in pixels. */
export interface Layout {
  readonly frame: Rect;
  readonly width: number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  /** Of each trial; NaN without a place. */
  readonly px: Float64Array;
  readonly py: Float64Array;
}

/** Dots keep this far from the frame. */
const AIR = 8;

export function layOut(x: Axis, y: Axis, width: number, height: number, format: Format, measure: Measure): Layout {
  const across = Math.max(2, Math.min(8, Math.floor(width / 90)));
  const ticksOfY = y.ticks(Math.max(2, Math.min(8, Math.floor(height / 48))), format);
  const rough = ticksOfY.map(({ label }) => ({ value: 0, px: 0, label }));
  const gutter = Math.min(gutterFor(rough, measure, 0), Math.max(40, width * 0.35));
  const frame = frameRect(width, height, gutter);
  const toX = (at: number): number => frame.x + AIR + at * (frame.width - 2 * AIR);
  const toY = (at: number): number => frame.y + frame.height - AIR - at * (frame.height - 2 * AIR);
  return {
    frame,
    width,
    xTicks: apart(
      x.ticks(across, format).map(({ at, label }) => ({ value: at, px: toX(at), label })),
      measure,
    ),
    yTicks: ticksOfY.map(({ at, label }) => ({ value: at, px: toY(at), label: fitting(label, gutter - 10, measure) })),
    px: x.placed().map(toX),
    py: y.placed().map(toY),
  };
}

/** The part of an axis, from 0 to 1, at a pixel. */
export function partAt(frame: Rect, px: number, along: 'x' | 'y'): number {
  return along === 'x'
    ? (px - frame.x - AIR) / (frame.width - 2 * AIR)
    : (frame.y + frame.height - AIR - px) / (frame.height - 2 * AIR);
}

/** The pixels of a part of an axis. */
export function pixelAt(frame: Rect, part: number, along: 'x' | 'y'): number {
  return along === 'x'
    ? frame.x + AIR + part * (frame.width - 2 * AIR)
    : frame.y + frame.height - AIR - part * (frame.height - 2 * AIR);
}

export function drawPlane(pen: Pen, layout: Layout, theme: Theme, measure: Measure, marks: () => void): void {
  const { frame, xTicks, yTicks, width } = layout;
  drawGrid(pen, frame, xTicks, yTicks, theme);
  pen.clip(frame, marks);
  drawAxes(pen, frame, width, xTicks, yTicks, theme, measure);
}

/** The dots of all trials: those that are not chosen faintly, then from the worst to the best. */
export function drawTrials(pen: Pen, { px, py }: Layout, trials: PlaneTrials, size = 1): void {
  const { chosen, shades, ramp, theme } = trials;
  const groups = new Map<number, number[]>();
  for (let trial = 0; trial < px.length; trial++) {
    const [x, y] = [px[trial]!, py[trial]!];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    const group = chosen[trial] === 0 ? -2 : shades[trial]! < ramp.length ? shades[trial]! : -1;
    const at = groups.get(group);
    if (at === undefined) groups.set(group, [x, y]);
    else at.push(x, y);
  }
  const count = px.length;
  const radius = size * (count > 3000 ? 1.75 : count > 600 ? 2.25 : count > 100 ? 3 : 4);
  for (const [group, at] of [...groups].sort(([a], [b]) => a - b)) {
    const color = group < 0 ? theme.axis : ramp[group]!;
    drawDots(pen, at, group === -2 ? radius * 0.8 : radius, color, group === -2 ? 0.3 : 0.85);
  }
}

/** The trial nearest to a place, chosen ones before others; null where none is near. */
export function nearestDot({ px, py }: Layout, chosen: Uint8Array, x: number, y: number, within = 22): number | null {
  for (const only of [1, 0]) {
    let [best, least] = [-1, within ** 2];
    for (let trial = 0; trial < px.length; trial++) {
      const away = (px[trial]! - x) ** 2 + (py[trial]! - y) ** 2;
      if (away < least && chosen[trial] === only) [best, least] = [trial, away];
    }
    if (best >= 0) return best;
  }
  return null;
}

export function measureOf(widthOf: (label: string, size: number) => number): Measure {
  return (label) => widthOf(label, LABEL_SIZE);
}

/** Without the labels that would touch the one before. */
function apart(ticks: readonly Tick[], measure: Measure): Tick[] {
  let end = -Infinity;
  return ticks.filter(({ px, label }) => {
    const half = measure(label) / 2;
    if (px - half < end + 6) return false;
    end = px + half;
    return true;
  });
}

function fitting(label: string, room: number, measure: Measure): string {
  if (measure(label) <= room) return label;
  let cut = label;
  while (cut.length > 1 && measure(`${cut}…`) > room) cut = cut.slice(0, -1);
  return `${cut}…`;
}
