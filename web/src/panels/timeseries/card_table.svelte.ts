// The rows of the table under a chart: what each line has at the chosen place, or comes to over the chosen stretch.

import { type LineName, queryPointsAt, querySummaries } from '../../data/readings';
import { type Answer, keyOf, type Question } from './card_data';
import type { CardLines } from './card_lines.svelte';
import type { Chosen } from './chosen';
import { NewestOnly } from '../../cards/newest_only';
import { placeRequest } from './question';
import { placeCells, stretchCells, type TableRow } from './table_rows';
import type { TimeSeries } from './time_series.svelte';

/** What a table is of. */
interface Tabulated {
  readonly chosen: Chosen;
  readonly question: Question;
  readonly version: number;
}

type Cells = Pick<TableRow, 'key' | 'cells'> & { readonly of: LineName };

export class CardTable {
  #cells = $state.raw<readonly Cells[] | null>(null);
  readonly #asked: NewestOnly<Tabulated, readonly Cells[]>;
  /** Those of lines that are shown; null without a table, or before its first answer. */
  readonly rows = $derived.by((): readonly TableRow[] | null => {
    const { lines, panel } = this;
    const { runs, grouping } = panel.app;
    const byKey = new Map(lines.shown.map((line) => [line.key, line]));
    return (
      this.#cells?.flatMap(({ key, cells, of }) => {
        const line = byKey.get(key);
        if (line !== undefined) return [{ key, cells, color: line.color, name: lines.nameOf(lines.sourceOf(line)) }];
        // Charts of groups have no lines of the runs that they are made of.
        const isMeant = grouping.question !== null && panel.visible.has(of.run);
        return isMeant ? [{ key, cells, color: runs.colour(of.run), name: lines.nameOfRun(of) }] : [];
      }) ?? null
    );
  });

  constructor(
    private readonly panel: TimeSeries,
    private readonly lines: CardLines,
  ) {
    this.#asked = new NewestOnly(
      (asked, signal) => cellsOf(panel, asked, signal),
      (_, cells) => (this.#cells = cells),
      () => (this.#cells = null),
      (a, b) => JSON.stringify(a) === JSON.stringify(b),
    );
  }

  /** Tells what is wanted; call it in an effect. */
  ask(chosen: Chosen, answer: Answer | null): void {
    if (chosen.length === 0 || answer === null) {
      this.forget();
      return;
    }
    const { settings, app } = this.panel;
    const { question } = answer;
    const version = app.changes.of('scalars', question.tag, question.runs);
    this.#asked.want({ chosen, version, question: { ...question, smoothing: settings.smoothing.value } });
  }

  forget(): void {
    this.#asked.clear();
    this.#cells = null;
  }
}

async function cellsOf(
  { app }: TimeSeries,
  { chosen, question }: Tabulated,
  signal: AbortSignal,
): Promise<readonly Cells[]> {
  const [from, to] = chosen;
  if (from === undefined) return [];
  const place = placeRequest(question, from);
  if (to === undefined) {
    const points = await queryPointsAt(app.client, place, signal);
    return points.map((point) => ({ key: keyOf(point), cells: placeCells(point), of: point }));
  }
  const { tag, runs, x, x_scale, attempts } = place;
  const stretch = { tag, runs, x, x_scale, attempts, x_range: [from, to] as const };
  const summaries = await querySummaries(app.client, stretch, signal);
  return summaries.map((summary) => ({ key: keyOf(summary), cells: stretchCells(summary), of: summary }));
}
