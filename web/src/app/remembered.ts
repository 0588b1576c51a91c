// Parameters of the address which, when they are chosen, are remembered on this browser too, for addresses that do not say.

import type { Shared } from './parameters';
import { isBoolean, isNumber, oneOf, type Preference, type Preferences } from './preferences.svelte';
import { asFlag, asList, asNumber, type Codec, type Field, type Namespace, type View } from './view.svelte';

const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/**
 * A number of the address which, where the address does not say, is what this person had last chosen when the page was opened: were it
 * what was chosen since, "back" could not undo it.
 */
export function rememberedNumber(
  own: Namespace,
  preferences: Preferences,
  name: string,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): Field<number> {
  const preference = preferences.field<number>(own.name(name), usual, isNumber);
  return alsoPreferred(own.field(name, asNumber(preference.value, min, max)), preference);
}

/** On or off, likewise. */
export function rememberedFlag(own: Namespace, preferences: Preferences, name: string, usual: boolean): Field<boolean> {
  const preference = preferences.field<boolean>(own.name(name), usual, isBoolean);
  return alsoPreferred(own.field(name, asFlag(preference.value)), preference);
}

/** The same for any parameter that all panels share; `codec` makes its codec of what absent means. */
export function rememberedShared<T>(
  view: View,
  preferences: Preferences,
  name: Shared,
  usual: T,
  valid: (value: unknown) => value is T,
  codec: (fallback: T) => Codec<T>,
): Field<T> {
  const preference = preferences.field<T>(name, usual, valid);
  return alsoPreferred(view.field(name, codec(preference.value)), preference);
}

/** One of a few words of the address, else what this person had last chosen when the page was opened, else the first. */
export function rememberedChoice<T extends string>(
  own: Namespace,
  preferences: Preferences,
  name: string,
  choices: readonly [T, ...T[]],
): Field<T> {
  const preference = preferences.field<T>(own.name(name), choices[0], oneOf(...choices));
  const usual = preference.value;
  const codec = {
    parse: (text: string | null): T => choices.find((choice) => choice === text) ?? usual,
    format: (value: T): string | null => (value === usual ? null : value),
  };
  return alsoPreferred(own.field(name, codec), preference);
}

/** A list of the address, into which that of this person is put when it says nothing: a link to the view then has it. */
export function rememberedList(
  own: Namespace,
  preferences: Preferences,
  name: string,
  valid?: (text: string) => boolean,
): Field<readonly string[]> {
  const preference = preferences.field<readonly string[]>(own.name(name), [], isListOfText);
  const list = asList.format(preference.value);
  if (list !== null && own.view.get(own.name(name)) === null) own.view.adopt(own.name(name), list);
  return alsoPreferred(own.field(name, valid === undefined ? asList : { ...asList, valid }), preference);
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
