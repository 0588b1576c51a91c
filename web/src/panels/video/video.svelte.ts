// What the parts of the panel share: the cards, the settings, how it plays, and the way to the server.

import type { App } from '../../app/app.svelte';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Playback } from '../../cards/playback.svelte';
import { StepSettings } from '../../cards/step_settings.svelte';
import { type Place, valuePath } from '../../data/points';
import { askFilms, type FilmInfo } from '../../data/video';
import { messages } from './messages';
import { videoSeries } from './video_series.svelte';

/** How much such an answer holds on to. */
const ABOUT_BYTES = 500;

export class Video {
  readonly t: Translate<(typeof messages)['en']>;
  readonly series: ReturnType<typeof videoSeries>;
  readonly cards: Cards;
  readonly settings: StepSettings;
  readonly playback: Playback;

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.series = videoSeries(app);
    this.cards = new Cards(app, 'video', this.series, this.series);
    const own = app.view.within('video');
    this.settings = new StepSettings(own, app.preferences);
    this.playback = new Playback(own, app.preferences);
  }

  /** What the videos of a point are. `version` tells a point from an earlier one of the same number. */
  async about(
    kind: string,
    place: Place,
    version: number,
    rank: () => number,
    signal: AbortSignal,
  ): Promise<readonly FilmInfo[]> {
    const ask = async (stop: AbortSignal): Promise<{ films: readonly FilmInfo[]; bytes: number }> => ({
      films: await askFilms(this.app.client, kind, place, stop),
      bytes: ABOUT_BYTES,
    });
    const { run, tag, index } = place;
    const key = `video/about ${JSON.stringify([run, tag, index, kind])}`;
    return (await this.app.queries.ask(key, version, ask, rank, signal)).films;
  }

  /** All bytes of a GIF; other videos are played from the server, piece by piece. */
  async bytes(
    kind: string,
    place: Place,
    version: number,
    rank: () => number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const path = valuePath(kind, place);
    const ask = async (stop: AbortSignal): Promise<{ blob: Blob; bytes: number }> => {
      const blob = await (await this.app.client.fetch(path, { signal: stop })).blob();
      return { blob, bytes: blob.size };
    };
    const { blob } = await this.app.queries.ask(path, version, ask, rank, signal);
    return new Uint8Array(await blob.arrayBuffer());
  }
}
