// One clip of a series that follows its step and sample: what it is, where it plays from, and what is drawn of it.

import { asking } from '../../cards/asking';
import { MediaPlayer } from '../../cards/media_player.svelte';
import { PointsOfSeries, type WantedPoint } from '../../cards/points_of_series.svelte';
import type { ClipInfo } from '../../data/audio';
import { valuePath } from '../../data/points';
import type { Audio } from './audio.svelte';
import { type Detail, type Shape, shapeOf } from './shape';

/** A longer clip plays from the server, piece by piece, and is not drawn: decoded it would take hundreds of megabytes. */
const LONGEST_DRAWN = 16e6;
const LONGEST_DRAWN_FRAMES = 30e6;

type Wanted = Omit<WantedPoint, 'kind' | 'tag'>;

export class ClipModel {
  #about = $state.raw<readonly ClipInfo[]>([]);
  /** Where it plays from. */
  #url = $state.raw<string | null>(null);
  #shape = $state.raw<Shape | null>(null);
  /** Why the present clip could not be had. */
  problem = $state<string | null>(null);
  readonly points: PointsOfSeries;
  readonly player: MediaPlayer;
  /** What the clips of the step are; the last one's while the present one's are on their way. */
  readonly clips = $derived(this.#about);
  readonly info = $derived.by(() => this.clips[this.panel.settings.sample.value] ?? null);
  /** Whether it plays without being drawn. */
  readonly long = $derived(
    this.info !== null &&
      (this.info.bytes > LONGEST_DRAWN || this.info.frames * this.info.channels > LONGEST_DRAWN_FRAMES),
  );

  /** Make it while a component is made. */
  constructor(
    private readonly panel: Audio,
    tag: string,
    private readonly wanted: Wanted,
    private readonly detail: Detail,
  ) {
    this.points = new PointsOfSeries(panel.app, panel.settings, { ...wanted, kind: () => 'audio', tag });
    this.player = new MediaPlayer(document.createElement('audio'), panel.playback, () => this.#url);
    $effect(() => this.#askAbout());
    $effect(() => this.#askClip());
    $effect(() => () => this.#show(null, null));
  }

  get shape(): Shape | null {
    return this.#shape;
  }

  #askAbout(): (() => void) | undefined {
    const { place, point } = this.points;
    if (place === null || point === null || !this.wanted.seen()) return undefined;
    return asking(
      async (signal) => {
        const clips = await this.panel.about(place, point.wallTime, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#about = clips;
        this.problem = null;
      },
      (error) => {
        this.problem = error.message;
        this.#show(null, null);
      },
    );
  }

  #askClip(): (() => void) | undefined {
    const { place, point } = this.points;
    const { info, long } = this;
    if (place === null || point === null || info === null || !this.wanted.seen()) return undefined;
    if (info.media_type === '') {
      this.#show(null, null);
      return undefined;
    }
    if (long) {
      this.#show(this.panel.app.client.address(valuePath('audio', place)), null);
      return undefined;
    }
    return asking(
      async (signal) => {
        const blob = await this.panel.clip(place, point.wallTime, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#show(URL.createObjectURL(blob), null);
        const shape = await this.#drawn(blob, info.sample_rate, signal);
        signal.throwIfAborted();
        this.#shape = shape;
      },
      (error) => {
        this.problem = error.message;
        this.#show(null, null);
      },
    );
  }

  /** Null for what the browser cannot decode, which the player then says. */
  async #drawn(blob: Blob, rate: number, signal: AbortSignal): Promise<Shape | null> {
    try {
      return await shapeOf(await blob.arrayBuffer(), rate, this.detail, signal);
    } catch {
      return null;
    }
  }

  #show(url: string | null, shape: Shape | null): void {
    if (this.#url?.startsWith('blob:') === true) URL.revokeObjectURL(this.#url);
    this.#url = url;
    this.#shape = shape;
  }
}
