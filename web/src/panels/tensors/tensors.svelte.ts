// What the parts of the panel share: the cards, the settings, and the way to the server.

import type { App } from '../../app/app.svelte';
import { dataOf, type Panels } from '../../app/panel';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Charts } from '../../cards/charts.svelte';
import { RunsOfTags } from '../../cards/runs_of_tags.svelte';
import { TagsOfKinds } from '../../cards/tags_of_kinds.svelte';
import {
  askCells,
  askPicture,
  askStatistics,
  askTensor,
  type Axes,
  type Part,
  type PictureQuestion,
  type TensorAnswer,
  type TensorCells,
  type TensorPicture,
  type TensorPlace,
  type TensorStatistics,
} from '../../data/tensors';
import { messages } from './messages';
import { Ranges } from './ranges.svelte';
import { Settings } from './settings.svelte';

/** A tensor that is asked about: `mark` tells a point from an earlier one of the same number. */
export interface Tensor {
  readonly place: TensorPlace;
  readonly mark: number;
  readonly rank: () => number;
}

const FEW_BYTES = 500;

export class Tensors {
  readonly t: Translate<(typeof messages)['en']>;
  readonly cards: Cards;
  readonly charts: Charts;
  readonly settings: Settings;
  readonly ranges = new Ranges();

  constructor(
    readonly app: App,
    panels: Panels,
  ) {
    this.t = app.translator(messages);
    // The kinds are listed anew with every point; which they are need not be.
    const names = $derived(JSON.stringify(dataOf(panels.open, panels.all, app.kinds.all).map(({ kind }) => kind)));
    const kinds = $derived(JSON.parse(names) as readonly string[]);
    const of = new TagsOfKinds(app, () => kinds);
    this.cards = new Cards(app, 'tensors', of, new RunsOfTags(app, () => kinds));
    this.charts = new Charts(app);
    this.settings = new Settings(app.view, app.preferences);
  }

  about(tensor: Tensor, signal: AbortSignal): Promise<TensorAnswer> {
    return this.#ask(
      'about',
      tensor,
      (stop) => askTensor(this.app.client, tensor.place, stop),
      () => FEW_BYTES,
      signal,
    );
  }

  picture(tensor: Tensor, question: PictureQuestion, signal: AbortSignal): Promise<TensorPicture> {
    const ask = (stop: AbortSignal): Promise<TensorPicture> =>
      askPicture(this.app.client, tensor.place, question, stop);
    return this.#ask(`picture ${JSON.stringify(question)}`, tensor, ask, ({ bytes }) => bytes, signal);
  }

  cells(tensor: Tensor, axes: Axes, part: Part, signal: AbortSignal): Promise<TensorCells> {
    const ask = (stop: AbortSignal): Promise<TensorCells> => askCells(this.app.client, tensor.place, axes, part, stop);
    const size = ({ cells }: TensorCells): number => 2 * cells.join('').length + 40 * cells.length;
    return this.#ask(`cells ${JSON.stringify([axes, part])}`, tensor, ask, size, signal);
  }

  statistics(tensor: Tensor, signal: AbortSignal): Promise<TensorStatistics> {
    const ask = (stop: AbortSignal): Promise<TensorStatistics> => askStatistics(this.app.client, tensor.place, stop);
    return this.#ask('statistics', tensor, ask, () => FEW_BYTES, signal);
  }

  async #ask<T>(
    what: string,
    { place, mark, rank }: Tensor,
    ask: (stop: AbortSignal) => Promise<T>,
    size: (answer: T) => number,
    signal: AbortSignal,
  ): Promise<T> {
    const kept = async (stop: AbortSignal): Promise<{ answer: T; bytes: number }> => {
      const answer = await ask(stop);
      return { answer, bytes: size(answer) };
    };
    const { run, tag, kind, index } = place;
    const key = `tensors/${what} ${JSON.stringify([run, tag, kind, index])}`;
    const { answer } = await this.app.queries.ask(key, mark, kept, rank, signal);
    signal.throwIfAborted();
    return answer;
  }
}
