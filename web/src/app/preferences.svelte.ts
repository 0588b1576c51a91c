// What one person prefers on this browser, kept in its local storage; nothing here belongs to a shared view.

import { type Locale, LOCALES, preferredLocale } from '../base/i18n';

const KEY = 'sonde.preferences';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** A slot of the palette, which suits both themes, or a colour of one's own as `#rrggbb`. */
export type RunColour = number | string;

/** One preference: read and assign `value`. */
export interface Preference<T> {
  value: T;
}

export class Preferences {
  #stored = $state.raw<Readonly<Record<string, unknown>>>({});
  readonly #storage: Storage | null;
  readonly #languages: readonly string[];
  readonly #theme = this.field<ThemeChoice>('theme', 'system', oneOf('system', 'light', 'dark'));
  readonly #locale = this.field<Locale | null>('locale', null, oneOf(null, ...LOCALES));
  readonly #sidebarWidth = this.field('sidebarWidth', 264, isNumber);
  readonly #sidebarOpen = this.field('sidebarOpen', true, isBoolean);
  readonly #author = this.field('author', '', isText);
  readonly #colours = this.field<Readonly<Record<string, RunColour>>>('colours', {}, isColours);

  constructor(window: Window) {
    this.#storage = storageOf(window);
    this.#languages = window.navigator.languages;
    this.#stored = read(this.#storage);
    // Another tab of the same browser changed them.
    window.addEventListener('storage', (event) => {
      if (event.key === KEY) this.#stored = read(this.#storage);
    });
  }

  /** The preference `name`; what is stored under it but is not `valid` counts as absent. */
  field<T>(name: string, fallback: T, valid: (value: unknown) => value is T): Preference<T> {
    const get = (): T => {
      const value = this.#stored[name];
      return valid(value) ? value : fallback;
    };
    const set = (value: T): void => this.#set(name, value);
    return {
      get value() {
        return get();
      },
      set value(next) {
        set(next);
      },
    };
  }

  get theme(): ThemeChoice {
    return this.#theme.value;
  }
  set theme(theme: ThemeChoice) {
    this.#theme.value = theme;
  }

  /** The chosen language, or null for the browser's. */
  get chosenLocale(): Locale | null {
    return this.#locale.value;
  }
  set chosenLocale(locale: Locale | null) {
    this.#locale.value = locale;
  }
  get locale(): Locale {
    return this.#locale.value ?? preferredLocale(this.#languages);
  }

  /** The name under which this person adds notes and the like; '' while none was given. */
  get author(): string {
    return this.#author.value;
  }
  set author(author: string) {
    this.#author.value = author;
  }

  get sidebarWidth(): number {
    return this.#sidebarWidth.value;
  }
  set sidebarWidth(width: number) {
    this.#sidebarWidth.value = width;
  }

  get sidebarOpen(): boolean {
    return this.#sidebarOpen.value;
  }
  set sidebarOpen(open: boolean) {
    this.#sidebarOpen.value = open;
  }

  /** Colours that were chosen by hand, by run name. */
  get colours(): Readonly<Record<string, RunColour>> {
    return this.#colours.value;
  }
  /** Gives a run a colour of its own, or with null its usual one again. */
  setColour(run: string, colour: RunColour | null): void {
    const { [run]: _, ...others } = this.colours;
    this.#colours.value = colour === null ? others : { ...others, [run]: colour };
  }

  /** Gives every run its usual colour again. */
  resetColours(): void {
    this.#colours.value = {};
  }

  #set(name: string, value: unknown): void {
    // What other tabs stored meanwhile stays.
    this.#stored = { ...this.#stored, ...read(this.#storage), [name]: value };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#stored));
    } catch {
      // A full or forbidden storage costs only that the preference does not outlive the page.
    }
  }
}

/** A check for `Preferences.field`: the value is one of these. */
export function oneOf<const T extends string | number | boolean | null>(
  ...values: readonly T[]
): (value: unknown) => value is T {
  return (value): value is T => values.some((known) => known === value);
}
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isColours = (value: unknown): value is Readonly<Record<string, RunColour>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (one) => Number.isInteger(one) || (typeof one === 'string' && /^#[0-9a-f]{6}$/i.test(one)),
  );

// Browsers that block storage throw at the mere mention of it.
function storageOf(window: Window): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function read(storage: Storage | null): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null ? { ...found } : {};
  } catch {
    return {};
  }
}
