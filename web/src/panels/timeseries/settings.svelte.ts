// The panel's settings: how charts are drawn, and where each is zoomed to. All of it lives in the address; what is a matter of taste is
// remembered on this browser too, for addresses that do not say.

import { isNumber, type Preferences } from '../../app/preferences.svelte';
import { rememberedChoice, rememberedFlag, rememberedNumber, rememberedShared } from '../../app/remembered';
import { asChoice, asFlag, asList, asNumber, type Codec, type Field, type View } from '../../app/view.svelte';
import { toggled } from '../../cards/card_settings.svelte';
import { asZoom, asZooms, NO_ZOOM, type Zoom } from '../../cards/zoom';
import type { XAxis } from '../../data/types';
import { asChosen, between, type Chosen, NOTHING_CHOSEN } from './chosen';
import { PLACE_COLUMNS, SMOOTH_PLACE_COLUMNS, type Sorting, STRETCH_COLUMNS } from './table_rows';
import { type Order, ORDERS } from './tooltip_rows';

export const TOOLTIP_ROWS = { min: 1, max: 50, usual: 8 } as const;
export const MOST_SMOOTHING = 0.999;
export const USUAL_SMOOTHING = 0.6;

const asSmoothing = (fallback: number): Codec<number> => asNumber(fallback, 0, MOST_SMOOTHING);

export class Settings {
  readonly smoothing: Field<number>;
  readonly ignoreOutliers: Field<boolean>;
  /** Whether values far outside are left out of the vertical axis, and said to be. */
  readonly clipFar: Field<boolean>;
  readonly allAttempts: Field<boolean>;
  readonly linkedZoom: Field<boolean>;
  readonly tooltipRows: Field<number>;
  readonly tooltipOrder: Field<Order>;
  /** How the tables under the charts are sorted. */
  readonly tableSort: Field<Sorting>;
  readonly #chosen: Field<Chosen>;
  readonly #x: Field<XAxis>;
  readonly #logX: Field<boolean>;
  readonly #logY: Field<boolean>;
  readonly #otherLogY: Field<readonly string[]>;
  readonly #unclipped: Field<readonly string[]>;
  readonly #zoom: Field<Zoom>;
  readonly #zooms: Field<ReadonlyMap<string, Zoom>>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('timeseries');
    this.#x = view.field('x', asChoice('step', 'relative', 'wall', 'index'));
    this.smoothing = rememberedShared(view, preferences, 'smoothing', USUAL_SMOOTHING, isNumber, asSmoothing);
    this.ignoreOutliers = own.field('robust', asFlag());
    this.clipFar = rememberedFlag(own, preferences, 'clip', true);
    this.#unclipped = own.field('unclipped', asList);
    this.allAttempts = own.field('attempts', asFlag());
    this.linkedZoom = own.field('linked', asFlag());
    this.#logX = own.field('log_x', asFlag());
    this.#logY = own.field('log_y', asFlag());
    this.#otherLogY = own.field('other_log_y', asList);
    this.#zoom = own.field('zoom', asZoom);
    this.#zooms = own.field('zooms', asZooms);
    this.tableSort = own.field('table_sort', asSorting);
    this.#chosen = own.field('chosen', asChosen);
    this.tooltipOrder = rememberedChoice(own, preferences, 'tooltip_order', ORDERS);
    this.tooltipRows = rememberedNumber(own, preferences, 'tooltip_rows', TOOLTIP_ROWS);
  }

  get x(): XAxis {
    return this.#x.value;
  }
  set x(x: XAxis) {
    if (x === this.x) return;
    this.#forgetZooms('x');
    this.chosen = NOTHING_CHOSEN;
    this.#x.value = x;
  }

  /** The place of the x axis, or the stretch of it, that all charts have a table of. */
  get chosen(): Chosen {
    return this.#chosen.value;
  }
  set chosen(chosen: Chosen) {
    this.#chosen.value = chosen;
  }

  /** The step of the mark on the axis, which the other kinds' cards go by; null without one. */
  get chosenStep(): number | null {
    return this.x === 'step' ? (this.chosen.at(-1) ?? null) : null;
  }
  /** Puts the mark, or the end of the stretch, at another step. */
  moveStep(step: number): void {
    const [from, to] = this.chosen;
    this.chosen = from === undefined || to === undefined ? [step] : between(from, step);
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

  /** Whether values far outside are clipped on this card. */
  clipsFar(tag: string): boolean {
    return this.clipFar.value && !this.#unclipped.value.includes(tag);
  }
  flipClip(tag: string): void {
    this.#unclipped.value = toggled(this.#unclipped.value, tag);
  }

  logYOf(tag: string): boolean {
    return this.logY !== this.#otherLogY.value.includes(tag);
  }
  flipLogY(tag: string): void {
    const zoom = this.zoomOf(tag);
    if (zoom.y !== null) this.setZoom(tag, { ...zoom, y: null });
    this.#otherLogY.value = toggled(this.#otherLogY.value, tag);
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

const SORTABLE = ['name', ...SMOOTH_PLACE_COLUMNS, ...PLACE_COLUMNS, ...STRETCH_COLUMNS] as const;
const UNSORTED: Sorting = { by: 'name', descending: false };

/** A column's name, with a minus before it for descending. */
const asSorting: Codec<Sorting> = {
  parse: (text) => {
    const by = SORTABLE.find((column) => column === text?.replace(/^-/, ''));
    return by === undefined ? UNSORTED : { by, descending: text!.startsWith('-') };
  },
  format: ({ by, descending }) => (by === 'name' && !descending ? null : `${descending ? '-' : ''}${by}`),
};
