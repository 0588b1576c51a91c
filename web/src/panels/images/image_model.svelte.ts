// One image of a series that follows its step and sample: what it is, and its picture.

import { asking } from '../../cards/asking';
import { PointsOfSeries } from '../../cards/points_of_series.svelte';
import type { ImageInfo } from '../../data/images';
import type { SeriesPoint } from '../../data/points';
import type { Images } from './images.svelte';

/** A picture that can be drawn, and what it is of. */
interface Shown {
  readonly url: string;
  readonly point: SeriesPoint;
  readonly part: number;
  /** Whether it is the image as it was logged. */
  readonly whole: boolean;
}

interface Wanted {
  /** The run; null while there is nothing to show. */
  readonly run: () => string | null;
  /** The step to be near; null for the newest. */
  readonly step: () => number | null;
  /** Takes a step that was chosen, and whether it is the last one. */
  readonly move: (step: number, last: boolean) => void;
  /** The most pixels on a side; null for the image as it was logged. Undefined while nothing is to be fetched. */
  readonly size: () => number | null | undefined;
  /** How much it is wanted, smaller first. */
  readonly rank: () => number;
}

/** What browsers show as it is. */
const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp'];
const DRAWING = 'image/svg+xml';
/** So large are copies that come before the image itself; and those that stand for it, with all their pixels. */
const LARGEST_COPY = 2048;
const LARGEST_WHOLE = 8192;
const BITS_OF_BROWSERS = 8;

export class ImageModel {
  #about = $state.raw<{ readonly point: SeriesPoint; readonly images: readonly ImageInfo[] } | null>(null);
  #shown = $state.raw<Shown | null>(null);
  /** Why the present image could not be had. */
  problem = $state<string | null>(null);
  readonly points: PointsOfSeries;
  /** What the image is; the last one's while the present one's is on its way. */
  readonly images = $derived(this.#about?.images ?? []);
  readonly info = $derived.by(() => this.images[this.panel.settings.sample.value] ?? null);
  /** Whether it has more bits than browsers show. */
  readonly deep = $derived((this.info?.bits ?? 0) > BITS_OF_BROWSERS);

  constructor(
    private readonly panel: Images,
    tag: string,
    private readonly wanted: Wanted,
  ) {
    const seen = (): boolean => wanted.size() !== undefined;
    this.points = new PointsOfSeries(panel.app, panel.settings, { ...wanted, kind: () => 'images', tag, seen });
    $effect(() => this.#askAbout());
    $effect(() => this.#askImage());
    $effect(() => () => this.#show(null));
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  #askAbout(): (() => void) | undefined {
    const { place, point } = this.points;
    if (place === null || point === null || this.wanted.size() === undefined) return undefined;
    return asking(
      async (signal) => {
        const images = await this.panel.about(place, point.wallTime, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#about = { point, images };
      },
      (error) => (this.problem = error.message),
    );
  }

  #askImage(): (() => void) | undefined {
    const { place, point } = this.points;
    const size = this.wanted.size();
    if (place === null || point === null || size === undefined) return undefined;
    const version = point.wallTime;
    const stretched = this.panel.settings.stretched.value;
    const copyIsWhole = stretched && this.deep;
    const get = (most: number | null, signal: AbortSignal): Promise<Blob> =>
      this.panel.image(place, { most, stretched }, version, this.wanted.rank, signal);
    return asking(
      async (signal) => {
        const show = (blob: Blob, whole: boolean): void => {
          signal.throwIfAborted();
          this.problem = null;
          this.#show({ url: URL.createObjectURL(blob), point, part: place.part, whole });
        };
        // A copy first, also of what is wanted whole: only the server tells an image that was cut off, or is too large.
        const copy = await get(size ?? LARGEST_COPY, signal);
        show(copy, copy.type === DRAWING);
        if (size !== null || copy.type === DRAWING) return;
        const logged = copyIsWhole ? null : await get(null, signal);
        const drawable = logged !== null && SHOWN.includes(logged.type);
        show(drawable ? logged : await get(LARGEST_WHOLE, signal), true);
      },
      (error) => {
        this.problem = error.message;
        this.#show(null);
      },
    );
  }

  /** The browser could not draw what it got. */
  undrawn(problem: string): void {
    this.problem = problem;
    this.#show(null);
  }

  #show(shown: Shown | null): void {
    if (this.#shown !== null) URL.revokeObjectURL(this.#shown.url);
    this.#shown = shown;
  }
}
