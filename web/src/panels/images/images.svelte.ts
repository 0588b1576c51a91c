// What the parts of the panel share: the cards, the settings, and the way to the server.

import type { App } from '../../app/app.svelte';
import type { PageStep } from '../../app/panel';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { RunsOfTags } from '../../cards/runs_of_tags.svelte';
import { askImages, askPixels, type Copy, type ImageInfo, imagePath, type PixelsAnswer } from '../../data/images';
import type { Place } from '../../data/points';
import { messages } from './messages';
import { Settings } from './settings.svelte';

/** How much such an answer holds on to. */
const ABOUT_BYTES = 500;
const VALUE_BYTES = 8;

export class Images {
  readonly t: Translate<(typeof messages)['en']>;
  readonly runs: RunsOfTags;
  readonly cards: Cards;
  readonly settings: Settings;

  /** With its own cards, or with those of a page that shows them among others and links their steps. */
  constructor(
    readonly app: App,
    cards: Cards | null = null,
    page: PageStep | null = null,
  ) {
    this.t = app.translator(messages);
    this.runs = new RunsOfTags(app, 'images');
    this.settings = new Settings(app.view, app.preferences, page);
    const perRun = (): boolean => this.settings.view.value === 'cards';
    this.cards = cards ?? new Cards(app, 'images', 'images', this.runs, { perRun });
  }

  /** What the images of a point are. `version` tells a point from an earlier one of the same number. */
  async about(place: Place, version: number, rank: () => number, signal: AbortSignal): Promise<readonly ImageInfo[]> {
    const ask = async (stop: AbortSignal): Promise<{ images: readonly ImageInfo[]; bytes: number }> => ({
      images: await askImages(this.app.client, place, stop),
      bytes: ABOUT_BYTES,
    });
    const { run, tag, index } = place;
    return (await this.app.queries.ask(`images/about ${JSON.stringify([run, tag, index])}`, version, ask, rank, signal))
      .images;
  }

  /** The encoded image. */
  async image(place: Place, copy: Copy, version: number, rank: () => number, signal: AbortSignal): Promise<Blob> {
    const path = imagePath(place, copy);
    const ask = async (stop: AbortSignal): Promise<{ blob: Blob; bytes: number }> => {
      const blob = await (await this.app.client.fetch(path, { signal: stop })).blob();
      return { blob, bytes: blob.size };
    };
    return (await this.app.queries.ask(path, version, ask, rank, signal)).blob;
  }

  /** The values of a square of an image's pixels. */
  async pixels(
    place: Place,
    square: { readonly x: number; readonly y: number; readonly side: number },
    version: number,
    signal: AbortSignal,
  ): Promise<PixelsAnswer> {
    const ask = async (stop: AbortSignal): Promise<{ pixels: PixelsAnswer; bytes: number }> => {
      const pixels = await askPixels(this.app.client, place, square, stop);
      return { pixels, bytes: pixels.values.length * VALUE_BYTES };
    };
    const key = `images/pixels ${JSON.stringify([place, square])}`;
    return (await this.app.queries.ask(key, version, ask, () => -1, signal)).pixels;
  }
}
