// The panel's settings: which steps and samples are shown, how, and what is compared. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { asChoice, asFlag, asNumber, type Field, type View } from '../../app/view.svelte';
import { asName, asStep, StepSettings } from '../../cards/step_settings.svelte';

export const BRIGHTNESS = { min: 0, max: 3, step: 0.05 } as const;
export const CONTRAST = { min: 0, max: 5, step: 0.05 } as const;
export const GAMMA = { min: 0.2, max: 5, step: 0.05 } as const;

export const COMPARISONS = ['wipe', 'flicker', 'difference'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export class Settings extends StepSettings {
  readonly actual: Field<boolean>;
  readonly brightness: Field<number>;
  readonly contrast: Field<number>;
  readonly gamma: Field<number>;
  /** The run that is compared with in full screen, which may be the card's own; null for none. */
  readonly other: Field<string | null>;
  readonly otherStep: Field<number | null>;
  readonly comparison: Field<Comparison>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('images');
    super(own, preferences);
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
