// The view: everything that a shared link must bring back, held in the address's hash.
//
// Values change at once; the address follows when they have rested for a moment. Changes to the same parameters within a short
// while (a slider being moved, text being typed) make one step of the browser's history, so that "back" undoes what a person
// would call one change.

import { SvelteMap } from 'svelte/reactivity';
import { formatAddress, joinList, parseAddress, splitList } from '../base/address';

/** How one parameter is written; `parse` gets null when it is absent, `format` gives null for what needs no parameter. */
export interface Codec<T> {
  readonly parse: (text: string | null) => T;
  readonly format: (value: T) => string | null;
}

/** One typed parameter: read and assign `value`. */
export interface Field<T> {
  value: T;
}

const REST_MS = 250;
const SAME_STEP_MS = 1500;

export class View {
  /** The panel that an address without one opens. */
  home = $state('');
  #panel = $state('');
  readonly #parameters = new SvelteMap<string, string>();
  readonly #window: Window;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unwritten = new Set<string>();
  #lastStep = { names: '', time: -Infinity };

  constructor(window: Window, defaultPanel: string) {
    this.#window = window;
    this.home = defaultPanel;
    this.#read();
    const reread = (): void => {
      this.#unwritten.clear();
      this.#read();
    };
    window.addEventListener('popstate', reread);
    window.addEventListener('hashchange', reread);
    window.addEventListener('pagehide', () => this.#write());
  }

  /** The open panel's id. */
  get panel(): string {
    return this.#panel || this.home;
  }

  open(panel: string): void {
    if (panel === this.panel) return;
    this.#write();
    this.#panel = panel;
    this.#touch('/');
    this.#write();
  }

  get(name: string): string | null {
    return this.#parameters.get(name) ?? null;
  }

  set(name: string, value: string | null): void {
    if (value === this.get(name)) return;
    if (value === null) this.#parameters.delete(name);
    else this.#parameters.set(name, value);
    this.#touch(name);
  }

  /** Puts into the address what holds already, as no step of its own: a link to this view then says it too. */
  adopt(name: string, value: string): void {
    this.#parameters.set(name, value);
    this.#window.history.replaceState(null, '', this.address());
  }

  /** The parameter `name` as a typed value; every caller with the same name shares it. */
  field<T>(name: string, codec: Codec<T>): Field<T> {
    // By way of the text: a list that is parsed anew is another list, and would stir all who follow it when others change.
    const text = $derived(this.get(name));
    const value = $derived(codec.parse(text));
    const set = (next: T): void => this.set(name, codec.format(next));
    return {
      get value() {
        return value;
      },
      set value(next) {
        set(next);
      },
    };
  }

  /** The hash of this view, or of the same view in another panel. */
  address(panel = this.panel): string {
    return formatAddress({ panel, parameters: this.#parameters });
  }

  #touch(name: string): void {
    this.#unwritten.add(name);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), REST_MS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    if (this.#unwritten.size === 0) return;
    const names = [...this.#unwritten].sort().join(' ');
    const now = Date.now();
    const same = names === this.#lastStep.names && now - this.#lastStep.time < SAME_STEP_MS;
    this.#lastStep = { names, time: now };
    this.#unwritten.clear();
    const address = this.address();
    if (address === this.#window.location.hash) return;
    if (same) this.#window.history.replaceState(null, '', address);
    else this.#window.history.pushState(null, '', address);
  }

  #read(): void {
    clearTimeout(this.#timer);
    const { panel, parameters } = parseAddress(this.#window.location.hash);
    this.#panel = panel;
    for (const name of [...this.#parameters.keys()]) if (!parameters.has(name)) this.#parameters.delete(name);
    for (const [name, value] of parameters) if (this.#parameters.get(name) !== value) this.#parameters.set(name, value);
  }
}

/** Free text; empty when absent. */
export const asText: Codec<string> = {
  parse: (text) => text ?? '',
  format: (value) => (value === '' ? null : value),
};

/** On or off; absent means `fallback`. */
export function asFlag(fallback = false): Codec<boolean> {
  return {
    parse: (text) => (text === null ? fallback : text !== '0'),
    format: (value) => (value === fallback ? null : value ? '1' : '0'),
  };
}

/** A number within limits; what is no number, or absent, means `fallback`. */
export function asNumber(fallback: number, min = -Infinity, max = Infinity): Codec<number> {
  return {
    parse: (text) => {
      const value = text === null || text.trim() === '' ? NaN : Number(text);
      return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
    },
    format: (value) => (value === fallback ? null : String(value)),
  };
}

/** One of a few words; any other, or none, means the first. */
export function asChoice<const T extends string>(...choices: readonly [T, ...T[]]): Codec<T> {
  return {
    parse: (text) => choices.find((choice) => choice === text) ?? choices[0],
    format: (value) => (value === choices[0] ? null : value),
  };
}

/** A list of names; empty when absent. */
export const asList: Codec<readonly string[]> = {
  parse: (text) => splitList(text ?? ''),
  format: (items) => (items.length === 0 ? null : joinList(items)),
};
