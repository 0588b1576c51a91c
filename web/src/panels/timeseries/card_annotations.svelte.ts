// What people wrote at steps of the runs that a card shows: where each stands on the chart, and all of it in words.

import type { Axes } from '../../plot/picture';
import type { CardLines } from './card_lines.svelte';
import type { Annotated, TimeSeries } from './time_series.svelte';

/** An annotation as it stands on a chart; lengths in CSS pixels. */
export interface AnnotationMark extends Annotated {
  readonly color: string;
  readonly text: string;
  /** Where its line is, or the part of its band that is in view. */
  readonly left: number;
  readonly width: number;
  /** Which row of flags it has, so that none hides another. */
  readonly row: number;
}

/** What it is of. */
interface Drawn {
  readonly panel: TimeSeries;
  readonly tag: string;
  readonly lines: CardLines;
  readonly behind: CardLines;
  readonly axis: { readonly drawn: Axes | null };
  /** Whether what is drawn is of another axis than is wanted by now. */
  readonly onOtherAxis: boolean;
}

export const FLAG = { width: 16, height: 12 } as const;
/** More flags than this beside one another are none. */
const MOST_MARKS = 100;
const MOST_SPOKEN = 10;

export class CardAnnotations {
  /** Those of the runs that the chart shows, its tag's and those of all tags, by run and step. */
  readonly all = $derived.by(() => this.#allNow());
  readonly #inView = $derived.by(() => this.#inViewNow());
  readonly marks = $derived.by(() => inRows(this.#inView.slice(0, MOST_MARKS)));
  /** All of them in words, but for those beyond the first few, which are counted. */
  readonly spoken = $derived.by(() => this.#spokenNow());

  constructor(
    private readonly card: Drawn,
    /** The group that is shown alone; null for all. */
    private readonly only: string | null,
  ) {}

  /** Whether one can be written: there is a catalog, and a place of the axis is a step. */
  get mayWrite(): boolean {
    const { panel, onOtherAxis } = this.card;
    return panel.app.catalog.loaded && panel.settings.x === 'step' && !onOtherAxis;
  }

  /** How many are in view beyond those that are drawn. */
  get more(): number {
    return Math.max(0, this.#inView.length - MOST_MARKS);
  }

  /** The runs that one may be written for: those that are drawn, or that the drawn groups are made of. */
  get runs(): readonly string[] {
    return this.card.panel.app.runs.visible.filter(this.#isShown());
  }

  /** Who and where, such as `lr=0.1 · 500 … 600: the data loader was restarted`. */
  wordsOf({ run, annotation: { first_step, last_step, text } }: Annotated): string {
    const { charts } = this.card.panel;
    const steps = [first_step, ...(last_step === null ? [] : [last_step])];
    return `${this.nameOf(run)} · ${steps.map((step) => charts.format.at('step', step)).join(' … ')}: ${text}`;
  }

  nameOf(run: string): string {
    return run === '.' ? this.card.panel.t('run.root') : run;
  }

  #allNow(): readonly Annotated[] {
    const { panel, tag } = this.card;
    const isMeant = ({ annotation }: Annotated): boolean => annotation.tag === null || annotation.tag === tag;
    const here = panel.annotations.filter(isMeant);
    if (here.length === 0) return [];
    const isShown = this.#isShown();
    return here.filter(({ run }) => isShown(run));
  }

  #isShown(): (run: string) => boolean {
    const { panel, lines, behind } = this.card;
    const { grouping } = panel.app;
    if (grouping.active) {
      return (run) => {
        const group = grouping.groupOf(run);
        return group !== null && grouping.has(group) && (this.only === null || this.only === group);
      };
    }
    const drawn = new Set([lines, behind].flatMap((of) => of.shown.map((line) => of.sourceOf(line).run)));
    return (run) => drawn.has(run);
  }

  // A step is no place of the other axes.
  #inViewNow(): readonly Omit<AnnotationMark, 'row'>[] {
    const { axis, onOtherAxis, panel } = this.card;
    if (axis.drawn === null || onOtherAxis || panel.settings.x !== 'step') return [];
    const { frame, x } = axis.drawn;
    const end = frame.x + frame.width;
    const marks = this.all.flatMap((one) => {
      const { first_step, last_step } = one.annotation;
      const [from, to] = [x.px(first_step), x.px(last_step ?? first_step)];
      if (!(to >= frame.x - 1 && from <= end + 1)) return [];
      const left = Math.max(from, frame.x);
      const width = Math.min(to, end) - left;
      return [{ ...one, color: panel.app.runs.colour(one.run), text: this.wordsOf(one), left, width }];
    });
    return marks.sort((a, b) => a.left - b.left);
  }

  #spokenNow(): string {
    const { all, card } = this;
    const { t } = card.panel;
    if (all.length === 0) return '';
    const named = all.slice(0, MOST_SPOKEN).map((one) => this.wordsOf(one));
    const rest = all.length - named.length;
    return [
      `${t('annotation.spoken', { count: all.length })} ${named.join('; ')}`,
      ...(rest > 0 ? [t('annotation.more', { count: rest })] : []),
    ].join('; ');
  }
}

/** Gives each mark the highest row in which its flag hides no other; marks stand from left to right. */
export function inRows<Mark extends { readonly left: number }>(marks: readonly Mark[]): (Mark & { row: number })[] {
  const ends: number[] = [];
  return marks.map((mark) => {
    const free = ends.findIndex((end) => end <= mark.left);
    const row = free === -1 ? ends.length : free;
    ends[row] = mark.left + FLAG.width;
    return { ...mark, row };
  });
}
