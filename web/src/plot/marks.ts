// Marks: lines, dots, and the signs for values that have no place on an axis.
import { lowerBound, upperBound, type Line } from './line';
import type { PathTarget, Pen, Rect } from './pen';
import type { Numbers, Scale } from './scale';

/** Far outside any frame, yet small enough for the single-precision arithmetic below a canvas. */
const FAR_PX = 1e5;
const TURN = 2 * Math.PI;

/**
 * Adds the points from one index up to another to a path. The line is broken where a point has no place on an axis; a
 * point alone between two breaks, which a stroke would not show, is handed to `alone`.
 */
export function trace(
  path: PathTarget,
  xs: Numbers,
  ys: Numbers,
  x: Scale,
  y: Scale,
  from: number,
  to: number,
  alone: (px: number, py: number) => void,
): void {
  const { origin: x0, factor: xf, start: xs0, log: xLog } = x;
  const { origin: y0, factor: yf, start: ys0, log: yLog } = y;
  let run = 0;
  let lastX = 0;
  let lastY = 0;
  for (let i = from; i < to; i++) {
    const xv = xs[i] as number;
    const yv = ys[i] as number;
    const px = xs0 + ((xLog ? Math.log10(xv) : xv) - x0) * xf;
    let py = ys0 + ((yLog ? Math.log10(yv) : yv) - y0) * yf;
    // Not finite: NaN, an infinity, or zero and less on a log axis.
    if (py - py !== 0 || px - px !== 0) {
      if (run === 1) alone(lastX, lastY);
      run = 0;
      continue;
    }
    if (py > FAR_PX) py = FAR_PX;
    else if (py < -FAR_PX) py = -FAR_PX;
    if (run === 0) path.moveTo(px, py);
    else path.lineTo(px, py);
    run++;
    lastX = px;
    lastY = py;
  }
  if (run === 1) alone(lastX, lastY);
}

/** The indices to draw for a domain: what lies inside, and a neighbour on each side so that lines leave the frame. */
export function span(xs: Numbers, ordered: boolean, x: Scale): [number, number] {
  if (!ordered) return [0, xs.length];
  const from = lowerBound(xs, x.domain[0]);
  const to = upperBound(xs, x.domain[1]);
  return [Math.max(0, from - 1), Math.min(xs.length, to + 1)];
}

/** How a chart of this many lines draws each: heavy and solid when few, light when many. */
export interface Weight {
  readonly width: number;
  readonly alpha: number;
  /** For the original under a smoothed line. */
  readonly faint: number;
}

export function weightOf(lines: number): Weight {
  if (lines <= 4) return { width: 1.5, alpha: 1, faint: 0.28 };
  if (lines <= 12) return { width: 1.35, alpha: 0.95, faint: 0.22 };
  if (lines <= 40) return { width: 1.15, alpha: 0.85, faint: 0.14 };
  if (lines <= 120) return { width: 1, alpha: 0.75, faint: 0.08 };
  return { width: 1, alpha: 0.6, faint: 0.05 };
}

const SUPERSEDED_ALPHA = 0.5;
const SUPERSEDED_DASH = [4, 3];

/** The original under a smoothed line. */
export function drawFaint(pen: Pen, line: Line, x: Scale, y: Scale, weight: Weight): void {
  if (line.smoothed === null) return;
  const alpha = weight.faint * (line.superseded ? SUPERSEDED_ALPHA : 1);
  stroke(pen, line.x, line.y, line.ordered, x, y, { color: line.color, width: 1, alpha });
}

export function drawLine(pen: Pen, line: Line, x: Scale, y: Scale, weight: Weight, dash: boolean): void {
  const alpha = weight.alpha * (line.superseded ? SUPERSEDED_ALPHA : 1);
  const style = { color: line.color, width: weight.width, alpha };
  const dashes = line.dash ?? (dash && line.superseded ? SUPERSEDED_DASH : null);
  const dashed = dashes === null ? style : { ...style, dash: dashes };
  const ordered = line.ordered || line.smoothed !== null;
  stroke(pen, line.shownX, line.shownY, ordered, x, y, dashed);
}

function stroke(
  pen: Pen,
  xs: Numbers,
  ys: Numbers,
  ordered: boolean,
  x: Scale,
  y: Scale,
  style: { color: string; width: number; alpha: number; dash?: readonly number[] },
): void {
  const [from, to] = span(xs, ordered, x);
  const dots: number[] = [];
  trace(pen.path(), xs, ys, x, y, from, to, (px, py) => void dots.push(px, py));
  pen.stroke(style);
  if (dots.length > 0) drawDots(pen, dots, style.width + 0.5, style.color, style.alpha);
}

/** Filled circles at pairs of pixels. */
export function drawDots(pen: Pen, at: readonly number[], radius: number, color: string, alpha: number): void {
  const path = pen.path();
  for (let i = 0; i < at.length; i += 2) {
    const px = at[i] as number;
    const py = at[i + 1] as number;
    path.moveTo(px + radius, py);
    path.arc(px, py, radius, 0, TURN);
  }
  pen.fill(color, alpha);
}

/** A dot on every point of a line, once they lie so far apart that each can be told from the next. */
const SPARSE_PX = 9;

export function drawSamples(pen: Pen, line: Line, x: Scale, y: Scale, weight: Weight): void {
  if (!line.ordered) return;
  const [from, to] = span(line.x, true, x);
  const count = to - from;
  if (count === 0 || count * SPARSE_PX > Math.abs(x.range[1] - x.range[0]) + 2 * SPARSE_PX) return;
  const at: number[] = [];
  for (let i = from; i < to; i++) {
    const px = x.px(line.x[i] as number);
    const py = y.px(line.y[i] as number);
    if (Number.isFinite(px) && Number.isFinite(py)) at.push(px, Math.max(-FAR_PX, Math.min(FAR_PX, py)));
  }
  const alpha = (line.smoothed === null ? 1 : 0.45) * (line.superseded ? SUPERSEDED_ALPHA : 1);
  drawDots(pen, at, weight.width / 2 + 1.1, line.color, alpha);
}

/** Signs closer than this on one line would be a smear; one stands for its neighbours. */
const SIGN_GAP_PX = 9;
const SIGN_PX = 3.5;

/** The rest of a stretch of such values, between its first sign and its last point. */
const REST = { width: 1.25, alpha: 0.55, dash: [1.5, 3.5] } as const;

/**
 * The signs of values that have no height: ▲ at the top for +∞, ▼ at the bottom for −∞, × above the bottom for NaN. Of a stretch of
 * them the first has its sign, and a dotted line tells how far it goes: a row of signs would hide the other lines.
 */
export function drawNonFinite(pen: Pen, line: Line, x: Scale, frame: Rect): void {
  const bottom = frame.y + frame.height;
  const signs: { kind: number; from: number; to: number; end: number }[] = [];
  for (const i of line.nonFinite) {
    const px = x.px(line.x[i] as number);
    if (!(px >= frame.x - 1 && px <= frame.x + frame.width + 1)) continue;
    const v = line.y[i] as number;
    const kind = Number.isNaN(v) ? 0 : v > 0 ? 1 : 2;
    const last = signs.findLast((sign) => sign.kind === kind);
    if (last !== undefined && (i === last.end + 1 || px - last.to < SIGN_GAP_PX)) {
      last.to = px;
      last.end = i;
    } else signs.push({ kind, from: px, to: px, end: i });
  }
  const triangles = pen.path();
  for (const { kind, from } of signs) {
    if (kind === 0) continue;
    const tip = kind === 1 ? frame.y + 1.5 : bottom - 1.5;
    const base = kind === 1 ? tip + 1.7 * SIGN_PX : tip - 1.7 * SIGN_PX;
    triangles.moveTo(from, tip);
    triangles.lineTo(from + SIGN_PX, base);
    triangles.lineTo(from - SIGN_PX, base);
    triangles.closePath();
  }
  if (signs.some(({ kind }) => kind !== 0)) pen.fill(line.color, 1);
  const crosses = pen.path();
  const crossY = bottom - 2.4 * SIGN_PX - 4;
  for (const { kind, from } of signs) {
    if (kind !== 0) continue;
    crosses.moveTo(from - SIGN_PX, crossY - SIGN_PX);
    crosses.lineTo(from + SIGN_PX, crossY + SIGN_PX);
    crosses.moveTo(from - SIGN_PX, crossY + SIGN_PX);
    crosses.lineTo(from + SIGN_PX, crossY - SIGN_PX);
  }
  if (signs.some(({ kind }) => kind === 0)) pen.stroke({ color: line.color, width: 1.5, alpha: 1 });
  const long = signs.filter(({ from, to }) => to - from > 2 * SIGN_GAP_PX);
  if (long.length === 0) return;
  const rests = pen.path();
  for (const { kind, from, to } of long) {
    const y = kind === 0 ? crossY : kind === 1 ? frame.y + 1.5 + SIGN_PX : bottom - 1.5 - SIGN_PX;
    rests.moveTo(from + 1.6 * SIGN_PX, y);
    rests.lineTo(to, y);
  }
  pen.stroke({ color: line.color, ...REST });
}

/** Chevrons where a line leaves the frame upwards or downwards, to values that are left out of the axis. */
export function drawLeaving(pen: Pen, line: Line, x: Scale, y: Scale, frame: Rect): void {
  const [from, to] = span(line.shownX, line.ordered || line.smoothed !== null, x);
  const bottom = frame.y + frame.height;
  const path = pen.path();
  let marked = -Infinity;
  let side = 0;
  for (let i = from; i < to; i++) {
    const px = x.px(line.shownX[i] as number);
    const py = y.px(line.shownY[i] as number);
    const now = py < frame.y - 1 ? -1 : py > bottom + 1 ? 1 : 0;
    const leaves = now !== 0 && now !== side;
    side = now;
    if (!leaves || px - marked < SIGN_GAP_PX || px < frame.x || px > frame.x + frame.width) continue;
    marked = px;
    const tip = now < 0 ? frame.y + 1.5 : bottom - 1.5;
    const base = tip - now * 1.4 * SIGN_PX;
    path.moveTo(px - 1.2 * SIGN_PX, base);
    path.lineTo(px, tip);
    path.lineTo(px + 1.2 * SIGN_PX, base);
  }
  if (marked > -Infinity) pen.stroke({ color: line.color, width: 1.75, alpha: 1 });
}

/** A range of values along x: what lies between two lines, whose points need not stand at the same x. */
export interface Band {
  readonly lower: Line;
  readonly upper: Line;
  readonly color: string;
}

/** How a chart of this many bands draws each: its fill, and its edges. */
export interface BandWeight {
  readonly fill: number;
  readonly edge: number;
}

export function bandWeightOf(bands: number): BandWeight {
  if (bands <= 4) return { fill: 0.18, edge: 0.5 };
  if (bands <= 10) return { fill: 0.14, edge: 0.32 };
  return { fill: 0.1, edge: 0.18 };
}

const EDGE_WIDTH = 0.75;

/** What lies between the lines, and their edges. Where both have no number there is a gap; other points without a place on the axes are passed over. */
export function drawBand(pen: Pen, { lower, upper, color }: Band, x: Scale, y: Scale, weight: BandWeight): void {
  const below = stretches(lower, x, y);
  const filled = stretches(upper, x, y).flatMap((edge, i) => {
    const back = below[i] ?? [];
    return edge.length > 0 && back.length > 0 ? [[...edge, ...back.toReversed()]] : [];
  });
  const path = pen.path();
  for (const outline of filled) {
    outline.forEach(([px, py], i) => (i === 0 ? path.moveTo(px, py) : path.lineTo(px, py)));
    path.closePath();
  }
  if (filled.length > 0) pen.fill(color, weight.fill);
  const style = { color, width: EDGE_WIDTH, alpha: weight.edge };
  for (const line of [upper, lower]) stroke(pen, line.x, line.y, line.ordered, x, y, style);
}

/** The points of an edge in pixels, cut where it has no number. */
function stretches(line: Line, x: Scale, y: Scale): [number, number][][] {
  const [from, to] = span(line.x, line.ordered, x);
  let stretch: [number, number][] = [];
  const found = [stretch];
  for (let i = from; i < to; i++) {
    const value = line.y[i] as number;
    if (Number.isNaN(value)) {
      found.push((stretch = []));
      continue;
    }
    const [px, py] = [x.px(line.x[i] as number), y.px(value)];
    if (Number.isFinite(px) && Number.isFinite(py)) stretch.push([px, Math.max(-FAR_PX, Math.min(FAR_PX, py))]);
  }
  return found;
}

/** One of so many lines behind all others. */
export function drawBehind(pen: Pen, line: Line, x: Scale, y: Scale, lines: number): void {
  const alpha = lines <= 20 ? 0.35 : lines <= 100 ? 0.22 : 0.14;
  const ordered = line.ordered || line.smoothed !== null;
  stroke(pen, line.shownX, line.shownY, ordered, x, y, { color: line.color, width: 1, alpha });
}
