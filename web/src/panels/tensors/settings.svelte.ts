// What the panel of tensors is set to: how numbers are shown, and which axes of each tag. All of it lives in the address.

import type { Preferences } from '../../app/preferences.svelte';
import { rememberedChoice } from '../../app/remembered';
import { asChoice, type Codec, type Field, type View } from '../../app/view.svelte';
import { joinList, splitList } from '../../base/address';
import { StepSettings } from '../../cards/step_settings.svelte';
import { type Axes, type Shown, SHOWN } from '../../data/tensors';
import { readAxes, writeAxes } from './axes';

export const VIEWS = ['picture', 'table', 'statistics'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Which heat maps have one range of colours: each its own, those of a tag in all runs and at all steps, or all. */
export const RANGES = ['card', 'tag', 'all'] as const;
export type RangeOf = (typeof RANGES)[number];

export class Settings extends StepSettings {
  readonly view: Field<ViewName>;
  readonly shown: Field<Shown>;
  readonly range: Field<RangeOf>;
  /** By kind and tag, so that all runs of a tag show the same axes. */
  readonly #axes: Field<ReadonlyMap<string, Axes>>;

  constructor(view: View, preferences: Preferences) {
    const own = view.within('tensors');
    super(own, preferences);
    this.view = rememberedChoice(own, preferences, 'view', VIEWS);
    this.shown = own.field('shown', asChoice(...SHOWN));
    this.range = own.field('range', asChoice(...RANGES));
    this.#axes = own.field('axes', asAxes);
  }

  /** Null for the last two, at the first place of the others. */
  axesOf(series: string): Axes | null {
    return this.#axes.value.get(series) ?? null;
  }
  setAxes(series: string, axes: Axes | null): void {
    const all = new Map(this.#axes.value);
    if (axes === null) all.delete(series);
    else all.set(series, axes);
    this.#axes.value = all;
  }
}

/** Series and their axes in turn. */
const asAxes: Codec<ReadonlyMap<string, Axes>> = {
  gradual: true,
  parse: (text) => {
    const items = splitList(text ?? '');
    const all = new Map<string, Axes>();
    for (let i = 0; i + 1 < items.length; i += 2) {
      const axes = readAxes(items[i + 1]!);
      if (axes !== null) all.set(items[i]!, axes);
    }
    return all;
  },
  format: (all) => (all.size === 0 ? null : joinList([...all].flatMap(([series, axes]) => [series, writeAxes(axes)]))),
};
