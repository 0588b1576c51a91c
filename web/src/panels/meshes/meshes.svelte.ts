// What the parts of the panel share: the cards, the settings, what draws, the shared camera, and the way to the server.

import type { App } from '../../app/app.svelte';
import type { Translate } from '../../base/i18n';
import { Cards } from '../../cards/cards.svelte';
import { askMesh, type Mesh } from '../../data/meshes';
import type { Place } from '../../data/points';
import { FrameQueue } from '../../plot/frame_queue';
import { Drawings } from './drawing';
import { MeshTags } from './mesh_tags.svelte';
import { messages } from './messages';
import type { Orbit } from './orbit';
import { Settings } from './settings.svelte';

export class Meshes {
  readonly t: Translate<(typeof messages)['en']>;
  readonly tags: MeshTags;
  readonly cards: Cards;
  readonly settings: Settings;
  readonly frames = new FrameQueue();
  readonly drawings = new Drawings(() => (this.drawingsLost += 1));
  /** Grows when what was drawn has to be made anew. */
  drawingsLost = $state(0);
  /** From where all are looked at, where they share that; null before anybody moved. */
  camera = $state.raw<Orbit | null>(null);

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.tags = new MeshTags(app);
    this.cards = new Cards(app, 'meshes', this.tags, this.tags);
    this.settings = new Settings(app.view, app.preferences);
  }

  /** A mesh. `version` tells what a point holds from what it held before. */
  mesh(place: Place, version: number, rank: () => number, signal: AbortSignal): Promise<Mesh> {
    const ask = (stop: AbortSignal): Promise<Mesh> => askMesh(this.app.client, place, stop);
    return this.app.queries.ask(`meshes ${JSON.stringify(place)}`, version, ask, rank, signal);
  }
}
