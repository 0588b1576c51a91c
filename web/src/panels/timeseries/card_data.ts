// One card's data: asks for what its chart shows, no oftener than it must, and keeps the coarse and the fine answer.

import { ApiError } from '../../data/client';
import type { Sized } from '../../data/query_queue';
import type { Grouped } from '../../data/groups';
import type { LineName } from '../../data/readings';
import type { ScalarLine, ScalarLines } from '../../data/scalars';
import type { ScalarsRequest, XAxis } from '../../data/types';
import type { Interval } from '../../plot/scale';

/** What a card asks for, but for the part of the axis in view. */
export interface Question {
  readonly tag: string;
  /** Names of runs; null for all. */
  readonly runs: readonly string[] | null;
  readonly x: XAxis;
  readonly logX: boolean;
  readonly smoothing: number;
  readonly attempts: 'current' | 'all';
  readonly width: number;
  /** What is shown in place of the runs' own lines; null for these. */
  readonly grouped: Grouped | null;
}

export interface Answer extends Sized {
  readonly question: Question;
  /** The part of the axis it was asked for; null for all of it. */
  readonly range: Interval | null;
  /** Whether it holds each point's step, wall time and smoothed value. */
  readonly detailed: boolean;
  readonly lines: readonly ScalarLine[];
  /** All x that are drawn, and the values without outliers. */
  readonly xExtent: Interval | null;
  readonly robust: Interval | null;
}

/** Puts a request to the server, by way of whatever keeps order among the cards; `version` is that of the tag's data. */
export type Ask = (
  request: ScalarsRequest,
  grouped: Grouped | null,
  version: number,
  signal: AbortSignal,
) => Promise<Answer>;

/** What one of the two answers should be at present. */
interface Want {
  readonly question: Question;
  readonly range: Interval | null;
  readonly detailed: boolean;
  readonly version: number;
}

/** What a line costs besides its numbers, about: columns, views, and the names of run and writer. */
const LINE_BYTES = 2_000;

/** Changes by hand come in bursts: a slider, a wheel. */
const SETTLE_MS = 70;
/** New data is asked for about three times a second, and never more than a quarter of the time. */
const REST_MS = 330;
const REST_FACTOR = 3;

/** An answer, the want it fulfils, and the question under way to replace it. */
class Slot {
  answer: Answer | null = null;
  have: Want | null = null;
  pending: { readonly want: Want; readonly stop: AbortController } | null = null;

  stop(): void {
    this.pending?.stop.abort();
    this.pending = null;
  }

  clear(): void {
    this.stop();
    this.answer = null;
    this.have = null;
  }
}

/**
 * The coarse answer (`base`) covers the whole axis and says what there is; the fine one covers the part in view. New wishes replace
 * those under way, except that mere growth lets them finish: answers slower than the growth would otherwise never come.
 */
export class CardData {
  error: ApiError | null = null;
  private readonly base = new Slot();
  private readonly fine = new Slot();
  private question: Question | null = null;
  private range: Interval | null = null;
  private version = 0;
  private detailed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private restedAt = -Infinity;
  private disposed = false;

  constructor(
    private readonly ask: Ask,
    /** Called when an answer or an error came. */
    private readonly changed: () => void,
  ) {}

  /** Says what the card shows now; `version` grows when the tag may have new points. */
  update(question: Question, range: Interval | null, version: number): void {
    const first = this.question === null;
    const byHand = first || !sameQuestion(question, this.question!) || !sameRange(range, this.range);
    const grown = version !== this.version;
    this.question = question;
    this.range = range;
    this.version = version;
    if (first) this.plan(0, true);
    else if (byHand) this.plan(SETTLE_MS, true);
    else if (grown) this.plan(Math.max(0, this.restedAt - Date.now()), false);
  }

  /** Whether each point's step, wall time and smoothed value are wanted, for a tooltip. */
  setDetailed(detailed: boolean): void {
    if (detailed === this.detailed) return;
    this.detailed = detailed;
    if (detailed && this.question !== null) this.plan(0, true);
  }

  retry(): void {
    this.error = null;
    this.changed();
    this.plan(0, true);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.base.clear();
    this.fine.clear();
  }

  /** The coarse answer; its extent says where the data ends. */
  get whole(): Answer | null {
    return this.base.answer;
  }

  /** The fine answer for a part of the axis. */
  get part(): Answer | null {
    return this.fine.answer;
  }

  /** The wall time at which the lines of a run begin; NaN while that is not known. */
  startOf(run: string): number {
    let start = NaN;
    for (const line of this.base.answer?.lines ?? []) {
      if (line.run !== run) continue;
      const first = line.wallTime?.find(Number.isFinite) ?? NaN;
      if (!(first >= start)) start = first;
    }
    return start;
  }

  private plan(delayMs: number, replace: boolean): void {
    const due = Date.now() + delayMs;
    if (this.due < due && !replace) return;
    clearTimeout(this.timer);
    this.due = due;
    if (delayMs === 0) this.proceed();
    else this.timer = setTimeout(() => this.proceed(), delayMs);
  }

  private proceed(): void {
    clearTimeout(this.timer);
    this.due = Infinity;
    const { question, range, version, detailed } = this;
    if (question === null || this.disposed) return;
    const wanted = { question, version, detailed };
    if (range !== null) this.fetch(this.fine, { ...wanted, range });
    else this.fine.clear();
    if (range === null || this.baseIsWanted(question, range)) this.fetch(this.base, { ...wanted, range: null });
  }

  /** A zoomed card asks for the whole axis when it has none of it, or when its view ends where the data does. */
  private baseIsWanted(question: Question, range: Interval): boolean {
    const { answer, have } = this.base;
    if (answer === null || have === null || !sameQuestion(have.question, question)) return true;
    if (this.detailed && !have.detailed) return true;
    const end = answer.xExtent?.[1] ?? -Infinity;
    return range[1] >= end;
  }

  private fetch(slot: Slot, want: Want): void {
    if (slot.have !== null && fulfils(slot.have, want)) {
      slot.stop();
      return;
    }
    if (slot.pending !== null) {
      if (fulfils(slot.pending.want, { ...want, version: slot.pending.want.version })) return;
      slot.stop();
    }
    const stop = new AbortController();
    const pending = { want, stop };
    slot.pending = pending;
    const began = Date.now();
    this.ask(requestOf(want), want.question.grouped, want.version, stop.signal).then(
      (answer) => {
        if (slot.pending !== pending || this.disposed) return;
        slot.pending = null;
        slot.answer = answer;
        slot.have = want;
        this.error = null;
        const now = Date.now();
        this.restedAt = now + Math.max(REST_MS, REST_FACTOR * (now - began));
        if (want.version !== this.version) this.plan(this.restedAt - now, false);
        this.changed();
      },
      (cause: unknown) => {
        if (slot.pending !== pending || this.disposed || stop.signal.aborted) return;
        slot.pending = null;
        this.error = cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause));
        this.changed();
      },
    );
  }
}

/** The better of the two answers for a view of the axis: the fine one inside its range, else the coarse one. */
export function bestOf(whole: Answer | null, part: Answer | null, view: Interval | null): Answer | null {
  if (part === null || view === null) return whole;
  if (whole !== null && !sameAxis(whole.question, part.question)) return whole;
  return part.range !== null && covers(part.range, view) ? part : (whole ?? part);
}

/** A line is known by its run, attempt and writer. */
export function keyOf(line: Pick<LineName, 'run' | 'attempt' | 'writer'>): string {
  return `${line.run}\n${line.attempt}\n${line.writer}`;
}

/** The same of a line that stands for a group. */
export const keyOfGroup = (name: string): string => keyOf({ run: name, attempt: 0, writer: 0 });

/** The range a card asked for; it names both ends or none, though the server takes half-open ones too. */
export function closedRange({ x_range }: ScalarsRequest): Interval | null {
  const [low, high] = x_range ?? [null, null];
  return low === null || high === null ? null : [low, high];
}

export function toAnswer(request: ScalarsRequest, grouped: Grouped | null, lines: ScalarLines): Answer {
  let bytes = LINE_BYTES;
  for (const l of lines.lines) {
    bytes += LINE_BYTES;
    const { lower, upper } = l.group ?? { lower: null, upper: null };
    const edges = [lower?.x, lower?.y, upper?.x, upper?.y];
    for (const column of [l.x, l.value, l.smoothedX, l.smoothed, l.smoothedAt, l.step, l.wallTime, ...edges]) {
      bytes += column?.byteLength ?? 0;
    }
  }
  return {
    question: {
      tag: request.tag,
      runs: request.runs,
      x: request.x,
      logX: request.x_scale === 'log',
      smoothing: request.smoothing,
      attempts: request.attempts,
      width: request.width,
      grouped,
    },
    range: closedRange(request),
    detailed: request.columns !== undefined,
    lines: lines.lines,
    xExtent: lines.xExtent,
    robust: lines.yCoreExtent,
    bytes,
  };
}

function requestOf({ question, range, detailed }: Want): ScalarsRequest {
  const { tag, runs, x, logX, smoothing, attempts, width } = question;
  return {
    tag,
    runs,
    x,
    x_range: range,
    x_scale: logX ? 'log' : 'linear',
    width,
    smoothing,
    attempts,
    ...(detailed && { columns: ['x', 'value', 'smoothed', 'smoothed_at', 'step', 'wall_time'] as const }),
  };
}

function fulfils(have: Want, want: Want): boolean {
  return (
    have.version === want.version &&
    (have.detailed || !want.detailed) &&
    sameRange(have.range, want.range) &&
    sameQuestion(have.question, want.question)
  );
}

function sameQuestion(a: Question, b: Question): boolean {
  return (
    sameAxis(a, b) &&
    a.tag === b.tag &&
    a.smoothing === b.smoothing &&
    a.attempts === b.attempts &&
    a.width === b.width &&
    sameGrouped(a.grouped, b.grouped) &&
    sameRuns(a.runs, b.runs)
  );
}

function sameAxis(a: Question, b: Question): boolean {
  return a.x === b.x && a.logX === b.logX;
}

function sameGrouped(a: Grouped | null, b: Grouped | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b));
}

function sameRuns(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === b) return true;
  return a !== null && b !== null && a.length === b.length && a.every((name, i) => name === b[i]);
}

function sameRange(a: Interval | null, b: Interval | null): boolean {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}

function covers(range: Interval, view: Interval): boolean {
  const slack = (view[1] - view[0]) * 1e-6;
  return range[0] <= view[0] + slack && range[1] >= view[1] - slack;
}
