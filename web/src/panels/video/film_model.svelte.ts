// One video of a series that follows its step and sample: what it is, and what plays it.

import { asking } from '../../cards/asking';
import { MediaPlayer } from '../../cards/media_player.svelte';
import type { Player } from '../../cards/playback.svelte';
import { PointsOfSeries, type WantedPoint } from '../../cards/points_of_series.svelte';
import { valuePath } from '../../data/points';
import type { FilmInfo } from '../../data/video';
import { Gif } from './gif';
import { GifPlayer } from './gif_player.svelte';
import type { Video } from './video.svelte';

type Wanted = Omit<WantedPoint, 'kind' | 'tag'>;

export class FilmModel {
  #about = $state.raw<readonly FilmInfo[]>([]);
  #gif = $state.raw<Gif | null>(null);
  /** Where a video that the browser plays comes from. */
  #url = $state<string | null>(null);
  /** Why the present video could not be had. */
  problem = $state<string | null>(null);
  readonly points: PointsOfSeries;
  readonly element = document.createElement('video');
  readonly canvas = document.createElement('canvas');
  readonly media: MediaPlayer;
  readonly gifPlayer: GifPlayer;
  /** What the videos of the step are; the last one's while the present one's are on their way. */
  readonly films = $derived(this.#about);
  readonly info = $derived.by(() => this.films[this.panel.settings.sample.value] ?? null);
  readonly isGif = $derived(this.info?.media_type === 'image/gif');
  readonly player: Player = $derived.by(() => (this.isGif ? this.gifPlayer : this.media));

  /** Make it while a component is made. */
  constructor(
    private readonly panel: Video,
    private readonly tag: string,
    private readonly wanted: Wanted,
  ) {
    this.points = new PointsOfSeries(panel.app, panel.settings, { ...wanted, kind: () => this.#kind, tag });
    this.element.playsInline = true;
    this.media = new MediaPlayer(this.element, panel.playback, () => this.#url);
    this.gifPlayer = new GifPlayer(this.canvas, panel.playback, () => this.#gif);
    $effect(() => this.#askAbout());
    $effect(() => this.#askFilm());
    $effect(() => {
      this.media.rate = this.info?.fps ?? 0;
    });
  }

  get #kind(): string {
    return this.panel.series.kindOf(this.wanted.run() ?? '', this.tag);
  }
  /** The kind of its series, for who saves it. */
  get kind(): string {
    return this.#kind;
  }
  get frames(): number {
    return this.#gif?.frames ?? this.info?.frames ?? 0;
  }
  /** Which picture is seen, from 0. */
  get frame(): number {
    if (this.isGif) return this.gifPlayer.frame;
    const rate = this.info?.fps ?? 0;
    return Math.max(0, Math.min(this.frames - 1, Math.floor(this.media.time * rate + 1e-3)));
  }

  #askAbout(): (() => void) | undefined {
    const { place, point } = this.points;
    if (place === null || point === null || !this.wanted.seen()) return undefined;
    const kind = this.#kind;
    return asking(
      async (signal) => {
        const films = await this.panel.about(kind, place, point.wallTime, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#about = films;
        this.problem = null;
      },
      (error) => {
        this.problem = error.message;
        this.#show(null, null);
      },
    );
  }

  #askFilm(): (() => void) | undefined {
    const { place, point } = this.points;
    const { info } = this;
    if (place === null || point === null || info === null || !this.wanted.seen()) return undefined;
    const kind = this.#kind;
    if (info.media_type === '' || info.part !== place.part) {
      this.#show(null, null);
      return undefined;
    }
    if (!this.isGif) {
      this.#show(null, this.panel.app.client.address(valuePath(kind, place)));
      return undefined;
    }
    return asking(
      async (signal) => {
        const bytes = await this.panel.bytes(kind, place, point.wallTime, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#show(this.#decoded(bytes), null);
      },
      (error) => {
        this.problem = error.message;
        this.#show(null, null);
      },
    );
  }

  #decoded(bytes: Uint8Array): Gif | null {
    try {
      const gif = new Gif(bytes);
      // What is damaged behind its header shows that with its last picture.
      gif.picture(gif.frames - 1);
      this.problem = null;
      return gif;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.problem = this.panel.t('film.damaged', { reason });
      return null;
    }
  }

  #show(gif: Gif | null, url: string | null): void {
    this.#gif = gif;
    this.#url = url;
  }
}
