// The panel's settings: which view, along which axis, and the step of the cursor. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice } from '../../app/remembered';
import { asChoice, asFlag, type Codec, type Field, type View } from '../../app/view.svelte';
import type { XAxis } from '../../data/types';

export const VIEWS = ['offset', 'overlay', 'distributions', 'heat'] as const;
export type ViewName = (typeof VIEWS)[number];

/** What steps are set apart by. */
export type Depth = Exclude<XAxis, 'index'>;

export class Settings {
  readonly view: Field<ViewName>;
  readonly logCounts: Field<boolean>;
  /** Where the cursor of all cards stands; null at the newest step of each. */
  readonly step: Field<number | null>;
  readonly #x: Field<XAxis>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('histograms');
    this.#x = view.field('x', asChoice('step', 'relative', 'wall', 'index'));
    this.view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.logCounts = own.field('log_counts', asFlag());
    this.step = own.field('step', asStep);
  }

  get x(): Depth {
    return this.#x.value === 'index' ? 'step' : this.#x.value;
  }
  set x(x: Depth) {
    this.#x.value = x;
  }
}

const asStep: Codec<number | null> = {
  gradual: true,
  valid: (text) => text.trim() !== '' && Number.isFinite(Number(text)),
  parse: (text) => (text === null || !asStep.valid!(text) ? null : Number(text)),
  format: (step) => (step === null ? null : String(step)),
};
