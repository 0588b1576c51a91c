// What the parts of the panel share: the cards, the settings, how it plays, and the way to the server.

import type { App } from '../../app/app.svelte';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { Playback } from '../../cards/playback.svelte';
import { RunsOfTags } from '../../cards/runs_of_tags.svelte';
import { askClips, type ClipInfo } from '../../data/audio';
import { type Place, valuePath } from '../../data/points';
import { messages } from './messages';
import { Settings } from './settings.svelte';

/** How much such an answer holds on to. */
const ABOUT_BYTES = 500;

export class Audio {
  readonly t: Translate<(typeof messages)['en']>;
  readonly runs: RunsOfTags;
  readonly cards: Cards;
  readonly settings: Settings;
  readonly playback: Playback;

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.runs = new RunsOfTags(app, 'audio');
    this.cards = new Cards(app, 'audio', 'audio', this.runs);
    const own = app.view.within('audio');
    this.settings = new Settings(own, app.preferences);
    this.playback = new Playback(own, app.preferences);
  }

  /** What the clips of a point are. `version` tells a point from an earlier one of the same number. */
  async about(place: Place, version: number, rank: () => number, signal: AbortSignal): Promise<readonly ClipInfo[]> {
    const ask = async (stop: AbortSignal): Promise<{ clips: readonly ClipInfo[]; bytes: number }> => ({
      clips: await askClips(this.app.client, place, stop),
      bytes: ABOUT_BYTES,
    });
    const { run, tag, index } = place;
    const key = `audio/about ${JSON.stringify([run, tag, index])}`;
    return (await this.app.queries.ask(key, version, ask, rank, signal)).clips;
  }

  /** The clip as it was logged. */
  async clip(place: Place, version: number, rank: () => number, signal: AbortSignal): Promise<Blob> {
    const path = valuePath('audio', place);
    const ask = async (stop: AbortSignal): Promise<{ blob: Blob; bytes: number }> => {
      const blob = await (await this.app.client.fetch(path, { signal: stop })).blob();
      return { blob, bytes: blob.size };
    };
    return (await this.app.queries.ask(path, version, ask, rank, signal)).blob;
  }
}
