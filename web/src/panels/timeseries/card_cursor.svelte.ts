// The cursor of a card: where it is, what the lines have there, and which of them is meant. The component around it shows the words.

import { type GroupAt, type Grouped, queryGroupsAt } from '../../data/groups';
import { type PlaceRequest, type PointAt, queryPointsAt } from '../../data/readings';
import { unitOf } from '../../plot/format';
import type { Line } from '../../plot/line';
import type { LineChart } from '../../plot/line_chart';
import type { Hover } from '../../plot/line_cursor';
import { indexAt, type Mark } from '../../plot/reading';
import { type Answer, keyOf, keyOfGroup } from './card_data';
import type { CardLines } from './card_lines.svelte';
import { NewestOnly } from '../../cards/newest_only';
import { placeRequest } from './question';
import type { TimeSeries } from './time_series.svelte';
import { distances, nearestRow, type Row, shownValue, tooltipRows } from './tooltip_rows';

/** What the cursor is over. */
interface Drawn {
  readonly panel: TimeSeries;
  readonly tag: string;
  readonly chart: LineChart | null;
  readonly answer: Answer | null;
  readonly lines: CardLines;
  /** Whether every point in view is drawn. */
  readonly complete: boolean;
  /** The wall time at which the lines of a run begin. */
  startOf(run: string): number;
}

/** What the lines have at a place of the x axis. */
interface Reading {
  readonly x: number;
  readonly rows: readonly Row[];
}

/** A question about the cursor's place, and the version of the data it is asked of. */
interface Place {
  readonly request: PlaceRequest;
  /** What stands for runs there; null for the lines themselves. */
  readonly grouped: Grouped | null;
  readonly version: number;
}

/** The pointer is on a line when it is no farther away. */
const CLOSE_PX = 16;

export class CardCursor {
  hover = $state.raw<Hover | null>(null);
  #reading = $state.raw<Reading | null>(null);
  readonly #reader: NewestOnly<Place, readonly (PointAt | GroupAt)[]>;
  /** What the tooltip shows: the rows in their order, the one nearest to the pointer, and how many there are. */
  readonly tip = $derived.by(() => this.#tipNow());

  constructor(private readonly card: Drawn) {
    const { client } = card.panel.app;
    this.#reader = new NewestOnly(
      ({ request, grouped }, signal): Promise<readonly (PointAt | GroupAt)[]> =>
        grouped === null ? queryPointsAt(client, request, signal) : queryGroupsAt(client, request, grouped, signal),
      (place, points) => this.#taken(place, points),
      // The card says what is wrong as soon as it asks for its lines itself; a tooltip without numbers says nothing.
      () => (this.#reading = null),
      samePlace,
    );
  }

  /** Goes to another place, or away. */
  move(hover: Hover | null): void {
    if (hover === null && this.hover !== null) this.card.panel.app.runs.point(null);
    this.hover = hover;
    if (hover === null) this.forget();
  }

  forget(): void {
    this.#reader.clear();
    this.#reading = null;
  }

  /** Keeps what the lines have at the cursor up to date; call it in an effect. */
  read(): void {
    const { hover } = this;
    const { answer, complete, lines, panel, tag } = this.card;
    if (hover === null || answer === null) return;
    const { x } = hover;
    const { grouped, runs } = answer.question;
    const version = panel.app.changes.of('scalars', tag, grouped?.baseline ? null : runs);
    if (answer.detailed && complete) {
      this.#reader.clear();
      this.#reading = { x, rows: lines.shown.flatMap((line) => this.#rowAt(line, x, answer) ?? []) };
      return;
    }
    this.#reader.want({ request: placeRequest(answer.question, x), grouped, version });
  }

  /** Marks the tooltip's points in the chart, and says the one under the keyboard's cursor; call it in an effect. */
  mark(): void {
    const { tip, hover } = this;
    const { chart, lines, panel } = this.card;
    if (chart === null) return;
    const byKey = new Map(lines.shown.map((line) => [line.key, line]));
    const marks = (tip?.rows ?? []).flatMap((row): Mark[] => {
      const line = byKey.get(row.key);
      return line === undefined || row.ended ? [] : [{ line, x: row.x, y: shownValue(row) }];
    });
    const nearest = (tip?.nearest && byKey.get(tip.nearest.key)) ?? null;
    chart.setMarks(
      marks.sort((a, b) => Number(a.line === nearest) - Number(b.line === nearest)),
      nearest,
    );
    if (hover === null) return;
    const source = nearest !== null && tip?.close ? lines.sourceOf(nearest) : null;
    const { runs, grouping } = panel.app;
    // A group comes forward with any run of it.
    runs.point(source?.group ? grouping.aRunOf(source.run) : (source?.run ?? null));
    if (hover.key !== null && tip?.x === hover.x) panel.app.announce(this.#spoken());
  }

  #tipNow() {
    const { hover } = this;
    const { chart, panel } = this.card;
    const reading = this.#reading;
    const scale = chart?.picture?.y;
    if (hover === null || reading === null || scale === undefined) return null;
    const { tooltipOrder, tooltipRows: limit } = panel.settings;
    const away = distances(reading.rows, hover.at, (y) => scale.px(y));
    const rows = tooltipRows(reading.rows, away, tooltipOrder.value, limit.value);
    const nearest = rows.find(({ key }) => key === hover.key) ?? nearestRow(rows, away);
    const close = nearest !== null && (hover.key !== null || (away.get(nearest.key) ?? Infinity) <= CLOSE_PX);
    return { x: reading.x, rows, nearest, close, all: reading.rows.length, unit: unitOf(scale.domain) };
  }

  /** What a line has at a place, of an answer that holds every point in view. */
  #rowAt(line: Line, x: number, { question }: Answer): Row | null {
    const index = indexAt(line, x);
    if (index < 0) return null;
    const { lines } = this.card;
    const source = lines.sourceOf(line);
    const time = (question.x === 'wall' ? source.x : source.wallTime)?.[index] ?? NaN;
    return {
      key: line.key,
      color: line.color,
      name: lines.nameOf(source),
      value: source.value[index]!,
      smoothed: source.smoothedAt?.[index] ?? null,
      step: (question.x === 'step' ? source.x : source.step)?.[index] ?? NaN,
      time,
      relative: question.x === 'relative' ? source.x[index]! : time - this.card.startOf(source.run),
      x: source.x[index]!,
      ended: index === line.length - 1 && source.x[index]! < x,
    };
  }

  /** The same from the server's answer, for the lines that are shown. */
  #taken({ request, grouped }: Place, found: readonly (PointAt | GroupAt)[]): void {
    const x = request.at[0]!;
    const { lines } = this.card;
    const byKey = new Map(lines.shown.map((line) => [line.key, line]));
    const smooth = request.smoothing > 0;
    const rows = found.flatMap((one): Row[] => {
      const line = byKey.get('name' in one ? keyOfGroup(one.name) : keyOf(one));
      if (line === undefined) return [];
      const known = { key: line.key, color: line.color, name: lines.nameOf(lines.sourceOf(line)) };
      return [
        {
          ...known,
          ...('name' in one ? cellsOfGroup(one, x, smooth, grouped?.alone === true) : cellsOfPoint(one, x, smooth)),
        },
      ];
    });
    this.#reading = { x, rows };
  }

  /** The point under the keyboard's cursor, for a screen reader. */
  #spoken(): string {
    const { t, charts, settings } = this.card.panel;
    const { format } = charts;
    const row = this.tip?.nearest;
    if (!row) return '';
    const place = { run: row.name, x: format.at(settings.x, row.x), value: format.value(row.value) };
    return row.smoothed === null
      ? t('cursor.point', place)
      : t('cursor.smoothedPoint', { ...place, smoothed: format.value(row.smoothed) });
  }
}

function samePlace(a: Place, b: Place): boolean {
  return a.version === b.version && JSON.stringify(a.request) === JSON.stringify(b.request);
}

type Cells = Omit<Row, 'key' | 'color' | 'name'>;

function cellsOfPoint(point: PointAt, at: number, smooth: boolean): Cells {
  const { value, step, wallTime: time, relativeTime: relative, x } = point;
  return { value, smoothed: smooth ? point.smoothed : null, step, time, relative, x, ended: point.last && x < at };
}

/** The band is that of what is drawn; a run that is alone in its group has none. */
function cellsOfGroup(one: GroupAt, at: number, smooth: boolean, alone: boolean): Cells {
  const { count, x } = one;
  const [low, high] = smooth ? [one.smoothedLower, one.smoothedUpper] : [one.lower, one.upper];
  const nowhere = { step: NaN, time: NaN, relative: NaN };
  const ended = one.last && x < at;
  const known = { value: one.centre, smoothed: smooth ? one.smoothed : null, ...nowhere, x, ended };
  return alone ? known : { ...known, group: { count, low, high } };
}
