// A chart's inner life: what it asks the server, which lines or dots that makes, and what is told of them.

import { untrack } from 'svelte';
import { PALETTE } from '../../base/run_colours';
import { Throttle } from '../../base/throttle';
import { NewestOnly } from '../../cards/newest_only';
import { NO_ZOOM, viewOf, type Zoom, zoomOf } from '../../cards/zoom';
import { ApiError } from '../../data/client';
import {
  type ChartAnswer,
  type ChartLine,
  type ChartPoint,
  type ChartRequest,
  type PlaceOfChart,
  queryChartAt,
} from '../../data/custom_charts';
import { finiteExtent, union, yDomain } from '../../plot/domain';
import type { DotSeries } from '../../plot/dots';
import { unitOf } from '../../plot/format';
import { Line } from '../../plot/line';
import type { Hover } from '../../plot/line_cursor';
import type { Band } from '../../plot/marks';
import type { Mark } from '../../plot/reading';
import { type Interval, Scale } from '../../plot/scale';
import type { View } from '../../plot/view';
import { type Chart, questionOf } from './chart_spec';
import type { CustomCharts } from './custom_charts.svelte';
import type { Tip } from './tip';

/** At most about this many points for one chart. */
const MOST_POINTS = 400_000;
const WIDTH_STEP = 50;
const MOST_ROWS = 12;
/** What tells tags apart where colours tell runs. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2.5], [9, 3, 2, 3], [12, 4], [4, 2, 1, 2, 1, 2]];

/** A tag or expression that is drawn: how it is told from the others. */
export interface Shown {
  readonly tag: string;
  readonly right: boolean;
  readonly dash: readonly number[] | null;
  /** Where colours tell tags apart. */
  readonly color: string | null;
}

/** Where the values of the right axis stand on the left one. */
interface Right {
  readonly toLeft: (value: number) => number;
  readonly scale: (left: Scale) => Scale;
}

interface Reading {
  readonly x: number;
  readonly points: readonly ChartPoint[];
}

export class ChartModel {
  error = $state.raw<ApiError | null>(null);
  hover = $state.raw<Hover | null>(null);
  size = $state.raw({ width: 0, height: 0 });
  #whole = $state.raw<ChartAnswer | null>(null);
  #part = $state.raw<{ readonly answer: ChartAnswer; readonly view: string } | null>(null);
  #reading = $state.raw<Reading | null>(null);
  #wanted: { readonly request: ChartRequest; readonly view: string; readonly version: number } | null = null;
  /** The zoom of a chart that has none in the address. */
  #passing = $state.raw<Zoom>(NO_ZOOM);
  readonly #stop = new AbortController();
  readonly #fetching = new Throttle(() => this.#fetch(), 300);
  readonly #reader: NewestOnly<{ readonly request: ChartRequest; readonly x: number }, readonly ChartPoint[]>;

  readonly zoom = $derived.by(() => (this.kept ? this.panel.settings.zoomOf(this.chart().key) : this.#passing));
  readonly view = $derived.by((): View => {
    const whole = this.#whole?.xExtent ?? null;
    return viewOf(this.zoom, whole, this.panel.settings.logX.value) ?? { x: null, y: this.zoom.y };
  });
  /** The answer to draw: that of the part in view, if it has come. */
  readonly answer = $derived.by(() => {
    const part = this.#part;
    return part !== null && part.view === JSON.stringify(this.#asked) ? part.answer : this.#whole;
  });
  /** What is asked of the part in view; null while all is in view. */
  readonly #asked = $derived.by(() => {
    const { x, y } = this.view;
    if (this.chart().kind === 'bars' || (x === null && (y === null || !this.dotted))) return null;
    return { x, y: this.dotted ? y : null };
  });
  /** Lines of shown runs. */
  readonly shown = $derived.by(() => {
    const { visible } = this.panel;
    return this.answer?.lines.filter(({ run }) => visible.has(run)) ?? [];
  });
  /** The tags and expressions of the answer, in the order of the question. */
  readonly tags = $derived.by(() => this.#tagsNow());
  readonly #right = $derived.by(() => this.#rightNow());
  readonly drawn = $derived.by(() => this.#drawnNow());
  readonly dots = $derived.by((): readonly DotSeries[] =>
    this.dotted
      ? this.shown.map((line) => ({
          key: keyOf(line),
          color: this.colourOf(line),
          hollow: (this.#tagOf(line)?.dash ?? null) !== null,
          x: line.x,
          y: line.value,
        }))
      : [],
  );
  readonly tip = $derived.by(() => this.#tipNow());

  constructor(
    readonly panel: CustomCharts,
    readonly chart: () => Chart,
    /** How much its data is wanted: 0 in sight, more the farther away. */
    readonly rank: () => number,
    /** Whether its zoom lives in the address. */
    readonly kept = true,
  ) {
    this.#reader = new NewestOnly(
      ({ request, x }, signal) => queryChartAt(panel.app.client, { ...placeRequest(request), at: x }, signal),
      ({ x }, points) => (this.#reading = { x, points }),
      () => (this.#reading = null),
      (a, b) => a.x === b.x && a.request === b.request,
    );
  }

  get dotted(): boolean {
    return this.chart().kind === 'scatter';
  }
  get zoomed(): boolean {
    return this.zoom.x !== null || this.zoom.y !== null;
  }
  /** What stands on the x axis: a value where a chart has its own. */
  get axis(): 'value' | 'step' | 'relative' | 'wall' | 'index' {
    return this.chart().x !== '' || this.dotted ? 'value' : this.panel.settings.x;
  }
  get whole(): ChartAnswer | null {
    return this.#whole;
  }

  /** The scale of the axis on the right; null where nothing stands there. */
  get right(): Right['scale'] | null {
    return this.#right?.scale ?? null;
  }

  /** Says what is wanted; call it in an effect. */
  ask(): void {
    const request = this.request;
    if (request === null) return;
    this.#wanted = { request, view: JSON.stringify(this.#asked), version: this.#version(request) };
    untrack(() => this.#fetching.ask());
  }

  /** What the chart asks for without its zoom; null while that is nothing. */
  readonly request = $derived.by((): ChartRequest | null => {
    const { app, settings } = this.panel;
    const { series, x, kind, align, margins } = this.chart();
    const runs = app.runs.selection;
    if (series.length === 0 || runs?.length === 0 || (this.size.width === 0 && kind !== 'bars')) return null;
    const lines = Math.max(1, (runs?.length ?? app.runs.names.length) * series.length);
    const width = Math.ceil((this.size.width * Math.min(2, window.devicePixelRatio || 1)) / WIDTH_STEP) * WIDTH_STEP;
    const bars = kind === 'bars';
    return {
      series: series.map(questionOf),
      runs,
      x: bars ? 'step' : settings.x,
      x_expression: x === '' || bars ? null : x,
      x_scale: settings.logX.value && !bars ? 'log' : 'linear',
      align,
      // A margin is of values as they are.
      smoothing: bars || this.dotted || margins.length > 0 ? 0 : settings.smoothing.value,
      attempts: settings.allAttempts.value && !bars ? 'all' : 'current',
      x_range: null,
      width: bars ? 1 : Math.max(100, Math.min(width, Math.floor(MOST_POINTS / 4 / lines))),
      dots: this.dotted
        ? {
            height: Math.max(50, Math.ceil(this.size.height)),
            y_range: null,
            y_scale: settings.logY.value ? 'log' : 'linear',
          }
        : null,
      columns: this.dotted || bars ? ['x', 'value', 'step', 'wall_time'] : null,
    };
  });

  /** The same of the part in view. */
  get seen(): ChartRequest | null {
    const { request } = this;
    return request === null ? null : this.#zoomedRequest(request, JSON.stringify(this.#asked));
  }

  retry(): void {
    this.error = null;
    this.#fetching.ask();
  }

  dispose(): void {
    this.#fetching.stop();
    this.#reader.clear();
    this.#stop.abort();
    if (this.panel.tip?.host === this.host) this.panel.tip = null;
  }

  host: HTMLElement | null = null;

  /** Keeps what the lines have at the cursor up to date; call it in an effect. */
  read(): void {
    const { hover } = this;
    const request = this.request;
    if (hover === null || request === null) {
      this.#reader.clear();
      this.#reading = null;
    } else this.#reader.want({ request, x: hover.x });
  }

  zoomTo(view: View): void {
    const whole = this.#whole?.xExtent ?? null;
    const zoom = zoomOf(view, whole, this.panel.settings.logX.value);
    if (this.kept) this.panel.settings.setZoom(this.chart().key, zoom);
    else this.#passing = zoom;
  }

  colourOf(line: ChartLine): string {
    return this.#tagOf(line)?.color ?? this.panel.app.runs.colour(line.run);
  }

  /** The run, and which attempt or writer of it where there are several. */
  nameOf({ run, attempt, attempts, writerName }: ChartLine): string {
    const { t, settings } = this.panel;
    const parts = [run === '.' ? t('run.root') : run];
    if (settings.allAttempts.value && attempts > 1) parts.push(t('line.attempt', { number: attempt + 1 }));
    if (writerName !== '') parts.push(writerName);
    return parts.join(' · ');
  }

  /** How a line is called among all of the chart. */
  titleOf(line: ChartLine): string {
    return this.tags.length > 1 ? `${this.nameOf(line)} · ${line.tag}` : this.nameOf(line);
  }

  /** The points at the cursor, the foremost last, for the chart to mark. */
  readonly marks = $derived.by((): { readonly marks: readonly Mark[]; readonly lifted: Line | null } => {
    const reading = this.#reading;
    const { drawn, hover } = this;
    if (reading === null || hover === null) return { marks: [], lifted: null };
    const lines = new Map(drawn.lines.map((line) => [line.key, line]));
    const nearest = this.#nearest;
    const marks = reading.points.flatMap((point): Mark[] => {
      const line = lines.get(keyOf(point));
      if (line === undefined || (point.last && point.x < reading.x)) return [];
      return [{ line, x: point.x, y: this.#heightOf(point) }];
    });
    return { marks, lifted: nearest === null ? null : (lines.get(keyOf(nearest)) ?? null) };
  });

  /** How high the chart's axis is in pixels at a value; set by what draws it. */
  pxOf: ((value: number) => number) | null = null;

  readonly #nearest = $derived.by((): ChartPoint | null => {
    const reading = this.#reading;
    const { hover, drawn } = this;
    if (reading === null || hover === null) return null;
    const lines = new Set(drawn.lines.map(({ key }) => key));
    let best: ChartPoint | null = null;
    let least = Infinity;
    for (const point of reading.points) {
      if (!lines.has(keyOf(point))) continue;
      if (hover.key === keyOf(point)) return point;
      const away = Math.abs((this.pxOf?.(this.#heightOf(point)) ?? NaN) - hover.at.y);
      if (away < least && !(point.last && point.x < reading.x)) [best, least] = [point, away];
    }
    return best;
  });

  #heightOf(point: ChartPoint): number {
    const value = Number.isFinite(point.smoothed) ? point.smoothed : point.value;
    const right = this.#right;
    return right !== null && this.chart().series[point.item]?.right === true ? right.toLeft(value) : value;
  }

  #tagOf({ item, tag }: { readonly item: number; readonly tag: string }): Shown | undefined {
    return this.tags.find((one) => one.tag === tag && one.right === (this.chart().series[item]?.right ?? false));
  }

  #tagsNow(): readonly Shown[] {
    const { margins, series } = this.chart();
    const drawn = new Set(margins.length === 0 ? null : margins.map(({ value }) => value));
    const found: { tag: string; right: boolean }[] = [];
    for (const { item, tag } of this.answer?.lines ?? []) {
      const right = series[item]?.right ?? false;
      if (margins.length > 0 && !drawn.has(item)) continue;
      if (!found.some((one) => one.tag === tag && one.right === right)) found.push({ tag, right });
    }
    const { colours } = this.panel.settings;
    const runs = this.panel.app.runs.visible.length;
    const byTag = found.length > 1 && (colours.value === 'tag' || (colours.value === 'auto' && runs <= 1));
    const dark = this.panel.app.theme === 'dark';
    return found.map((one, i) => {
      const swatch = PALETTE[i % PALETTE.length]!;
      const dash = DASHES[i % DASHES.length]!;
      return {
        ...one,
        color: byTag ? (dark ? swatch.dark : swatch.light) : null,
        dash: byTag || dash.length === 0 ? null : dash,
      };
    });
  }

  #rightNow(): Right | null {
    const { series } = this.chart();
    const log = this.panel.settings.logY;
    const isRight = ({ item }: ChartLine): boolean => series[item]?.right ?? false;
    const [left, right] = [false, true].map((side) =>
      this.shown
        .filter((line) => isRight(line) === side)
        .reduce<Interval | null>((extent, line) => {
          const all = union(extent, finiteExtent(line.value, log.value));
          return line.smoothed === null ? all : union(all, finiteExtent(line.smoothed, log.value));
        }, null),
    );
    if (this.dotted || left === null || right === null || left === undefined || right === undefined) return null;
    const from = new Scale(yDomain(right, log.value), [0, 1], log.value);
    const to = new Scale(yDomain(left, log.value), [0, 1], log.value);
    return {
      toLeft: (value) => to.value(from.px(value)),
      scale: (shown) =>
        new Scale([from.value(to.px(shown.domain[0])), from.value(to.px(shown.domain[1]))], shown.range, log.value),
    };
  }

  /** Lines, and the margins behind them. */
  #drawnNow(): { readonly lines: readonly Line[]; readonly bands: readonly Band[] } {
    if (this.dotted) return { lines: [], bands: [] };
    const { margins, series } = this.chart();
    const right = this.#right;
    const newest = new Map<string, number>();
    for (const { run, attempt } of this.shown) newest.set(run, Math.max(attempt, newest.get(run) ?? 0));
    const made = this.shown.map((source) => {
      const mapped = right !== null && (series[source.item]?.right ?? false);
      const y = (values: ChartLine['value']): ChartLine['value'] =>
        mapped ? Float64Array.from(values, right.toLeft) : values;
      const { smoothedX, smoothed } = source;
      const line = new Line({
        key: keyOf(source),
        color: this.colourOf(source),
        x: source.x,
        y: y(source.value),
        smoothed: smoothedX !== null && smoothed !== null ? { x: smoothedX, y: y(smoothed), at: null } : null,
        superseded: source.attempt < (newest.get(source.run) ?? 0),
        ...dashOf(this.#tagOf(source)),
      });
      return { source, line };
    });
    if (margins.length === 0) return { lines: made.map(({ line }) => line), bands: [] };
    const values = new Set(margins.map(({ value }) => value));
    const bands = made.flatMap(({ source, line }): Band[] => {
      const margin = margins.find(({ value }) => value === source.item);
      if (margin === undefined) return [];
      const of = (item: number): Line | undefined =>
        made.find(({ source: other }) => other.item === item && sameLine(other, source))?.line;
      const [lower, upper] = [of(margin.lower), of(margin.upper)];
      return lower === undefined || upper === undefined ? [] : [{ lower, upper, color: line.color }];
    });
    return { lines: made.filter(({ source }) => values.has(source.item)).map(({ line }) => line), bands };
  }

  #tipNow(): Tip | null {
    const reading = this.#reading;
    const { hover, host, drawn, panel } = this;
    if (reading === null || hover === null || host === null) return null;
    const { format } = panel.charts;
    const lines = new Map(drawn.lines.map((line) => [line.key, line]));
    const unit = unitOf(this.#unitDomain);
    const { margins } = this.chart();
    const nearest = this.#nearest;
    const sources = new Map(this.shown.map((line) => [keyOf(line), line]));
    const points = reading.points.filter((point) => lines.has(keyOf(point)) && sources.has(keyOf(point)));
    const ordered = [...points].sort((a, b) => this.#heightOf(b) - this.#heightOf(a) || 0);
    const several = this.tags.length > 1;
    const smooth = (this.request?.smoothing ?? 0) > 0;
    return {
      host,
      at: hover.at,
      place: format.at(this.axis, reading.x),
      more: Math.max(0, points.length - MOST_ROWS),
      rows: ordered.slice(0, MOST_ROWS).map((point) => {
        const margin = margins.find(({ value }) => value === point.item);
        const bound = (item: number): string => {
          const found = reading.points.find((other) => other.item === item && sameLine(other, point));
          return found === undefined ? '–' : format.value(found.value, unit);
        };
        const around = margin === undefined ? '' : ` [${bound(margin.lower)}, ${bound(margin.upper)}]`;
        return {
          key: keyOf(point),
          color: lines.get(keyOf(point))!.color,
          dash: lines.get(keyOf(point))!.dash,
          name: this.nameOf(sources.get(keyOf(point))!),
          tag: several ? point.tag : '',
          value: format.value(point.value, unit) + around,
          smoothed: smooth ? format.value(point.smoothed, unit) : null,
          step: format.count(point.step),
          time: format.recentTime(point.wallTime),
          nearest: point === nearest,
          ended: point.last && point.x < reading.x,
        };
      }),
    };
  }

  get #unitDomain(): Interval {
    return this.answer?.yExtent ?? [0, 1];
  }

  /** Grows whenever what the chart shows may have new points, and when tags come that it may be of. */
  #version(request: ChartRequest): number {
    const { app } = this.panel;
    const tags = new Set(this.#whole?.lines.map(({ tag }) => tag));
    for (const { tag, expression } of request.series) if (tag ?? expression) tags.add(tag ?? expression ?? '');
    let version = app.tags('scalars').all.length;
    // An expression's tags are not told: any of the log's may be one.
    const computed =
      request.x_expression !== null || request.series.some(({ expression }) => (expression ?? null) !== null);
    const followed = computed ? app.tags('scalars').all.map(({ tag }) => tag) : [...tags];
    for (const tag of followed) version += app.changes.of('scalars', tag, request.runs ?? null);
    return version;
  }

  #zoomedRequest(request: ChartRequest, view: string): ChartRequest {
    const asked = JSON.parse(view) as { readonly x: Interval | null; readonly y: Interval | null } | null;
    if (asked === null) return request;
    return { ...request, x_range: asked.x, dots: request.dots ? { ...request.dots, y_range: asked.y } : null };
  }

  async #fetch(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null) return;
    const { request, view, version } = wanted;
    const { signal } = this.#stop;
    try {
      const [whole, part] = await Promise.all([
        this.panel.ask(request, version, this.rank, signal),
        view === 'null' ? null : this.panel.ask(this.#zoomedRequest(request, view), version, this.rank, signal),
      ]);
      if (signal.aborted) return;
      this.#whole = whole;
      this.#part = part === null ? null : { answer: part, view };
      this.error = null;
    } catch (cause) {
      if (signal.aborted) return;
      this.error = cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause));
    }
  }
}

function dashOf(shown: Shown | undefined): { readonly dash?: readonly number[] } {
  return shown?.dash ? { dash: shown.dash } : {};
}

/** A line is known by its series, run, attempt and writer. */
export function keyOf(line: Pick<ChartLine, 'item' | 'tag' | 'run' | 'attempt' | 'writer'>): string {
  return `${line.item}\n${line.tag}\n${line.run}\n${line.attempt}\n${line.writer}`;
}

function sameLine(a: ChartLine | ChartPoint, b: ChartLine | ChartPoint): boolean {
  return a.run === b.run && a.attempt === b.attempt && a.writer === b.writer;
}

function placeRequest(request: ChartRequest): Omit<PlaceOfChart, 'at'> {
  const { series, runs, x, x_expression, x_scale, align, smoothing, attempts } = request;
  return { series, runs, x, x_expression, x_scale, align, smoothing, attempts };
}
