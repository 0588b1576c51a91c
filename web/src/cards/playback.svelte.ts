// How sounds and videos of a panel play: how fast, again and again, how loud, one alone or all that are in sight together.

import type { Preferences } from '../app/preferences.svelte';
import { rememberedFlag, rememberedNumber } from '../app/remembered';
import type { Field, Namespace } from '../app/view.svelte';

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4] as const;
const SPEED = { min: 0.1, max: 8, usual: 1 } as const;
export const VOLUME = { min: 0, max: 1, step: 0.05, usual: 1 } as const;

/** Those that play together are brought back to one time when they are farther apart than this, in seconds, */
const APART = 0.08;
/** looked at this often. */
const KEEP_MS = 200;

/** What plays: a sound, a video, or pictures shown one after another. Times are in seconds. */
export interface Player {
  readonly playing: boolean;
  readonly time: number;
  /** 0 while it is not known. */
  readonly duration: number;
  play(): void;
  pause(): void;
  seek(time: number): void;
  /** To the next picture, or so many on; a sound has none. */
  step(pictures: number): void;
}

/** Where players stand: on cards, or in the card that fills the window, whose players always go together. */
export type Layer = 'cards' | 'full';

export class Playback {
  readonly speed: Field<number>;
  readonly loop: Field<boolean>;
  /** Whether all that are in sight play as one. */
  readonly together: Field<boolean>;
  readonly volume: Field<number>;
  readonly #players = new Map<Player, Layer>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Make it while a component is made. */
  constructor(own: Namespace, preferences: Preferences) {
    this.speed = rememberedNumber(own, preferences, 'speed', SPEED);
    this.loop = rememberedFlag(own, preferences, 'loop', false);
    this.together = rememberedFlag(own, preferences, 'together', false);
    this.volume = rememberedNumber(own, preferences, 'volume', VOLUME);
    $effect(() => () => clearInterval(this.#timer));
  }

  /** Has a player take part until the result is called. */
  add(player: Player, layer: Layer): () => void {
    if (layer === 'full') for (const [other] of this.#players) other.pause();
    this.#players.set(player, layer);
    return () => void this.#players.delete(player);
  }

  toggle(player: Player): void {
    if (player.playing) this.pause(player);
    else this.play(player);
  }

  play(player: Player): void {
    const others = this.#others(player);
    const linked = this.#isLinked(player);
    for (const other of others) {
      if (!linked) other.pause();
      else {
        other.seek(this.#timeIn(other, player.time));
        other.play();
      }
    }
    player.play();
    if (linked) this.#keepTogether();
  }

  pause(player: Player): void {
    player.pause();
    if (this.#isLinked(player)) for (const other of this.#others(player)) other.pause();
  }

  seek(player: Player, time: number): void {
    const at = Math.max(0, Math.min(time, player.duration));
    player.seek(at);
    if (this.#isLinked(player)) for (const other of this.#others(player)) other.seek(this.#timeIn(other, at));
  }

  step(player: Player, pictures: number): void {
    this.pause(player);
    player.step(pictures);
    if (this.#isLinked(player)) for (const other of this.#others(player)) other.step(pictures);
  }

  #isLinked(player: Player): boolean {
    return this.together.value || this.#players.get(player) === 'full';
  }

  #others(player: Player): Player[] {
    const layer = this.#players.get(player);
    return [...this.#players].flatMap(([other, its]) => (other !== player && its === layer ? [other] : []));
  }

  /** The same moment in another one, which may be shorter. */
  #timeIn(other: Player, time: number): number {
    if (other.duration === 0 || time <= other.duration) return time;
    return this.loop.value ? time % other.duration : other.duration;
  }

  /** Clocks of players drift: the longest one leads. */
  #keepTogether(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      const playing = [...this.#players.keys()].filter((player) => player.playing);
      const leader = playing.reduce<Player | null>(
        (best, player) => (best === null || player.duration > best.duration ? player : best),
        null,
      );
      if (leader === null) clearInterval(this.#timer);
      else {
        for (const player of playing) {
          const wanted = this.#timeIn(player, leader.time);
          if (player !== leader && Math.abs(player.time - wanted) > APART * this.speed.value) player.seek(wanted);
        }
      }
    }, KEEP_MS);
  }
}
