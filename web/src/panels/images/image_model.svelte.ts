// One image of a series that follows its step and sample: which points there are, which is shown, and its picture.

import { ApiError } from '../../data/client';
import type { ImageInfo, ImagePlace, ImagePoint } from '../../data/images';
import type { Images } from './images.svelte';
import { nearestIndex } from './nearest';

/** A picture that can be drawn, and what it is of. */
interface Shown {
  readonly url: string;
  readonly point: ImagePoint;
  readonly part: number;
  /** Whether it is the image as it was logged. */
  readonly whole: boolean;
}

interface Wanted {
  /** The run; null while there is nothing to show. */
  readonly run: () => string | null;
  /** The step to be near; null for the newest. */
  readonly step: () => number | null;
  /** The most pixels on a side; null for the image as it was logged. Undefined while nothing is to be fetched. */
  readonly size: () => number | null | undefined;
  /** How much it is wanted, smaller first. */
  readonly rank: () => number;
}

/** What browsers show as it is. */
const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp'];
const LARGEST_COPY = 2048;

export class ImageModel {
  #points = $state.raw<readonly ImagePoint[]>([]);
  #about = $state.raw<{ readonly point: ImagePoint; readonly images: readonly ImageInfo[] } | null>(null);
  #shown = $state.raw<Shown | null>(null);
  /** Why the points could not be had. */
  error = $state.raw<ApiError | null>(null);
  /** Why the present image could not be. */
  problem = $state<string | null>(null);
  loaded = $state(false);
  /** Grows with every wish to ask again. */
  #retries = $state(0);

  readonly list = $derived.by(() =>
    this.panel.settings.allAttempts.value ? this.#points : this.#points.filter(({ superseded }) => !superseded),
  );
  readonly steps = $derived(this.list.map(({ step }) => step));
  readonly index = $derived.by(() => nearestIndex(this.steps, this.wanted.step()));
  readonly point = $derived(this.list[this.index] ?? null);
  /** What the image is; the last one's while the present one's is on its way. */
  readonly images = $derived(this.#about?.images ?? []);
  readonly info = $derived.by(() => this.images[this.panel.settings.sample.value] ?? null);

  constructor(
    private readonly panel: Images,
    private readonly tag: string,
    private readonly wanted: Wanted,
  ) {
    $effect(() => this.#askPoints());
    $effect(() => this.#askAbout());
    $effect(() => this.#askImage());
    $effect(() => () => this.#show(null));
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  retry(): void {
    this.#retries += 1;
  }

  /** Where the shown image is; null while there is none. */
  get place(): ImagePlace | null {
    const run = this.wanted.run();
    if (run === null || this.point === null) return null;
    return { run, tag: this.tag, index: this.point.index, part: this.panel.settings.sample.value };
  }

  #askPoints(): (() => void) | undefined {
    const run = this.wanted.run();
    if (run === null || this.#retries < 0 || this.wanted.size() === undefined) return undefined;
    const version = this.panel.app.changes.of('images', this.tag, [run]);
    return this.#during(
      async (signal) => {
        const points = await this.panel.points(run, this.tag, version, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#points = points;
        this.error = null;
        this.loaded = true;
      },
      (error) => (this.error = error),
    );
  }

  #askAbout(): (() => void) | undefined {
    const { place, point } = this;
    if (place === null || point === null || this.wanted.size() === undefined) return undefined;
    return this.#during(
      async (signal) => {
        const images = await this.panel.about(place, point.wallTime, this.wanted.rank, signal);
        signal.throwIfAborted();
        this.#about = { point, images };
      },
      (error) => (this.problem = error.message),
    );
  }

  #askImage(): (() => void) | undefined {
    const { place, point } = this;
    const size = this.wanted.size();
    if (place === null || point === null || size === undefined) return undefined;
    const version = point.wallTime;
    return this.#during(
      async (signal) => {
        const shown = { point, part: place.part };
        // A copy first, also of what is wanted whole: only the server tells an image that was cut off, or is too large.
        const copy = await this.panel.image(place, size ?? LARGEST_COPY, version, this.wanted.rank, signal);
        if (signal.aborted) return;
        this.problem = null;
        this.#show({ ...shown, url: URL.createObjectURL(copy), whole: false });
        if (size !== null) return;
        const whole = await this.panel.image(place, null, version, this.wanted.rank, signal);
        signal.throwIfAborted();
        if (SHOWN.includes(whole.type)) {
          this.#show({ ...shown, url: URL.createObjectURL(whole), whole: true });
        }
      },
      (error) => {
        this.problem = error.message;
        this.#show(null);
      },
    );
  }

  #show(shown: Shown | null): void {
    if (this.#shown !== null) URL.revokeObjectURL(this.#shown.url);
    this.#shown = shown;
  }

  #during(ask: (signal: AbortSignal) => Promise<void>, fail: (error: ApiError) => void): () => void {
    const control = new AbortController();
    ask(control.signal).catch((cause: unknown) => {
      if (!control.signal.aborted) fail(cause instanceof ApiError ? cause : new ApiError('unreadable', String(cause)));
    });
    return () => control.abort();
  }
}
