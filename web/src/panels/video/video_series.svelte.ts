// Which series hold videos: those of the kind, and images that move, which only the server can tell by looking at them.

import type { App } from '../../app/app.svelte';
import { Throttle } from '../../base/throttle';
import type { KindInfo, TagInfo } from '../../data/types';
import { groupTags } from '../../cards/tag_groups';
import { askVideoSeries, type VideoSeriesInfo } from '../../data/video';

const known = new WeakMap<App, VideoSeries>();

/** Those of an app, asked for once and followed from then on. */
export function videoSeries(app: App): VideoSeries {
  let series = known.get(app);
  // It outlives whoever asks first.
  if (series === undefined) $effect.root(() => void known.set(app, (series = new VideoSeries(app))));
  return series!;
}

class VideoSeries {
  #series = $state.raw<readonly VideoSeriesInfo[]>([]);
  #answered = $state(false);
  readonly #kinds = $derived.by(() => {
    const byTag = new Map<string, Map<string, string>>();
    for (const { run, tag, kind } of this.#series) {
      const runs = byTag.get(tag);
      if (runs === undefined) byTag.set(tag, new Map([[run, kind]]));
      else runs.set(run, kind);
    }
    return byTag;
  });
  /** Their tags, by name. */
  readonly all: readonly TagInfo[] = $derived.by(() => {
    const tags = new Map<string, TagInfo>();
    for (const kind of ['images', 'videos'])
      for (const info of this.app.tags(kind).all) if (this.#kinds.has(info.tag)) tags.set(info.tag, info);
    return [...tags.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  });
  readonly #refresh: Throttle;

  constructor(private readonly app: App) {
    // Asked for here: what is made while it is derived from is not followed.
    for (const kind of ['images', 'videos']) app.tags(kind);
    this.#refresh = new Throttle(async () => {
      const { series, complete } = await askVideoSeries(app.client);
      this.#series = series;
      this.#answered = true;
      if (!complete) this.#refresh.ask();
    });
    this.#refresh.ask();
    app.changes.listen(({ listed, tags }) => {
      if (listed || tags === null) this.#refresh.ask();
    });
  }

  group = groupTags;

  get loaded(): boolean {
    return this.#answered && this.app.tags('images').loaded && this.app.tags('videos').loaded;
  }

  /** The shown runs that have videos of a tag, in their order. */
  of(tag: string): readonly string[] {
    const runs = this.#kinds.get(tag);
    return runs === undefined ? [] : this.app.runs.visible.filter((run) => runs.has(run));
  }

  /** The kind that a series is of. */
  kindOf(run: string, tag: string): string {
    return this.#kinds.get(tag)?.get(run) ?? 'videos';
  }

  /** What there is beside the kind that the server names. */
  get moving(): readonly KindInfo[] {
    const images = this.#series.filter(({ kind }) => kind === 'images');
    if (images.length === 0) return [];
    const tags = new Set(images.map(({ tag }) => tag));
    return [{ kind: 'videos', tags: tags.size, series: images.length, points: 0 }];
  }
}
