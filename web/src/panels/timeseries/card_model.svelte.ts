// A card's inner life: its chart, its data, and what its words say. The component around it draws the words.

import type { ApiError } from '../../data/client';
import { type PlaceRequest, type PointAt, queryPointsAt, querySummaries } from '../../data/readings';
import type { ScalarLine } from '../../data/scalars';
import { clipFar, type Clipped } from '../../plot/far';
import { unitOf } from '../../plot/format';
import { Line, lowerBound, upperBound } from '../../plot/line';
import type { Axes } from '../../plot/picture';
import { LineChart } from '../../plot/line_chart';
import type { Hover } from '../../plot/line_cursor';
import { indexAt, type Mark } from '../../plot/reading';
import type { Interval } from '../../plot/scale';
import type { View } from '../../plot/view';
import { type Answer, bestOf, CardData, keyOf, type Question } from './card_data';
import { type Chosen, NOTHING_CHOSEN } from './chosen';
import { NewestOnly } from './newest_only';
import { placeCells, stretchCells, type TableRow } from './table_rows';
import { countPoints, holdsEveryPoint, type PointCount } from './point_count';
import type { TimeSeries } from './time_series.svelte';
import { distances, nearestRow, type Row, shownValue, tooltipRows } from './tooltip_rows';
import { NO_ZOOM, readZoom, viewOf, writeZoom, zoomOf } from './zoom';

/** What the lines have at a place of the x axis. */
interface Reading {
  readonly x: number;
  readonly rows: readonly Row[];
}

/** At most about this many points for one chart: what strokes in a few frames. */
const MOST_POINTS = 640_000;
/** Widths are asked for in whole steps of this, so that a card that is a little wider asks nothing new. */
const WIDTH_STEP = 50;
const MOST_RESTARTS = 40;
const MOST_SHARP_LINES = 50;
/** The pointer is on a line when it is no farther away. */
const CLOSE_PX = 16;

export class CardModel {
  chart: LineChart | null = null;
  hover = $state.raw<Hover | null>(null);
  #frameWidth = $state(0);
  #whole = $state.raw<Answer | null>(null);
  #part = $state.raw<Answer | null>(null);
  #error = $state.raw<ApiError | null>(null);
  /** As text, which is the same while nothing of this card's changed: other cards' zooms are none of its business. */
  readonly #zoomText = $derived.by(() => writeZoom(this.panel.settings.zoomOf(this.tag)));
  readonly #zoom = $derived(readZoom(this.#zoomText)?.zoom ?? NO_ZOOM);
  readonly logY = $derived.by(() => this.panel.settings.logYOf(this.tag));
  /** The part of the data to show; everything while the end of a growing run is not known. */
  readonly view = $derived.by(() => this.#viewNow());
  /** The answer to draw. */
  readonly answer = $derived.by(() => bestOf(this.#whole, this.#part, this.view.x));
  /** Its lines that belong to shown runs, in their present colours. */
  readonly lines = $derived.by(() => (this.answer === null ? [] : this.#shownOf(this.answer)));
  /** How many points are drawn and how many there are, for the present view; null while that is not known. */
  readonly count = $derived.by(() => this.#countNow());
  /** Whether every point in view is drawn. */
  readonly complete = $derived.by(
    () => this.answer !== null && holdsEveryPoint(this.answer, this.lines, (line) => this.sourceOf(line).inRange),
  );
  #reading = $state.raw<Reading | null>(null);
  readonly #reader: NewestOnly<Place, readonly PointAt[]>;
  /** Values far outside, when the axis would be clipped of them; null when there are none, or the vertical axis was chosen by hand. */
  readonly far = $derived.by(() => this.#farNow());
  /** Where the chart's axes are, as they were drawn last. */
  axes = $state.raw<Axes | null>(null);
  #table = $state.raw<readonly Pick<TableRow, 'key' | 'cells'>[] | null>(null);
  readonly #tables: NewestOnly<Tabulated, readonly Pick<TableRow, 'key' | 'cells'>[]>;
  readonly #data: CardData;
  readonly #lines = new WeakMap<Answer, readonly Line[]>();
  readonly #sources = new WeakMap<Line, ScalarLine>();

  constructor(
    readonly panel: TimeSeries,
    readonly tag: string,
    /** How much its data is wanted: 0 in sight, more the farther away. */
    rank: () => number,
  ) {
    this.#data = new CardData(panel.askFor(rank), () => {
      this.#whole = this.#data.whole;
      this.#part = this.#data.part;
      this.#error = this.#data.error;
    });
    this.#tables = new NewestOnly(
      (asked, signal) => tableOf(panel, asked, signal),
      (_, rows) => (this.#table = rows),
      () => (this.#table = null),
      (a, b) => JSON.stringify(a) === JSON.stringify(b),
    );
    this.#reader = new NewestOnly(
      ({ request }, signal) => queryPointsAt(panel.app.client, request, signal),
      (place, points) => this.#taken(place, points),
      // The card says what is wrong as soon as it asks for its lines itself; a tooltip without numbers says nothing.
      () => (this.#reading = null),
      samePlace,
    );
  }

  /** Puts the chart into its place until the result is called. */
  attach(host: HTMLElement): () => void {
    const chart = new LineChart(
      host,
      {
        kind: this.panel.settings.x,
        logX: this.panel.settings.logX,
        logY: this.logY,
        ignoreOutliers: this.panel.settings.ignoreOutliers.value,
        format: this.panel.charts.format,
        theme: this.panel.charts.theme,
      },
      {
        view: (view) => this.#onView(view),
        hover: (hover) => this.#onHover(hover),
        resize: (width) => (this.#frameWidth = width),
        drawn: (picture) => this.#onDrawn(picture),
      },
      this.panel.charts.frames,
    );
    this.chart = chart;
    const unlink = this.panel.charts.cursor.add(chart);
    return () => {
      this.#onHover(null);
      unlink();
      this.chart = null;
      chart.dispose();
      this.#reader.clear();
      this.#tables.clear();
      this.#data.dispose();
    };
  }

  /** The answer for the whole axis. */
  get whole(): Answer | null {
    return this.#whole;
  }

  /** What is drawn, as the parameters of `GET /api/scalars/lines`. */
  get seen(): { readonly [name: string]: string | number | null } {
    const { settings } = this.panel;
    const { x, logX, smoothing, attempts } = this.answer?.question ?? {
      x: settings.x,
      logX: settings.logX,
      smoothing: settings.smoothing.value,
      attempts: settings.allAttempts.value ? 'all' : 'current',
    };
    const [from, to] = this.view.x ?? [null, null];
    return { x, x_from: from, x_to: to, x_scale: logX ? 'log' : 'linear', smoothing, attempts };
  }

  get error(): ApiError | null {
    return this.#error;
  }

  get zoomed(): boolean {
    const { x, y } = this.#zoom;
    return x !== null || y !== null;
  }

  #viewNow(): View {
    const end = this.#whole !== null && this.#isOnAxis(this.#whole) ? this.#whole.xExtent : null;
    return viewOf(this.#zoom, end, this.panel.settings.logX) ?? { x: null, y: this.#zoom.y };
  }

  /** The lines of an answer that belong to shown runs, in their present colours. */
  #shownOf(answer: Answer): readonly Line[] {
    const { app, visible } = this.panel;
    const lines = this.#linesOf(answer).filter((line) => visible.has(this.sourceOf(line).run));
    for (const line of lines) line.color = app.runs.colour(this.sourceOf(line).run);
    return lines;
  }

  sourceOf(line: Line): ScalarLine {
    return this.#sources.get(line)!;
  }

  #countNow(): PointCount | null {
    const { answer, view } = this;
    if (answer === null || !this.#fits(answer, view.x)) return null;
    return countPoints(this.lines, (line) => this.sourceOf(line), view.x, this.logY);
  }

  #farNow(): Clipped | null {
    const { settings } = this.panel;
    const byHand = settings.ignoreOutliers.value || this.logY || this.view.y !== null;
    return byHand || !settings.clipFar.value ? null : clipFar(this.lines, this.view.x);
  }

  /** Tells the chart's data what is wanted; call it in an effect. */
  ask(): void {
    const { settings, app } = this.panel;
    if (this.#frameWidth === 0) return;
    const runs = app.runs.selection;
    const lines = runs === null ? app.runs.names.length : runs.length;
    const question: Question = {
      tag: this.tag,
      runs,
      x: settings.x,
      logX: settings.logX,
      smoothing: settings.smoothing.value,
      attempts: settings.allAttempts.value ? 'all' : 'current',
      width: queryWidth(this.#frameWidth, lines),
    };
    if (lines === 0) return;
    this.#data.update(question, this.view.x, app.changes.of('scalars', this.tag, runs));
  }

  /** Gives the chart what it is to show; call it in an effect. */
  show(): void {
    const { chart } = this;
    const { settings, charts } = this.panel;
    const { format, theme } = charts;
    const { answer, view, whole } = this;
    if (chart === null || answer === null) return;
    // Until the answer for another axis comes, the chart stays on the axis of the one it has.
    const { x: kind, logX } = answer.question;
    const ignoreOutliers = settings.ignoreOutliers.value;
    chart.setOptions({ kind, logX, logY: this.logY, ignoreOutliers, format, theme });
    const { lines } = this;
    const complete = lines.length === answer.lines.length;
    const extent = whole === null ? answer.xExtent : this.#extentOf(whole);
    chart.setData({
      lines,
      xExtent: extent ?? answer.xExtent,
      robust: complete ? answer.robust : null,
      robustFor: answer.range,
      complete: this.complete,
      near: settings.clipsFar(this.tag) ? (this.far?.extent ?? null) : null,
    });
    if (this.#isOnAxis(answer)) chart.setView(view);
  }

  /** Shows which lines are of the run that is pointed at; call it in an effect. */
  bringForward(): void {
    const { pointed } = this.panel.app.runs;
    const lines = pointed === null ? [] : this.lines.filter((line) => this.sourceOf(line).run === pointed);
    this.chart?.setPointed(lines);
  }

  retry(): void {
    this.#data.retry();
  }

  resetZoom(): void {
    this.panel.settings.setZoom(this.tag, { x: null, y: null });
  }

  /** Keeps what the lines have at the cursor up to date; call it in an effect. */
  read(): void {
    const { hover, answer } = this;
    if (hover === null || answer === null) return;
    const { x } = hover;
    const version = this.panel.app.changes.of('scalars', this.tag, answer.question.runs);
    if (answer.detailed && this.complete) {
      this.#reader.clear();
      this.#reading = { x, rows: this.lines.flatMap((line) => this.#rowAt(line, x) ?? []) };
      return;
    }
    this.#reader.want({ request: placeRequest(answer.question, x), version });
  }

  /** What the tooltip shows: the rows in their order, the one nearest to the pointer, and how many there are. */
  readonly tip = $derived.by(() => {
    const { hover, chart } = this;
    const reading = this.#reading;
    const scale = chart?.picture?.y;
    if (hover === null || reading === null || scale === undefined) return null;
    const { tooltipOrder, tooltipRows: limit } = this.panel.settings;
    const away = distances(reading.rows, hover.at, (y) => scale.px(y));
    const rows = tooltipRows(reading.rows, away, tooltipOrder.value, limit.value);
    const nearest = rows.find(({ key }) => key === hover.key) ?? nearestRow(rows, away);
    const close = nearest !== null && (hover.key !== null || (away.get(nearest.key) ?? Infinity) <= CLOSE_PX);
    return { x: reading.x, rows, nearest, close, all: reading.rows.length, unit: unitOf(scale.domain) };
  });

  /** How many points later attempts replaced, and are left out. */
  readonly superseded = $derived.by(() => this.lines.reduce((sum, line) => sum + this.sourceOf(line).superseded, 0));

  /** Where attempts of shown runs begin, with what begins there; none where there are too many to tell apart. */
  readonly restarts = $derived.by(() => {
    const { t } = this.panel;
    const found = this.lines.flatMap((line) => {
      const source = this.sourceOf(line);
      return source.starts.map(({ attempt, x }) => ({
        x,
        color: line.color,
        text: `${source.run === '.' ? t('run.root') : source.run} · ${t('line.attempt', { number: attempt + 1 })}`,
      }));
    });
    return found.length > MOST_RESTARTS ? [] : found;
  });

  /** Tells what the table needs; call it in an effect. */
  tabulate(): void {
    const { chosen, answer } = this;
    if (chosen.length === 0 || answer === null) {
      this.#tables.clear();
      this.#table = null;
      return;
    }
    const { settings, app } = this.panel;
    const version = app.changes.of('scalars', this.tag, answer.question.runs);
    this.#tables.want({ chosen, version, question: { ...answer.question, smoothing: settings.smoothing.value } });
  }

  /** The table's rows, of lines that are shown; null without a table, or before its first answer. */
  readonly table = $derived.by((): readonly TableRow[] | null => {
    const lines = new Map(this.lines.map((line) => [line.key, line]));
    return (
      this.#table?.flatMap(({ key, cells }) => {
        const line = lines.get(key);
        return line === undefined ? [] : [{ key, cells, color: line.color, name: this.nameOf(this.sourceOf(line)) }];
      }) ?? null
    );
  });

  /** How exact the chart's vertical axis is. */
  get unit(): number {
    return this.axes === null ? Infinity : unitOf(this.axes.y.domain);
  }

  /** What is chosen of the axis that is drawn. */
  get chosen(): Chosen {
    return this.answer !== null && !this.#isOnAxis(this.answer) ? NOTHING_CHOSEN : this.panel.settings.chosen;
  }

  /** The first and the last place of the axis. */
  get ends(): Interval {
    return this.#whole?.xExtent ?? this.answer?.xExtent ?? [0, 0];
  }

  /** The place of the axis under a pixel of the chart: a point's where every point is drawn. */
  placeAt(px: number): number {
    return this.chart?.placeAt(px) ?? this.ends[1];
  }

  /** The next place before or behind another at which a point is drawn; far: by a tenth of what is in view. */
  nextPlace(x: number, direction: 1 | -1, far: boolean): number {
    const [first, last] = this.ends;
    const view = this.axes?.x.domain ?? this.ends;
    let next = far ? x + (direction * (view[1] - view[0])) / 10 : direction * Infinity;
    if (far && (this.panel.settings.x === 'step' || this.panel.settings.x === 'index')) next = Math.round(next);
    if (!far) {
      for (const line of this.lines) {
        if (!line.ordered) continue;
        const each = direction > 0 ? line.x[upperBound(line.x, x)] : line.x[lowerBound(line.x, x) - 1];
        if (each !== undefined) next = direction > 0 ? Math.min(next, each) : Math.max(next, each);
      }
    }
    return Math.min(Math.max(next, first), last);
  }

  /** Marks the tooltip's points in the chart, and says the one under the keyboard's cursor; call it in an effect. */
  mark(): void {
    const { chart, tip, lines, hover } = this;
    if (chart === null) return;
    const byKey = new Map(lines.map((line) => [line.key, line]));
    const marks = (tip?.rows ?? []).flatMap((row): Mark[] => {
      const line = byKey.get(row.key);
      return line === undefined || row.ended ? [] : [{ line, x: row.x, y: shownValue(row) }];
    });
    const nearest = (tip?.nearest && byKey.get(tip.nearest.key)) ?? null;
    chart.setMarks(
      marks.sort((a, b) => Number(a.line === nearest) - Number(b.line === nearest)),
      nearest,
    );
    if (hover !== null) this.panel.app.runs.point(nearest !== null && tip?.close ? this.sourceOf(nearest).run : null);
    if (hover !== null && hover.key !== null && tip?.x === hover.x) this.panel.app.announce(this.#spoken());
  }

  /** What a line has at a place, of an answer that holds every point in view. */
  #rowAt(line: Line, x: number): Row | null {
    const index = indexAt(line, x);
    if (index < 0) return null;
    const source = this.sourceOf(line);
    const { question } = this.answer!;
    const time = (question.x === 'wall' ? source.x : source.wallTime)?.[index] ?? NaN;
    return {
      key: line.key,
      color: line.color,
      name: this.nameOf(source),
      value: source.value[index]!,
      smoothed: source.smoothedAt?.[index] ?? null,
      step: (question.x === 'step' ? source.x : source.step)?.[index] ?? NaN,
      time,
      relative: question.x === 'relative' ? source.x[index]! : time - this.#data.startOf(source.run),
      x: source.x[index]!,
      ended: index === line.length - 1 && source.x[index]! < x,
    };
  }

  /** The same from the server's answer, for the lines that are shown. */
  #taken({ request }: Place, points: readonly PointAt[]): void {
    const x = request.at[0]!;
    const lines = new Map(this.lines.map((line) => [line.key, line]));
    const rows = points.flatMap((point): Row[] => {
      const line = lines.get(keyOf(point));
      if (line === undefined) return [];
      return [
        {
          key: line.key,
          color: line.color,
          name: this.nameOf(this.sourceOf(line)),
          value: point.value,
          smoothed: request.smoothing > 0 ? point.smoothed : null,
          step: point.step,
          time: point.wallTime,
          relative: point.relativeTime,
          x: point.x,
          ended: point.last && point.x < x,
        },
      ];
    });
    this.#reading = { x, rows };
  }

  /** A line's name: its run, and which attempt or writer of it where there are several. */
  nameOf(line: ScalarLine): string {
    const { t, settings } = this.panel;
    const parts = [line.run === '.' ? t('run.root') : line.run];
    if (settings.allAttempts.value && this.#attemptsOf(line.run) > 1) {
      parts.push(t('line.attempt', { number: line.attempt + 1 }));
    }
    if (line.writerName !== '') parts.push(line.writerName);
    return parts.join(' · ');
  }

  #attemptsOf(run: string): number {
    const numbers = new Set(this.answer?.lines.filter((l) => l.run === run).map((l) => l.attempt));
    return numbers.size;
  }

  #linesOf(answer: Answer): readonly Line[] {
    let lines = this.#lines.get(answer);
    if (lines === undefined) {
      const newest = new Map<string, number>();
      for (const { run, attempt } of answer.lines) newest.set(run, Math.max(attempt, newest.get(run) ?? 0));
      lines = answer.lines.map((source) => {
        const line = toLine(source, source.attempt < newest.get(source.run)!);
        this.#sources.set(line, source);
        return line;
      });
      this.#lines.set(answer, lines);
    }
    return lines;
  }

  /** All x of the shown runs. The first and last point of a line are always in its answer. */
  #extentOf(whole: Answer): Interval | null {
    const lines = whole === this.answer ? this.lines : this.#shownOf(whole);
    if (lines.length === whole.lines.length) return whole.xExtent;
    let min = Infinity;
    let max = -Infinity;
    for (const { x, ordered } of lines) {
      if (x.length === 0) continue;
      if (ordered) {
        min = Math.min(min, x[0]!);
        max = Math.max(max, x[x.length - 1]!);
      } else {
        for (const v of x) {
          min = Math.min(min, v);
          max = Math.max(max, v);
        }
      }
    }
    return min <= max ? [min, max] : null;
  }

  #isOnAxis({ question }: Answer): boolean {
    return question.x === this.panel.settings.x && question.logX === this.panel.settings.logX;
  }

  #fits(answer: Answer, view: Interval | null): boolean {
    if (!this.#isOnAxis(answer)) return false;
    if (view === null || answer.range === null) return view === answer.range;
    const slack = (view[1] - view[0]) * 1e-6;
    return Math.abs(answer.range[0] - view[0]) < slack && Math.abs(answer.range[1] - view[1]) < slack;
  }

  #onView(view: View): void {
    const { settings } = this.panel;
    const { x } = settings.zoomOf(this.tag);
    // Where the data ended in the picture that was dragged on: it may have grown since, and the picture may be on its way.
    const followed = x === null || 'last' in x;
    const drawn = this.chart?.picture?.x.domain ?? null;
    const whole = (followed ? drawn : null) ?? this.whole?.xExtent ?? null;
    settings.setZoom(this.tag, zoomOf(view, whole, settings.logX));
  }

  #onDrawn({ frame, x, y, theme }: Axes): void {
    const { axes } = this;
    const same =
      axes !== null &&
      JSON.stringify([axes.frame, axes.x.domain, axes.x.log, axes.y.domain]) ===
        JSON.stringify([frame, x.domain, x.log, y.domain]);
    if (!same) this.axes = { frame, x, y, theme };
  }

  #onHover(hover: Hover | null): void {
    const { panel, chart } = this;
    if (hover === null && this.hover !== null) panel.app.runs.point(null);
    this.hover = hover;
    // What the server has to be asked for in any case need not come with the lines too.
    this.#data.setDetailed(hover !== null && this.complete);
    if (hover === null) {
      this.#reader.clear();
      this.#reading = null;
    }
    if (hover !== null) panel.pointed = this;
    else if (panel.pointed === this) panel.pointed = null;
    if (chart !== null) panel.charts.cursor.move(chart, hover?.x ?? null);
  }

  /** The point under the keyboard's cursor, for a screen reader. */
  #spoken(): string {
    const { t, charts, settings } = this.panel;
    const { format } = charts;
    const row = this.tip?.nearest;
    if (!row) return '';
    const place = { run: row.name, x: format.at(settings.x, row.x), value: format.value(row.value) };
    return row.smoothed === null
      ? t('cursor.point', place)
      : t('cursor.smoothedPoint', { ...place, smoothed: format.value(row.smoothed) });
  }
}

/** What a table is of. */
interface Tabulated {
  readonly chosen: Chosen;
  readonly question: Question;
  readonly version: number;
}

async function tableOf(
  { app }: TimeSeries,
  { chosen, question }: Tabulated,
  signal: AbortSignal,
): Promise<readonly Pick<TableRow, 'key' | 'cells'>[]> {
  const [from, to] = chosen;
  if (from === undefined) return [];
  const place = placeRequest(question, from);
  if (to === undefined) {
    const points = await queryPointsAt(app.client, place, signal);
    return points.map((point) => ({ key: keyOf(point), cells: placeCells(point) }));
  }
  const { tag, runs, x, x_scale, attempts } = place;
  const stretch = { tag, runs, x, x_scale, attempts, x_range: [from, to] as const };
  const summaries = await querySummaries(app.client, stretch, signal);
  return summaries.map((summary) => ({ key: keyOf(summary), cells: stretchCells(summary) }));
}

/** A question about the cursor's place, and the version of the data it is asked of. */
interface Place {
  readonly request: PlaceRequest;
  readonly version: number;
}

function samePlace(a: Place, b: Place): boolean {
  return a.version === b.version && JSON.stringify(a.request) === JSON.stringify(b.request);
}

function placeRequest({ tag, runs, x, logX, smoothing, attempts }: Question, at: number): PlaceRequest {
  return { tag, runs, x, x_scale: logX ? 'log' : 'linear', smoothing, attempts, at: [at] };
}

/** The width to ask an answer for: the frame's own, in device pixels for few lines, and less for very many. */
export function queryWidth(frameWidth: number, lines: number): number {
  const ratio = lines <= MOST_SHARP_LINES ? Math.min(2, window.devicePixelRatio || 1) : 1;
  const wanted = Math.ceil((frameWidth * ratio) / WIDTH_STEP) * WIDTH_STEP;
  return Math.max(2 * WIDTH_STEP, Math.min(wanted, Math.floor(MOST_POINTS / 4 / Math.max(1, lines))));
}

function toLine(source: ScalarLine, superseded: boolean): Line {
  const { x, value, smoothedX, smoothed, smoothedAt } = source;
  const curve = smoothedX !== null && smoothed !== null ? { x: smoothedX, y: smoothed, at: smoothedAt } : null;
  return new Line({ key: keyOf(source), color: '', x, y: value, smoothed: curve, superseded });
}
