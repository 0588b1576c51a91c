// A sound or a video that the browser plays, told as what it does now.

import type { Playback, Player } from './playback.svelte';

/** Between pictures, where nobody says how long one stands. */
const USUAL_PICTURE = 1 / 25;

export class MediaPlayer implements Player {
  playing = $state(false);
  time = $state(0);
  duration = $state(0);
  /** Whether the browser cannot play it. */
  failed = $state(false);
  /** Heard by nobody, while another one is. */
  muted = $state(false);
  /** Pictures in a second; 0 where nobody knows. */
  rate = 0;
  #frame = 0;

  /** Make it while a component is made; `src` is the address of what plays, null for nothing yet. */
  constructor(
    private readonly element: HTMLMediaElement,
    playback: Playback,
    src: () => string | null,
  ) {
    const listen = (name: string, hear: () => void): void => element.addEventListener(name, hear);
    listen('play', () => this.#follow());
    listen('pause', () => this.#rest());
    listen('ended', () => this.#rest());
    listen('seeked', () => (this.time = element.currentTime));
    listen('timeupdate', () => (this.time = element.currentTime));
    listen('durationchange', () => (this.duration = Number.isFinite(element.duration) ? element.duration : 0));
    listen('error', () => (this.failed = element.hasAttribute('src')));
    element.preload = 'metadata';
    $effect(() => this.#load(src()));
    $effect(() => {
      element.playbackRate = element.defaultPlaybackRate = playback.speed.value;
      element.loop = playback.loop.value;
      element.volume = playback.volume.value;
      element.muted = this.muted || playback.volume.value === 0;
    });
    // A browser keeps what an element holds until it is told to let go.
    $effect(() => () => {
      cancelAnimationFrame(this.#frame);
      this.#load(null);
    });
  }

  play(): void {
    // It may be taken away, or its source be changed, before it begins.
    this.element.play().catch(() => this.#rest());
  }
  pause(): void {
    this.element.pause();
  }
  seek(time: number): void {
    this.element.currentTime = this.time = time;
  }
  step(pictures: number): void {
    const picture = this.rate > 0 ? 1 / this.rate : USUAL_PICTURE;
    // In the middle of a picture, where no rounding shows its neighbour.
    const number = Math.floor(this.element.currentTime / picture + 1e-3) + pictures;
    this.seek(Math.max(0, Math.min((number + 0.5) * picture, this.duration)));
  }

  #load(src: string | null): void {
    this.failed = false;
    this.playing = false;
    this.time = this.duration = 0;
    if (src === null) this.element.removeAttribute('src');
    else this.element.src = src;
    this.element.load();
  }

  #follow(): void {
    this.playing = true;
    cancelAnimationFrame(this.#frame);
    const look = (): void => {
      this.time = this.element.currentTime;
      if (!this.element.paused) this.#frame = requestAnimationFrame(look);
    };
    look();
  }

  #rest(): void {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
    this.time = this.element.currentTime;
  }
}
