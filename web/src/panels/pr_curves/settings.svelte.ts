// The panel's settings: which view, which steps, and the threshold that all cards mark. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice, rememberedFlag } from '../../app/remembered';
import { asChoice, asNumber, type Field, type View } from '../../app/view.svelte';
import { StepSettings } from '../../cards/step_settings.svelte';
import type { XAxis } from '../../data/types';

export const VIEWS = ['pr', 'roc', 'confusion', 'scores'] as const;
export type ViewName = (typeof VIEWS)[number];

export const SCORES = ['average_precision', 'auc', 'best_f1'] as const;
export type ScoreName = (typeof SCORES)[number];

export class Settings extends StepSettings {
  readonly view: Field<ViewName>;
  /** Which number the view of scores draws over the steps. */
  readonly score: Field<ScoreName>;
  /** The threshold that is marked on all cards. */
  readonly threshold: Field<number>;
  /** Whether curves of earlier steps stand faintly behind. */
  readonly earlier: Field<boolean>;
  /** Whether lines of equal F1 are drawn. */
  readonly isolines: Field<boolean>;
  readonly #x: Field<XAxis>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('pr_curves');
    super(own, preferences);
    this.#x = view.field('x', asChoice('step', 'relative', 'wall', 'index'));
    this.view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.score = rememberedChoice(own, preferences, 'score', SCORES);
    this.threshold = own.field('threshold', asNumber(0.5, 0, 1));
    this.earlier = rememberedFlag(own, preferences, 'earlier', false);
    this.isolines = rememberedFlag(own, preferences, 'isolines', true);
  }

  /** What scores are drawn over. */
  get x(): Exclude<XAxis, 'index'> {
    return this.#x.value === 'index' ? 'step' : this.#x.value;
  }
}
