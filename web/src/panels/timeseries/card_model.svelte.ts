// A card's inner life: its chart, the data that it draws, and the parts that know its lines, zoom, axis, cursor, table and annotations.

import type { ApiError } from '../../data/client';
import { clipFar, type Clipped } from '../../plot/far';
import type { Line } from '../../plot/line';
import { LineChart } from '../../plot/line_chart';
import type { Hover } from '../../plot/line_cursor';
import type { Interval } from '../../plot/scale';
import { type Answer, bestOf, CardData, type Question } from './card_data';
import { CardAnnotations } from './card_annotations.svelte';
import { CardAxis } from './card_axis.svelte';
import { CardCursor } from './card_cursor.svelte';
import { CardLines } from './card_lines.svelte';
import { CardTable } from './card_table.svelte';
import { CardZoom } from './card_zoom.svelte';
import { countPoints, holdsEveryPoint, type PointCount } from './point_count';
import { queryWidth } from './question';
import type { TimeSeries } from './time_series.svelte';

export class CardModel {
  chart: LineChart | null = null;
  #frameWidth = $state(0);
  #whole = $state.raw<Answer | null>(null);
  #part = $state.raw<Answer | null>(null);
  #error = $state.raw<ApiError | null>(null);
  readonly zoom: CardZoom;
  readonly lines: CardLines;
  readonly axis: CardAxis;
  readonly cursor: CardCursor;
  readonly table: CardTable;
  readonly annotations: CardAnnotations;
  readonly #data: CardData;
  /** The lines of the runs that groups are made of, where they are drawn behind these. */
  readonly #single: CardData;
  #singleWhole = $state.raw<Answer | null>(null);
  #singlePart = $state.raw<Answer | null>(null);
  readonly behind: CardLines;
  readonly logY = $derived.by(() => this.panel.settings.logYOf(this.tag));
  /** The answer to draw. */
  readonly answer = $derived.by(() => bestOf(this.#whole, this.#part, this.zoom.view.x));
  /** What of an answer is drawn behind it. */
  readonly #singles = $derived.by(() =>
    this.answer?.question.grouped?.alone === false && this.panel.app.grouping.singles.value
      ? bestOf(this.#singleWhole, this.#singlePart, this.zoom.view.x)
      : null,
  );
  /** How many points are drawn and how many there are, for the present view; null while that is not known. */
  readonly count = $derived.by(() => this.#countNow());
  /** Whether every point in view is drawn. */
  readonly complete = $derived.by(
    () =>
      this.answer !== null &&
      holdsEveryPoint(this.answer, this.lines.shown, (line) => this.lines.sourceOf(line).inRange),
  );
  /** Values far outside, when the axis would be clipped of them; null when there are none, or the vertical axis was chosen by hand. */
  readonly far = $derived.by(() => this.#farNow());

  constructor(
    readonly panel: TimeSeries,
    readonly tag: string,
    /** The group that it is of; null for all, and while runs are not grouped. */
    group: string | null,
    /** How much its data is wanted: 0 in sight, more the farther away. */
    rank: () => number,
  ) {
    const { settings } = panel;
    this.#data = new CardData(panel.askFor(rank), () => {
      this.#whole = this.#data.whole;
      this.#part = this.#data.part;
      this.#error = this.#data.error;
    });
    this.#single = new CardData(panel.askFor(rank), () => {
      this.#singleWhole = this.#single.whole;
      this.#singlePart = this.#single.part;
    });
    this.zoom = new CardZoom(settings, tag, () =>
      this.#whole !== null && this.#isOnAxis(this.#whole) ? this.#whole.xExtent : null,
    );
    this.lines = new CardLines(panel, () => this.answer, group);
    this.behind = new CardLines(panel, () => this.#singles, group);
    this.axis = new CardAxis(settings, this);
    this.cursor = new CardCursor(this);
    this.table = new CardTable(panel, this.lines);
    this.annotations = new CardAnnotations(this, group);
  }

  /** Puts the chart into its place until the result is called. */
  attach(host: HTMLElement): () => void {
    const { panel } = this;
    const { settings, charts } = panel;
    const chart = new LineChart(
      host,
      {
        kind: settings.x,
        logX: settings.logX,
        logY: this.logY,
        ignoreOutliers: settings.ignoreOutliers.value,
        format: charts.format,
        theme: charts.theme,
      },
      {
        view: (view) => this.zoom.keep(view, this.chart?.picture?.x.domain ?? null, this.whole?.xExtent ?? null),
        hover: (hover) => this.#onHover(hover),
        resize: (width) => (this.#frameWidth = width),
        drawn: (picture) => this.axis.take(picture),
      },
      charts.frames,
    );
    this.chart = chart;
    const unlink = charts.cursor.add(chart);
    return () => {
      this.#onHover(null);
      unlink();
      this.chart = null;
      chart.dispose();
      this.cursor.forget();
      this.table.forget();
      this.#data.dispose();
      this.#single.dispose();
    };
  }

  /** The answer for the whole axis. */
  get whole(): Answer | null {
    return this.#whole;
  }

  get error(): ApiError | null {
    return this.#error;
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
    const [from, to] = this.zoom.view.x ?? [null, null];
    return { x, x_from: from, x_to: to, x_scale: logX ? 'log' : 'linear', smoothing, attempts };
  }

  /** Whether what is drawn is of another axis than is wanted by now. */
  get onOtherAxis(): boolean {
    return this.answer !== null && !this.#isOnAxis(this.answer);
  }

  /** The first and the last place of the x axis. */
  get ends(): Interval {
    return this.#whole?.xExtent ?? this.answer?.xExtent ?? [0, 0];
  }

  /** The wall time at which the lines of a run begin; NaN while that is not known. */
  startOf(run: string): number {
    return this.#data.startOf(run);
  }

  /** Tells the chart's data what is wanted; call it in an effect. */
  ask(): void {
    const { settings, app } = this.panel;
    if (this.#frameWidth === 0) return;
    const runs = app.runs.selection;
    const all = app.runs.visible.length;
    const grouped = app.grouping.question;
    const lines = grouped === null ? all : grouped.groups.length;
    const question: Question = {
      tag: this.tag,
      runs,
      x: settings.x,
      logX: settings.logX,
      smoothing: settings.smoothing.value,
      attempts: settings.allAttempts.value ? 'all' : 'current',
      width: queryWidth(this.#frameWidth, lines),
      grouped,
    };
    if (lines === 0) return;
    const version = app.changes.of('scalars', this.tag, grouped?.baseline ? null : runs);
    const view = this.zoom.view.x;
    this.#data.update(question, view, version);
    if (grouped === null || grouped.alone || !app.grouping.singles.value) return;
    this.#single.update({ ...question, width: queryWidth(this.#frameWidth, all), grouped: null }, view, version);
  }

  retry(): void {
    this.#data.retry();
  }

  /** Gives the chart what it is to show; call it in an effect. */
  show(): void {
    const { chart, answer, whole, lines } = this;
    const { settings, charts } = this.panel;
    const { format, theme } = charts;
    const { view } = this.zoom;
    if (chart === null || answer === null) return;
    // Until the answer for another axis comes, the chart stays on the axis of the one it has.
    const { x: kind, logX } = answer.question;
    const ignoreOutliers = settings.ignoreOutliers.value;
    chart.setOptions({ kind, logX, logY: this.logY, ignoreOutliers, format, theme });
    const { shown } = lines;
    const ofAllRuns = shown.length === answer.lines.length;
    const extent = whole === null ? answer.xExtent : lines.extentOf(whole);
    chart.setData({
      lines: shown,
      xExtent: extent ?? answer.xExtent,
      robust: ofAllRuns ? answer.robust : null,
      robustFor: answer.range,
      complete: this.complete,
      near: settings.clipsFar(this.tag) ? (this.far?.extent ?? null) : null,
      bands: lines.bands,
      behind: [...lines.others, ...this.behind.shown],
    });
    if (this.#isOnAxis(answer)) chart.setView(view);
  }

  /** Shows which lines are of the run that is pointed at; call it in an effect. */
  bringForward(): void {
    const { pointed } = this.panel.app.runs;
    const { shown } = this.lines;
    const { grouping } = this.panel.app;
    const isMeant = (line: Line): boolean => {
      const { run, group } = this.lines.sourceOf(line);
      return run === (group === null ? pointed : grouping.groupOf(pointed!));
    };
    this.chart?.setPointed(pointed === null ? [] : shown.filter(isMeant));
  }

  #countNow(): PointCount | null {
    const { answer, lines } = this;
    const { view } = this.zoom;
    if (answer === null || !this.#fits(answer, view.x)) return null;
    return countPoints(lines.shown, (line) => lines.sourceOf(line), view.x, this.logY);
  }

  #farNow(): Clipped | null {
    const { settings } = this.panel;
    const { view } = this.zoom;
    const byHand = settings.ignoreOutliers.value || this.logY || view.y !== null;
    return byHand || !settings.clipFar.value ? null : clipFar(this.lines.shown, view.x);
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

  #onHover(hover: Hover | null): void {
    const { panel, chart, cursor } = this;
    // What the server has to be asked for in any case need not come with the lines too.
    this.#data.setDetailed(hover !== null && this.complete && this.answer?.question.grouped === null);
    cursor.move(hover);
    if (hover !== null) panel.pointed = this;
    else if (panel.pointed === this) panel.pointed = null;
    if (chart !== null) panel.charts.cursor.move(chart, hover?.x ?? null);
  }
}
