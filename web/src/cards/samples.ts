// The samples of a step: several images or clips that were logged at once.

import type { Cards } from './cards.svelte';
import type { StepSettings } from './step_settings.svelte';

/** Why there is nothing to show of a step with so many samples: the chosen one is not among them. Null if it is. */
export function missingSample({ t }: Cards, settings: StepSettings, samples: number): string | null {
  return samples > 0 && settings.sample.value >= samples ? t('sample.none', { count: samples }) : null;
}
