// A line chart: lines and their cursor on a plane.
import type { AxisKind, Format } from './format';
import type { Theme } from './frame';
import type { FrameQueue } from './frame_queue';
import type { Line } from './line';
import { type Hover, LineCursor } from './line_cursor';
import { Lines, type LinesData } from './lines';
import type { Picture } from './picture';
import { Plane, type PlaneEvents, type PlaneOptions } from './plane';
import type { Mark } from './reading';
import type { View } from './view';

export interface LineChartOptions {
  readonly kind: AxisKind;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly ignoreOutliers: boolean;
  /** A second y axis, as a plane has it. Lines that belong to it stand at their heights on the left one. */
  readonly right?: PlaneOptions['right'];
  readonly format: Format;
  readonly theme: Theme;
}

export interface LineChartEvents extends PlaneEvents {
  hover(hover: Hover | null): void;
}

export class LineChart {
  private readonly cursor: LineCursor;
  private readonly plane: Plane;
  private data: LinesData | null = null;

  /** Fills `host`, which must have a size of its own and `position: relative`. */
  constructor(
    host: HTMLElement,
    private options: LineChartOptions,
    events: LineChartEvents,
    queue: FrameQueue,
  ) {
    this.cursor = new LineCursor(options.kind, (hover) => events.hover(hover));
    this.plane = new Plane(host, planeOptions(options), this.cursor, events, queue);
  }

  dispose(): void {
    this.plane.dispose();
  }

  /** Where it is drawn. */
  get element(): HTMLElement {
    return this.plane.host;
  }

  get view(): View {
    return this.plane.view;
  }

  get hover(): Hover | null {
    return this.cursor.hover;
  }

  /** What was drawn last, for export. */
  get picture(): Picture | null {
    return this.plane.picture;
  }

  setOptions(options: LineChartOptions): void {
    const before = this.options;
    this.options = options;
    this.cursor.kind = options.kind;
    this.plane.setOptions(planeOptions(options));
    if (before.ignoreOutliers !== options.ignoreOutliers && this.data !== null) this.setData(this.data);
  }

  setData(data: LinesData): void {
    this.data = data;
    this.cursor.data = data;
    this.plane.setMarks(new Lines(data, this.options.ignoreOutliers));
  }

  setView(view: View): void {
    this.plane.setView(view);
  }

  /** The place of the x axis that a pixel stands for, as for the pointer; null before there is any. */
  placeAt(px: number): number | null {
    return this.picture === null ? null : this.cursor.placeAt(px, this.picture);
  }

  /** The points at the cursor, the foremost last, and the line to bring forward. */
  setMarks(marks: readonly Mark[], lifted: Line | null): void {
    this.cursor.marks = marks;
    this.cursor.lifted = lifted;
    this.plane.redrawCursor();
  }

  /** The cursor of another chart, or none. */
  setLinkedX(x: number | null): void {
    if (x === this.cursor.linkedX) return;
    this.cursor.linkedX = x;
    this.plane.redrawCursor();
  }

  /** Brings lines forward that are pointed at elsewhere. */
  setPointed(lines: readonly Line[]): void {
    if (lines.length === 0 && this.cursor.pointed.length === 0) return;
    this.cursor.pointed = lines;
    this.plane.redrawCursor();
  }

  /** Draws, where no queue does. */
  frame(now: number): boolean {
    return this.plane.frame(now);
  }
}

function planeOptions({ kind, logX, logY, right = null, format, theme }: LineChartOptions): PlaneOptions {
  return { x: { kind, log: logX }, y: { kind: 'value', log: logY }, right, format, theme };
}
