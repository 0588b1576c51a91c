// The panel's settings: which steps and samples are shown, and whether all cards share one camera. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedFlag } from '../../app/remembered';
import type { Field, View } from '../../app/view.svelte';
import { StepSettings } from '../../cards/step_settings.svelte';

export class Settings extends StepSettings {
  /** Whether all meshes are looked at from one place. */
  readonly oneCamera: Field<boolean>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('meshes');
    super(own, preferences);
    this.oneCamera = rememberedFlag(own, preferences, 'one_camera', false);
  }
}
