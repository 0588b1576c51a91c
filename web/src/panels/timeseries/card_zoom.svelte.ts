// Where a card is zoomed to: as the settings hold it, and as the view of its chart.

import type { Interval } from '../../plot/scale';
import type { View } from '../../plot/view';
import type { Settings } from './settings.svelte';
import { NO_ZOOM, readZoom, viewOf, writeZoom, zoomOf } from '../../cards/zoom';

export class CardZoom {
  /** As text, which is the same while nothing of this card's changed: other cards' zooms are none of its business. */
  readonly #text = $derived.by(() => writeZoom(this.settings.zoomOf(this.tag)));
  readonly #zoom = $derived(readZoom(this.#text)?.zoom ?? NO_ZOOM);
  /** The part of the data to show; everything while the end of a growing run is not known. */
  readonly view = $derived.by((): View => {
    const { logX } = this.settings;
    return viewOf(this.#zoom, this.whole(), logX) ?? { x: null, y: this.#zoom.y };
  });

  constructor(
    private readonly settings: Settings,
    private readonly tag: string,
    /** All x there are on the present axis; null while they are not known. */
    private readonly whole: () => Interval | null,
  ) {}

  /** Whether anything is out of sight. */
  get any(): boolean {
    const { x, y } = this.#zoom;
    return x !== null || y !== null;
  }

  /** Keeps a view that was chosen on the chart; `drawn` is the x axis of the picture that it was chosen on, `known` all x there are. */
  keep(view: View, drawn: Interval | null, known: Interval | null): void {
    const { settings, tag } = this;
    const { x } = settings.zoomOf(tag);
    // Where the data ended in the picture that was dragged on: it may have grown since, and the picture may be on its way.
    const followed = x === null || 'last' in x;
    const whole = (followed ? drawn : null) ?? known;
    settings.setZoom(tag, zoomOf(view, whole, settings.logX));
  }

  reset(): void {
    this.settings.setZoom(this.tag, NO_ZOOM);
  }
}
