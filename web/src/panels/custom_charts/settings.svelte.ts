// The panel's settings: how charts are drawn, where each is zoomed to, and the charts that were made here. All of it lives in the
// address; the charts are remembered on this browser too, for addresses that do not say.

import { isNumber, type Preferences } from '../../app/preferences.svelte';
import { rememberedChoice, rememberedList, rememberedShared } from '../../app/remembered';
import { asChoice, asFlag, asList, asNumber, type Codec, type Field, type View } from '../../app/view.svelte';
import { NO_ZOOM, readZoom, writeZoom, type Zoom } from '../../cards/zoom';
import type { XAxis } from '../../data/types';
import { type ChartSpec, readSpec, writeSpec } from './chart_spec';

export const MOST_SMOOTHING = 0.999;
const USUAL_SMOOTHING = 0.6;

export const COLOURS = ['auto', 'run', 'tag'] as const;

export class Settings {
  readonly smoothing: Field<number>;
  readonly allAttempts: Field<boolean>;
  readonly logX: Field<boolean>;
  readonly logY: Field<boolean>;
  /** What colours tell apart; `auto` is tags where one run is shown, else runs. */
  readonly colours: Field<(typeof COLOURS)[number]>;
  readonly #x: Field<XAxis>;
  readonly #written: Field<readonly string[]>;
  readonly #zooms: Field<ReadonlyMap<string, Zoom>>;
  /** The charts that were made here, in their order. What the address says and is no chart is passed over. */
  readonly charts = $derived.by(() => this.#written.value.flatMap((text) => readSpec(text) ?? []));

  constructor(view: View, preferences: Preferences) {
    const own = view.within('custom_charts');
    this.#x = view.field('x', asChoice('step', 'relative', 'wall', 'index'));
    const asSmoothing = (fallback: number): Codec<number> => asNumber(fallback, 0, MOST_SMOOTHING);
    this.smoothing = rememberedShared(view, preferences, 'smoothing', USUAL_SMOOTHING, isNumber, asSmoothing);
    this.allAttempts = own.field('attempts', asFlag());
    this.logX = own.field('log_x', asFlag());
    this.logY = own.field('log_y', asFlag());
    this.colours = rememberedChoice(own, preferences, 'colours', COLOURS);
    const areCharts = (text: string): boolean => asList.parse(text).every((one) => readSpec(one) !== null);
    this.#written = rememberedList(own, preferences, 'charts', areCharts);
    this.#zooms = own.field('zooms', asZooms);
  }

  get x(): XAxis {
    return this.#x.value;
  }
  set x(x: XAxis) {
    if (x === this.x) return;
    this.#zooms.value = new Map();
    this.#x.value = x;
  }

  /** Another chart in the place of one, behind all of them, or none. */
  put(chart: ChartSpec | null, place: number | null): void {
    const written = this.charts.map(writeSpec);
    if (chart === null) written.splice(place ?? written.length, 1);
    else written[place ?? written.length] = writeSpec(chart);
    this.#written.value = written;
  }

  zoomOf(chart: string): Zoom {
    return this.#zooms.value.get(chart) ?? NO_ZOOM;
  }
  setZoom(chart: string, zoom: Zoom): void {
    const zooms = new Map(this.#zooms.value);
    if (zoom.x === null && zoom.y === null) zooms.delete(chart);
    else zooms.set(chart, zoom);
    this.#zooms.value = zooms;
  }
}

const asZooms: Codec<ReadonlyMap<string, Zoom>> = {
  gradual: true,
  valid: (text) => asList.parse(text).every((item) => readZoom(item) !== null),
  parse: (text) => {
    const zooms = new Map<string, Zoom>();
    for (const item of asList.parse(text)) {
      const found = readZoom(item);
      if (found !== null) zooms.set(found.rest, found.zoom);
    }
    return zooms;
  },
  format: (zooms) => asList.format([...zooms].map(([key, zoom]) => writeZoom(zoom) + key)),
};
