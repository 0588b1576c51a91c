// Which step and which sample cards of one run show, each its own step or all the one. All of it lives in the address.

import type { PageStep } from '../app/panel';
import type { Preferences } from '../app/preferences.svelte';
import { rememberedFlag } from '../app/remembered';
import { asFlag, asNumber, type Codec, type Field, type Namespace } from '../app/view.svelte';
import { joinList, splitList } from '../base/address';

export class StepSettings {
  /** Whether all cards show what is nearest to one step. */
  readonly linked: Field<boolean>;
  /** Whether points that a later attempt replaced are shown too. */
  readonly allAttempts: Field<boolean>;
  /** Which sample of each step, from 0. */
  readonly sample: Field<number>;
  readonly #step: Field<number | null>;
  readonly #steps: Field<ReadonlyMap<string, number>>;

  constructor(
    own: Namespace,
    preferences: Preferences,
    /** Of a page that shows cards of several kinds. */
    private readonly page: PageStep | null = null,
  ) {
    this.linked = rememberedFlag(own, preferences, 'linked', false);
    this.allAttempts = own.field('attempts', asFlag());
    this.sample = own.field('sample', asNumber(0, 0));
    this.#step = own.field('step', asStep);
    this.#steps = own.field('steps', asSteps);
  }

  /** The step that a card was moved to; null for its newest. */
  stepOf(card: string): number | null {
    if (this.page !== null && this.byPage) return this.page.step;
    return this.linked.value ? this.#step.value : (this.#steps.value.get(card) ?? null);
  }
  /** Whether all cards go by the page's step. */
  get byPage(): boolean {
    return this.page !== null && this.page.step !== null;
  }
  /** The card was moved to a step; to its `last` one, it goes along with what comes. */
  go(card: string, step: number, last: boolean): void {
    if (this.page !== null && this.byPage) this.page.move(step);
    else this.move(card, last ? null : step);
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
}

/** A name, which may be empty, or none. */
export const asName: Codec<string | null> = { parse: (text) => text, format: (name) => name };

const isWhole = (text: string): boolean => /^-?\d+$/.test(text);

/** A step; null for the newest. */
export const asStep: Codec<number | null> = {
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
