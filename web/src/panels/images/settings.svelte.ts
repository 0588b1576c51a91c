// The panel's settings: which steps and samples are shown, how, and what is compared. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedFlag } from '../../app/remembered';
import { asChoice, asFlag, asNumber, type Codec, type Field, type View } from '../../app/view.svelte';
import { joinList, splitList } from '../../base/address';

export const BRIGHTNESS = { min: 0, max: 3, step: 0.05 } as const;
export const CONTRAST = { min: 0, max: 5, step: 0.05 } as const;
export const GAMMA = { min: 0.2, max: 5, step: 0.05 } as const;

export const COMPARISONS = ['wipe', 'flicker', 'difference'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export class Settings {
  /** Whether all cards show the image nearest to one step. */
  readonly linked: Field<boolean>;
  readonly allAttempts: Field<boolean>;
  readonly actual: Field<boolean>;
  /** Which sample of each step, from 0. */
  readonly sample: Field<number>;
  readonly brightness: Field<number>;
  readonly contrast: Field<number>;
  readonly gamma: Field<number>;
  /** The run that is compared with in full screen, which may be the card's own; null for none. */
  readonly other: Field<string | null>;
  readonly otherStep: Field<number | null>;
  readonly comparison: Field<Comparison>;
  readonly #step: Field<number | null>;
  readonly #steps: Field<ReadonlyMap<string, number>>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('images');
    this.linked = rememberedFlag(own, preferences, 'linked', false);
    this.allAttempts = own.field('attempts', asFlag());
    this.actual = own.field('actual', asFlag());
    this.sample = own.field('sample', asNumber(0, 0));
    this.brightness = own.field('brightness', asNumber(1, BRIGHTNESS.min, BRIGHTNESS.max));
    this.contrast = own.field('contrast', asNumber(1, CONTRAST.min, CONTRAST.max));
    this.gamma = own.field('gamma', asNumber(1, GAMMA.min, GAMMA.max));
    this.other = own.field('other', asName);
    this.otherStep = own.field('other_step', asStep);
    this.comparison = own.field('compare', asChoice(...COMPARISONS));
    this.#step = own.field('step', asStep);
    this.#steps = own.field('steps', asSteps);
  }

  /** The step that a card was moved to; null for its newest. */
  stepOf(card: string): number | null {
    return this.linked.value ? this.#step.value : (this.#steps.value.get(card) ?? null);
  }
  move(card: string, step: number | null): void {
    if (this.linked.value) {
      this.#step.value = step;
      return;
    }
    const steps = new Map(this.#steps.value);
    if (step === null) steps.delete(card);
    else steps.set(card, step);
    this.#steps.value = steps;
  }

  get toned(): boolean {
    return this.brightness.value !== 1 || this.contrast.value !== 1 || this.gamma.value !== 1;
  }
  resetTone(): void {
    this.brightness.value = this.contrast.value = this.gamma.value = 1;
  }
}

const asName: Codec<string | null> = { parse: (text) => text, format: (name) => name };

const isWhole = (text: string): boolean => /^-?\d+$/.test(text);

const asStep: Codec<number | null> = {
  gradual: true,
  valid: isWhole,
  parse: (text) => (text !== null && isWhole(text) ? Number(text) : null),
  format: (step) => (step === null ? null : String(step)),
};

/** Cards and their steps in turn. */
const asSteps: Codec<ReadonlyMap<string, number>> = {
  gradual: true,
  parse: (text) => {
    const items = splitList(text ?? '');
    const steps = new Map<string, number>();
    for (let i = 0; i + 1 < items.length; i += 2)
      if (isWhole(items[i + 1]!)) steps.set(items[i]!, Number(items[i + 1]));
    return steps;
  },
  format: (steps) => (steps.size === 0 ? null : joinList([...steps].flatMap(([card, step]) => [card, String(step)]))),
};
