// A card's lines: those of its answer that belong to shown runs, in their present colours, what they are called, and where each began anew.

import type { Edge, ScalarLine } from '../../data/scalars';
import { Line } from '../../plot/line';
import type { Band } from '../../plot/marks';
import type { Interval } from '../../plot/scale';
import { type Answer, keyOf } from './card_data';
import type { TimeSeries } from './time_series.svelte';

/** Where an attempt begins. */
interface Restart {
  readonly x: number;
  readonly color: string;
  readonly text: string;
}

const MOST_RESTARTS = 40;
/** The colour of what is drawn for comparison only. */
const OTHERS = { light: '#7d8893', dark: '#8b98a3' } as const;

export class CardLines {
  readonly shown = $derived.by(() => {
    const answer = this.answer();
    return answer === null ? [] : this.of(answer);
  });
  /** How many points later attempts replaced, and are left out. */
  readonly superseded = $derived.by(() => this.shown.reduce((sum, line) => sum + this.sourceOf(line).superseded, 0));
  /** Where attempts of shown runs begin, with what begins there; none where there are too many to tell apart. */
  readonly restarts = $derived.by(() => this.#restartsNow());
  readonly #made = new WeakMap<Answer, readonly Line[]>();
  readonly #sources = new WeakMap<Line, ScalarLine>();
  readonly #edges = new WeakMap<Line, Pick<Band, 'lower' | 'upper'>>();

  constructor(
    private readonly panel: TimeSeries,
    /** The answer to draw. */
    private readonly answer: () => Answer | null,
    /** The group that is shown alone; null for all. */
    private readonly only: string | null,
  ) {}

  /** The lines of an answer that belong to shown runs, in their present colours. */
  of(answer: Answer): readonly Line[] {
    const { app, visible } = this.panel;
    const { grouping, runs } = app;
    // Behind groups are those that they are made of.
    const ofGroups = grouping.active && answer.question.grouped === null;
    const isShown = ({ run, group }: ScalarLine): boolean =>
      group !== null
        ? grouping.has(run) && this.#isMeant(run)
        : visible.has(run) && !(ofGroups && !this.#isMeant(grouping.groupOf(run)));
    const lines = this.#allOf(answer).filter((line) => isShown(this.sourceOf(line)));
    for (const line of lines) {
      const { run, group } = this.sourceOf(line);
      line.color = group === null ? runs.colour(run) : grouping.colourOfGroup(run);
    }
    return lines;
  }

  /** The lines of all other groups, where one is shown alone: so that its charts have one scale, and something to be seen beside. */
  readonly others = $derived.by(() => this.#othersNow());

  /** The bands of groups among the shown lines. */
  get bands(): readonly Band[] {
    return this.shown.flatMap((line) => this.#bandOf(line) ?? []);
  }

  sourceOf(line: Line): ScalarLine {
    return this.#sources.get(line)!;
  }

  /** A line's name: its run, and which attempt or writer of it where there are several. */
  nameOf(line: ScalarLine): string {
    return line.group === null ? this.nameOfRun(line) : line.group.name;
  }
  nameOfRun({ run, attempt, writerName }: Pick<ScalarLine, 'run' | 'attempt' | 'writerName'>): string {
    const { t, settings } = this.panel;
    const parts = [run === '.' ? t('run.root') : run];
    if (settings.allAttempts.value && this.#attemptsOf(run) > 1) parts.push(t('line.attempt', { number: attempt + 1 }));
    if (writerName !== '') parts.push(writerName);
    return parts.join(' · ');
  }

  /** All x of the shown runs. The first and last point of a line are always in its answer. */
  extentOf(answer: Answer): Interval | null {
    const lines = answer === this.answer() ? this.shown : this.of(answer);
    if (lines.length === answer.lines.length || this.only !== null) return answer.xExtent;
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

  #restartsNow(): readonly Restart[] {
    const { t } = this.panel;
    const found = this.shown.flatMap((line) => {
      const { run, starts } = this.sourceOf(line);
      return starts.map(({ attempt, x }) => ({
        x,
        color: line.color,
        text: `${run === '.' ? t('run.root') : run} · ${t('line.attempt', { number: attempt + 1 })}`,
      }));
    });
    return found.length > MOST_RESTARTS ? [] : found;
  }

  #isMeant(group: string | null): boolean {
    return group !== null && (this.only === null || this.only === group);
  }

  #othersNow(): readonly Line[] {
    const answer = this.answer();
    const { grouping, theme } = this.panel.app;
    if (answer === null || this.only === null) return [];
    return answer.lines.flatMap((source) => {
      const isOther = source.group !== null && grouping.has(source.run) && source.run !== this.only;
      return isOther ? [toLine(source, false, OTHERS[theme])] : [];
    });
  }

  #bandOf(line: Line): Band | null {
    const { lower, upper } = this.sourceOf(line).group ?? { lower: null, upper: null };
    if (lower === null || upper === null) return null;
    const made = this.#edges.get(line) ?? { lower: toEdge(lower), upper: toEdge(upper) };
    this.#edges.set(line, made);
    return { ...made, color: line.color };
  }

  #attemptsOf(run: string): number {
    const numbers = new Set(
      this.answer()
        ?.lines.filter((line) => line.run === run)
        .map(({ attempt }) => attempt),
    );
    return numbers.size;
  }

  #allOf(answer: Answer): readonly Line[] {
    let lines = this.#made.get(answer);
    if (lines === undefined) {
      const newest = new Map<string, number>();
      for (const { run, attempt } of answer.lines) newest.set(run, Math.max(attempt, newest.get(run) ?? 0));
      lines = answer.lines.map((source) => {
        const line = toLine(source, source.attempt < newest.get(source.run)!);
        this.#sources.set(line, source);
        return line;
      });
      this.#made.set(answer, lines);
    }
    return lines;
  }
}

const toEdge = ({ x, y }: Edge): Line => new Line({ key: '', color: '', x, y });

function toLine(source: ScalarLine, superseded: boolean, color = ''): Line {
  const { x, value, smoothedX, smoothed, smoothedAt } = source;
  const curve = smoothedX !== null && smoothed !== null ? { x: smoothedX, y: smoothed, at: smoothedAt } : null;
  return new Line({ key: keyOf(source), color, x, y: value, smoothed: curve, superseded });
}
