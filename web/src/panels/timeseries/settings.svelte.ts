// The panel's settings: how charts are drawn, which tags are shown, and where each is zoomed to. All of it lives in the address; what
// is a matter of taste is remembered on this browser too, for addresses that do not say.

import type { Preference, Preferences } from '../../app/preferences.svelte';
import { asChoice, asFlag, asList, asNumber, asText, type Codec, type Field, type View } from '../../app/view.svelte';
import type { XAxis } from '../../data/types';
import { NO_ZOOM, readZoom, writeZoom, type Zoom } from './zoom';

export const CARD_WIDTH = { min: 240, max: 1000, step: 20, usual: 340 } as const;
export const CARD_HEIGHT = { min: 160, max: 800, step: 20, usual: 280 } as const;
export const TOOLTIP_ROWS = { min: 1, max: 50, usual: 8 } as const;
export const MOST_SMOOTHING = 0.999;

export class Settings {
  readonly smoothing: Field<number>;
  readonly ignoreOutliers: Field<boolean>;
  readonly allAttempts: Field<boolean>;
  readonly linkedZoom: Field<boolean>;
  readonly search: Field<string>;
  readonly searchByRegex: Field<boolean>;
  /** The tag that fills the window; null for none. */
  readonly full: Field<string | null>;
  readonly cardWidth: Field<number>;
  readonly cardHeight: Field<number>;
  readonly tooltipRows: Field<number>;
  readonly #x: Field<XAxis>;
  readonly #logX: Field<boolean>;
  readonly #logY: Field<boolean>;
  readonly #otherLogY: Field<readonly string[]>;
  readonly #closed: Field<readonly string[]>;
  readonly #pins: Field<readonly string[]>;
  readonly #zoom: Field<Zoom>;
  readonly #zooms: Field<ReadonlyMap<string, Zoom>>;

  constructor(view: View, preferences: Preferences) {
    this.#x = view.field('x', asChoice('step', 'relative', 'wall', 'index'));
    this.smoothing = view.field('smoothing', asNumber(0, 0, MOST_SMOOTHING));
    this.ignoreOutliers = view.field('robust', asFlag());
    this.allAttempts = view.field('attempts', asFlag());
    this.linkedZoom = view.field('linked', asFlag());
    this.search = view.field('tags', asText);
    this.searchByRegex = view.field('tags_regex', asFlag());
    this.full = view.field('full', asTag);
    this.#logX = view.field('log_x', asFlag());
    this.#logY = view.field('log_y', asFlag());
    this.#otherLogY = view.field('other_log_y', asList);
    this.#closed = view.field('closed', asList);
    this.#zoom = view.field('zoom', asZoom);
    this.#zooms = view.field('zooms', asZooms);
    this.cardWidth = rememberedNumber(view, preferences, 'card_width', CARD_WIDTH);
    this.cardHeight = rememberedNumber(view, preferences, 'card_height', CARD_HEIGHT);
    this.tooltipRows = rememberedNumber(view, preferences, 'tooltip_rows', TOOLTIP_ROWS);
    this.#pins = rememberedPins(view, preferences);
  }

  get x(): XAxis {
    return this.#x.value;
  }
  set x(x: XAxis) {
    if (x === this.x) return;
    this.#forgetZooms('x');
    this.#x.value = x;
  }

  get logX(): boolean {
    return this.#logX.value;
  }
  set logX(log: boolean) {
    this.#forgetZooms('x');
    this.#logX.value = log;
  }

  /** What cards follow that were not told otherwise. */
  get logY(): boolean {
    return this.#logY.value;
  }
  set logY(log: boolean) {
    this.#forgetZooms('y');
    this.#otherLogY.value = [];
    this.#logY.value = log;
  }

  logYOf(tag: string): boolean {
    return this.logY !== this.#otherLogY.value.includes(tag);
  }
  flipLogY(tag: string): void {
    const zoom = this.zoomOf(tag);
    if (zoom.y !== null) this.setZoom(tag, { ...zoom, y: null });
    this.#otherLogY.value = toggled(this.#otherLogY.value, tag);
  }

  isClosed(section: string): boolean {
    return this.#closed.value.includes(section);
  }
  toggle(section: string): void {
    this.#closed.value = toggled(this.#closed.value, section);
  }
  /** Closes these sections and opens all others. */
  closeOnly(sections: readonly string[]): void {
    this.#closed.value = sections;
  }

  /** In the order in which they were pinned. */
  get pins(): readonly string[] {
    return this.#pins.value;
  }
  isPinned(tag: string): boolean {
    return this.#pins.value.includes(tag);
  }
  togglePin(tag: string): void {
    this.#pins.value = toggled(this.#pins.value, tag);
  }

  /** Where a card is zoomed to; with linked zoom all cards share the x axis. */
  zoomOf(tag: string): Zoom {
    const own = this.#zooms.value.get(tag) ?? NO_ZOOM;
    return this.linkedZoom.value ? { x: this.#zoom.value.x, y: own.y } : own;
  }
  setZoom(tag: string, zoom: Zoom): void {
    const own = this.linkedZoom.value ? { x: null, y: zoom.y } : zoom;
    if (this.linkedZoom.value) this.#zoom.value = { x: zoom.x, y: null };
    const zooms = new Map(this.#zooms.value);
    if (own.x === null && own.y === null) zooms.delete(tag);
    else zooms.set(tag, own);
    this.#zooms.value = zooms;
  }

  get anyZoom(): boolean {
    return this.#zoom.value.x !== null || this.#zooms.value.size > 0;
  }
  resetZooms(): void {
    this.#zoom.value = NO_ZOOM;
    this.#zooms.value = new Map();
  }

  /** A place on an axis means nothing on another axis. */
  #forgetZooms(axis: 'x' | 'y'): void {
    if (axis === 'x') this.#zoom.value = NO_ZOOM;
    const kept = [...this.#zooms.value]
      .map(([tag, zoom]) => [tag, { ...zoom, [axis]: null }] as const)
      .filter(([, zoom]) => zoom.x !== null || zoom.y !== null);
    this.#zooms.value = new Map(kept);
  }
}

/** A tag, which may be empty, or none. */
const asTag: Codec<string | null> = { parse: (text) => text, format: (tag) => tag };

const asZoom: Codec<Zoom> = {
  parse: (text) => (text === null ? NO_ZOOM : (readZoom(text)?.zoom ?? NO_ZOOM)),
  format: (zoom) => (zoom.x === null && zoom.y === null ? null : writeZoom(zoom)),
};

const asZooms: Codec<ReadonlyMap<string, Zoom>> = {
  parse: (text) => {
    const zooms = new Map<string, Zoom>();
    for (const item of asList.parse(text)) {
      const found = readZoom(item);
      if (found !== null) zooms.set(found.rest, found.zoom);
    }
    return zooms;
  },
  format: (zooms) => asList.format([...zooms].map(([tag, zoom]) => writeZoom(zoom) + tag)),
};

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/**
 * A number of the address which, where the address does not say, is what this person had last chosen when the page was opened: were it
 * what was chosen since, "back" could not undo it.
 */
function rememberedNumber(
  view: View,
  preferences: Preferences,
  name: string,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): Field<number> {
  const preference = preferences.field<number>(`timeseries.${name}`, usual, isNumber);
  return alsoPreferred(view.field(name, asNumber(preference.value, min, max)), preference);
}

/** The pins of the address, into which those of this person are put when it says nothing: a link to the view then has them. */
function rememberedPins(view: View, preferences: Preferences): Field<readonly string[]> {
  const preference = preferences.field<readonly string[]>('timeseries.pins', [], isListOfText);
  const pins = asList.format(preference.value);
  if (pins !== null && view.get('pins') === null) view.adopt('pins', pins);
  return alsoPreferred(view.field('pins', asList), preference);
}

/** A parameter of the address which, when it is chosen, is remembered on this browser too. */
function alsoPreferred<T>(field: Field<T>, preference: Preference<T>): Field<T> {
  return {
    get value() {
      return field.value;
    },
    set value(value) {
      preference.value = value;
      field.value = value;
    },
  };
}

function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
