// Plays an animated GIF on a canvas, as browsers do not let it be stopped.

import type { Playback, Player } from '../../cards/playback.svelte';
import type { Gif } from './gif';

export class GifPlayer implements Player {
  playing = $state(false);
  time = $state(0);
  duration = $state(0);
  /** Which picture is seen. */
  readonly frame = $derived.by(() => this.gif()?.frameAt(this.time) ?? 0);
  #request = 0;

  /** Make it while a component is made. */
  constructor(
    canvas: HTMLCanvasElement,
    private readonly playback: Playback,
    private readonly gif: () => Gif | null,
  ) {
    $effect(() => {
      const now = gif();
      this.pause();
      this.time = 0;
      this.duration = now?.duration ?? 0;
      canvas.width = now?.width ?? 0;
      canvas.height = now?.height ?? 0;
    });
    $effect(() => {
      const now = gif();
      if (now !== null) canvas.getContext('2d')?.putImageData(now.picture(this.frame), 0, 0);
    });
    $effect(() => () => this.pause());
  }

  play(): void {
    if (this.playing || this.duration === 0) return;
    if (this.time >= this.duration) this.time = 0;
    this.playing = true;
    let before = performance.now();
    const look = (now: number): void => {
      const time = this.time + (Math.max(0, now - before) / 1000) * this.playback.speed.value;
      before = now;
      if (time < this.duration) this.time = time;
      else if (this.playback.loop.value) this.time = time % this.duration;
      else {
        this.time = this.duration;
        this.playing = false;
        return;
      }
      this.#request = requestAnimationFrame(look);
    };
    this.#request = requestAnimationFrame(look);
  }
  pause(): void {
    cancelAnimationFrame(this.#request);
    this.playing = false;
  }
  seek(time: number): void {
    this.time = Math.max(0, Math.min(time, this.duration));
  }
  step(pictures: number): void {
    const gif = this.gif();
    if (gif === null) return;
    const frame = Math.max(0, Math.min(gif.frames - 1, this.frame + pictures));
    this.time = gif.begins[frame]!;
  }
}
