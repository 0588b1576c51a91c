// The panel's settings: which steps and samples are shown, how, and what is compared. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice, rememberedNumber } from '../../app/remembered';
import { asChoice, asFlag, asNumber, type Field, type View as Address } from '../../app/view.svelte';
import { asName, asStep, StepSettings } from '../../cards/step_settings.svelte';

export const BRIGHTNESS = { min: 0, max: 3, step: 0.05 } as const;
export const CONTRAST = { min: 0, max: 5, step: 0.05 } as const;
export const GAMMA = { min: 0.2, max: 5, step: 0.05 } as const;

export const THUMBNAIL = { min: 48, max: 256, step: 16, usual: 96 } as const;

/** A card for each run, or for all runs one with their images by run and step. */
export const VIEWS = ['cards', 'grid'] as const;
export type View = (typeof VIEWS)[number];

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
  /** The run that is compared with in full screen, which may be the card's own; null for none. */
  readonly other: Field<string | null>;
  readonly otherStep: Field<number | null>;
  readonly comparison: Field<Comparison>;

  constructor(view: Address, preferences: Preferences) {
    const own = view.within('images');
    super(own, preferences);
    this.view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.thumbnail = rememberedNumber(own, preferences, 'thumbnail', THUMBNAIL);
    this.actual = own.field('actual', asFlag());
    this.brightness = own.field('brightness', asNumber(1, BRIGHTNESS.min, BRIGHTNESS.max));
    this.contrast = own.field('contrast', asNumber(1, CONTRAST.min, CONTRAST.max));
    this.gamma = own.field('gamma', asNumber(1, GAMMA.min, GAMMA.max));
    this.other = own.field('other', asName);
    this.otherStep = own.field('other_step', asStep);
    this.comparison = own.field('compare', asChoice(...COMPARISONS));
  }

  get toned(): boolean {
    return this.brightness.value !== 1 || this.contrast.value !== 1 || this.gamma.value !== 1;
  }
  resetTone(): void {
    this.brightness.value = this.contrast.value = this.gamma.value = 1;
  }
}
