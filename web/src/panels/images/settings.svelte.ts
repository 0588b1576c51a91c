// The panel's settings: which steps and samples are shown, how, and what is compared. All of it lives in the address.

import type { PageStep } from '../../app/panel';
import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice, rememberedNumber } from '../../app/remembered';
import { asChoice, asFlag, asNumber, type Field, type View as Address } from '../../app/view.svelte';
import { COLOUR_MAPS, type ColourMap } from './colour_maps';
import { asName, asStep, StepSettings } from '../../cards/step_settings.svelte';

export const BRIGHTNESS = { min: 0, max: 3, step: 0.05 } as const;
export const CONTRAST = { min: 0, max: 5, step: 0.05 } as const;
export const GAMMA = { min: 0.2, max: 5, step: 0.05 } as const;

export const THUMBNAIL = { min: 48, max: 256, step: 16, usual: 96 } as const;

/** A card for each run, or for all runs one with their images by run and step. */
export const VIEWS = ['cards', 'grid'] as const;
export type View = (typeof VIEWS)[number];

export const CHANNELS = ['all', 'red', 'green', 'blue', 'alpha', 'luminance'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The filters that draw the look, by their ids in the page. */
export const FILTERS = { plain: 'images-look', mapped: 'images-look-mapped' } as const;

export const COMPARISONS = ['wipe', 'flicker', 'difference'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export class Settings extends StepSettings {
  readonly view: Field<View>;
  /** How wide and high the images of the grid are, in pixels of the page. */
  readonly thumbnail: Field<number>;
  readonly actual: Field<boolean>;
  readonly brightness: Field<number>;
  readonly contrast: Field<number>;
  readonly gamma: Field<number>;
  readonly channel: Field<Channel>;
  /** The colours of images and channels of one value. */
  readonly map: Field<ColourMap>;
  /** Whether images of more than 8 bits are drawn from their smallest value to their largest. */
  readonly stretched: Field<boolean>;
  /** The run that is compared with in full screen, which may be the card's own; null for none. */
  readonly other: Field<string | null>;
  readonly otherStep: Field<number | null>;
  readonly comparison: Field<Comparison>;

  constructor(view: Address, preferences: Preferences, page: PageStep | null = null) {
    const own = view.within('images');
    super(own, preferences, page);
    this.view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.thumbnail = rememberedNumber(own, preferences, 'thumbnail', THUMBNAIL);
    this.actual = own.field('actual', asFlag());
    this.brightness = own.field('brightness', asNumber(1, BRIGHTNESS.min, BRIGHTNESS.max));
    this.contrast = own.field('contrast', asNumber(1, CONTRAST.min, CONTRAST.max));
    this.gamma = own.field('gamma', asNumber(1, GAMMA.min, GAMMA.max));
    this.channel = own.field('channel', asChoice(...CHANNELS));
    this.map = own.field('map', asChoice(...COLOUR_MAPS));
    this.stretched = own.field('stretched', asFlag());
    this.other = own.field('other', asName);
    this.otherStep = own.field('other_step', asStep);
    this.comparison = own.field('compare', asChoice(...COMPARISONS));
  }

  /** Whether images are drawn otherwise than they were logged. */
  get altered(): boolean {
    const { brightness, contrast, gamma, channel, map, stretched } = this;
    const toned = [brightness, contrast, gamma].some(({ value }) => value !== 1);
    return toned || channel.value !== 'all' || map.value !== 'grey' || stretched.value;
  }
  resetLook(): void {
    this.brightness.value = this.contrast.value = this.gamma.value = 1;
    this.channel.value = 'all';
    this.map.value = 'grey';
    this.stretched.value = false;
  }

  /** The CSS filter that gives an image its look; `grey` says whether it has values of one kind only. */
  filterOf(grey: boolean): string {
    if (!this.altered) return 'none';
    const mapped = this.map.value !== 'grey' && (grey || this.channel.value !== 'all');
    return `url(#${mapped ? FILTERS.mapped : FILTERS.plain})`;
  }
}
