// The panel's settings: which view, along which axes, and the step of the cursor. All of it lives in the address.

import type { PageStep } from '../../app/panel';
import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice, rememberedFlag, rememberedList } from '../../app/remembered';
import { asChoice, asFlag, asList, type Codec, type Field, type View } from '../../app/view.svelte';
import { toggled } from '../../cards/card_settings.svelte';
import { stepOfPage } from '../../cards/page_step';
import { asZooms, NO_ZOOM, type Zoom } from '../../cards/zoom';
import type { XAxis } from '../../data/types';
import { isStatistic, type Statistic, USUAL_STATISTICS } from './statistics';

export const VIEWS = ['offset', 'overlay', 'distributions', 'heat', 'statistics'] as const;
export type ViewName = (typeof VIEWS)[number];

/** What steps are set apart by. */
export type Depth = Exclude<XAxis, 'index'>;

export class Settings {
  readonly logCounts: Field<boolean>;
  readonly allAttempts: Field<boolean>;
  /** Whether histograms far outside are left out of the axis of values, and said to be. */
  readonly clipFar: Field<boolean>;
  /** Where the cursor of all cards stands; null at the newest step of each. */
  readonly step: Field<number | null>;
  readonly #view: Field<ViewName>;
  readonly #symlog: Field<boolean>;
  readonly #statistics: Field<readonly string[]>;
  readonly #unclipped: Field<readonly string[]>;
  readonly #zooms: Field<ReadonlyMap<string, Zoom>>;
  readonly #x: Field<XAxis>;

  constructor(view: View, preferences: Preferences, page: PageStep | null = null) {
    const own = view.within('histograms');
    this.#x = view.field('x', asChoice('step', 'relative', 'wall', 'index'));
    this.#view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.logCounts = own.field('log_counts', asFlag());
    this.#symlog = rememberedFlag(own, preferences, 'symlog', false);
    this.allAttempts = own.field('attempts', asFlag());
    this.clipFar = rememberedFlag(own, preferences, 'clip', true);
    this.#unclipped = own.field('unclipped', asList);
    this.step = stepOfPage(own.field('step', asStep), page);
    this.#statistics = rememberedList(own, preferences, 'statistics');
    this.#zooms = own.field('zooms', asZooms);
  }

  get view(): ViewName {
    return this.#view.value;
  }
  set view(view: ViewName) {
    if (view === this.view) return;
    this.resetZooms();
    this.#view.value = view;
  }

  get x(): Depth {
    return this.#x.value === 'index' ? 'step' : this.#x.value;
  }
  set x(x: Depth) {
    if (x === this.x) return;
    this.resetZooms();
    this.#x.value = x;
  }

  /** Whether values stand on a symmetric-log axis. */
  get symlog(): boolean {
    return this.#symlog.value;
  }
  set symlog(symlog: boolean) {
    this.resetZooms();
    this.#symlog.value = symlog;
  }

  /** What the statistics view shows, a plot each. */
  get statistics(): readonly Statistic[] {
    const chosen = this.#statistics.value.filter(isStatistic);
    return chosen.length > 0 ? chosen : USUAL_STATISTICS;
  }
  toggleStatistic(statistic: Statistic): void {
    const chosen = toggled(this.statistics, statistic);
    this.#statistics.value = String(chosen) === String(USUAL_STATISTICS) ? [] : chosen;
  }

  /** Whether histograms far outside are clipped on this card. */
  clipsFar(tag: string): boolean {
    return this.clipFar.value && !this.#unclipped.value.includes(tag);
  }
  flipClip(tag: string): void {
    this.#unclipped.value = toggled(this.#unclipped.value, tag);
  }

  /** Where a card is zoomed to. A zoom means nothing on another view or axis. */
  zoomOf(tag: string): Zoom {
    return this.#zooms.value.get(tag) ?? NO_ZOOM;
  }
  setZoom(tag: string, zoom: Zoom): void {
    const zooms = new Map(this.#zooms.value);
    if (zoom.x === null && zoom.y === null) zooms.delete(tag);
    else zooms.set(tag, zoom);
    this.#zooms.value = zooms;
  }
  resetZooms(): void {
    this.#zooms.value = new Map();
  }
  get anyZoom(): boolean {
    return this.#zooms.value.size > 0;
  }
}

const asStep: Codec<number | null> = {
  gradual: true,
  valid: (text) => text.trim() !== '' && Number.isFinite(Number(text)),
  parse: (text) => (text === null || !asStep.valid!(text) ? null : Number(text)),
  format: (step) => (step === null ? null : String(step)),
};
