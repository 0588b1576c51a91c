// What the parts of the panel share: the cards, the settings, the way to the server, and what is looked for.

import type { App } from '../../app/app.svelte';
import type { PageStep } from '../../app/panel';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import {
  queryText,
  queryTextPoints,
  queryTextSamples,
  type TextDocument,
  type TextPoint,
  type TextSamples,
} from '../../data/text';
import { messages } from './messages';
import { type OrderedRun, ordered } from './notches';
import { Settings } from './settings.svelte';

/** The points of a tag, run by run. */
export interface TagPoints {
  readonly runs: readonly OrderedRun[];
  readonly bytes: number;
}

interface Kept {
  readonly document: TextDocument;
  readonly bytes: number;
}

interface KeptSamples {
  readonly samples: readonly TextSamples[];
  readonly bytes: number;
}

export class Texts {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly settings: Settings;

  /** With its own cards, or with those of a page that shows them among others and links their steps. */
  constructor(
    readonly app: App,
    cards: Cards | null = null,
    page: PageStep | null = null,
  ) {
    this.t = app.translator(messages);
    this.cards = cards ?? new Cards(app, 'text', 'text');
    this.settings = new Settings(app.view, app.preferences, page);
  }

  /** Which points there are; `version` is that of the tag's data in these runs. */
  async points(
    tag: string,
    runs: readonly string[] | null,
    version: number,
    rank: () => number,
    signal: AbortSignal,
  ): Promise<TagPoints> {
    const question = { tag, runs };
    const ask = async (stop: AbortSignal): Promise<TagPoints> => {
      const found = (await queryTextPoints(this.app.client, question, stop)).map(ordered);
      return { runs: found, bytes: found.reduce((sum, { order }) => sum + 40 * order.length + 200, 0) };
    };
    return this.app.queries.ask(`text/points ${JSON.stringify(question)}`, version, ask, rank, signal);
  }

  /** What a point says. `mark` tells it from another point that stood in its place before its file was replaced. */
  async document(
    point: Required<TextPoint>,
    mark: string,
    markdown: boolean,
    rank: () => number,
    signal: AbortSignal,
  ): Promise<TextDocument> {
    const ask = async (stop: AbortSignal): Promise<Kept> => {
      const document = await queryText(this.app.client, point, markdown, stop);
      // What could not be read may be another time.
      const bytes = document.error === '' ? 2 * document.cells.join('').length + 500 : Infinity;
      return { document, bytes };
    };
    const key = `text/documents ${JSON.stringify([point, mark, markdown])}`;
    return (await this.app.queries.ask(key, 0, ask, rank, signal)).document;
  }

  /** What points say as prompts and answers, each under its tag; `mark` is as above, of all of them. */
  async samples(
    points: readonly Required<TextPoint>[],
    mark: string,
    markdown: boolean,
    signal: AbortSignal,
  ): Promise<readonly TextSamples[]> {
    const ask = async (stop: AbortSignal): Promise<KeptSamples> => {
      const samples = await queryTextSamples(this.app.client, points, markdown, stop);
      const chars = samples.reduce((sum, one) => sum + one.samples.flat().join('').length, 0);
      return { samples, bytes: samples.some(({ error }) => error !== '') ? Infinity : 2 * chars + 500 };
    };
    const key = `text/samples ${JSON.stringify([points, mark, markdown])}`;
    return (await this.app.queries.ask(key, 0, ask, () => -1, signal)).samples;
  }
}
