// Parameters of the address which, when they are chosen, are remembered on this browser too, for addresses that do not say.

import type { Preference, Preferences } from './preferences.svelte';
import { asList, asNumber, type Field, type View } from './view.svelte';

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/**
 * A number of the address which, where the address does not say, is what this person had last chosen when the page was opened: were it
 * what was chosen since, "back" could not undo it.
 */
export function rememberedNumber(
  view: View,
  preferences: Preferences,
  name: string,
  panel: string,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): Field<number> {
  const preference = preferences.field<number>(`${panel}.${name}`, usual, isNumber);
  return alsoPreferred(view.field(name, asNumber(preference.value, min, max)), preference);
}

/** A list of the address, into which that of this person is put when it says nothing: a link to the view then has it. */
export function rememberedList(
  view: View,
  preferences: Preferences,
  name: string,
  panel: string,
): Field<readonly string[]> {
  const preference = preferences.field<readonly string[]>(`${panel}.${name}`, [], isListOfText);
  const own = asList.format(preference.value);
  if (own !== null && view.get(name) === null) view.adopt(name, own);
  return alsoPreferred(view.field(name, asList), preference);
}

function alsoPreferred<T>(field: Field<T>, preference: Preference<T>): Field<T> {
  return {
    get value() {
      return field.value;
    },
    set value(value) {
      preference.value = value;
      field.value = value;
    },
  };
}
