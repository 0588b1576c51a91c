// The panel's settings: which steps and samples are heard, what is drawn of them, and with what they are compared.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice } from '../../app/remembered';
import type { Field, Namespace } from '../../app/view.svelte';
import { asName, StepSettings } from '../../cards/step_settings.svelte';

export const SHAPES = ['both', 'wave', 'spectrum'] as const;
export type ShapeView = (typeof SHAPES)[number];

export class Settings extends StepSettings {
  readonly shape: Field<ShapeView>;
  /** The run that is compared with in full screen; null for none. */
  readonly other: Field<string | null>;

  constructor(own: Namespace, preferences: Preferences) {
    super(own, preferences);
    this.shape = rememberedChoice(own, preferences, 'shape', [...SHAPES]);
    this.other = own.field('other', asName);
  }
}
