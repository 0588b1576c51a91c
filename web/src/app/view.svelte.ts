// The view: everything that a shared link must bring back, held in the address's hash.
//
// Values change at once, and the address follows. What changes together (one click) is one step of the browser's history; of values that
// change by and by (a slider being moved, text being typed) the address follows when they have rested, and all of it is one step: so
// "back" undoes what a person would call one change.

import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { formatAddress, joinList, parseAddress, parseParameters, splitList } from '../base/address';
import { isShared, type ParameterName, presentName } from './parameters';

/** How one parameter is written; `parse` gets null when it is absent, `format` gives null for what needs no parameter. */
export interface Codec<T> {
  readonly parse: (text: string | null) => T;
  readonly format: (value: T) => string | null;
  /** Whether a text means something; left out where every text does. */
  readonly valid?: (text: string) => boolean;
  /** It changes by and by: changes that follow each other closely are one. */
  readonly gradual?: boolean;
}

/** One typed parameter: read and assign `value`. */
export interface Field<T> {
  value: T;
}

/** A parameter that the address gave and that was passed over. */
export interface PassedOver {
  readonly name: string;
  readonly value: string;
  /** Whether there is such a parameter at all; then it is the value that means nothing. */
  readonly known: boolean;
}

/** Values that change by and by reach the address when they have rested this long, */
const REST_MS = 250;
/** and are one step while they change at least this often. */
const SAME_STEP_MS = 1500;
/** What the server reads from an address, before the page does. */
const SERVERS = 'token';

export class View {
  /** The panel that an address without one opens. */
  home = $state('');
  #panel = $state('');
  readonly #parameters = new SvelteMap<string, string>();
  readonly #forgiven = new SvelteSet<string>();
  /** What the address said, as it was read last. */
  #given = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #checks = new SvelteMap<string, (text: string) => boolean>();
  readonly #namespaces = new SvelteSet<string>();
  readonly #window: Window;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What changed since the address was written, and whether only by and by. */
  #unwritten = new Set<string>();
  #gradual = true;
  /** Whether what is unwritten changed in this very moment. */
  #fresh = false;
  #lastStep = { names: '', time: -Infinity };
  readonly #passedOver = $derived.by(() => this.#passedOverNow());

  constructor(window: Window, defaultPanel: string) {
    this.#window = window;
    this.home = defaultPanel;
    this.#takeQuery();
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
    this.#touch('/', false);
    this.#write();
  }

  get(name: ParameterName): string | null {
    return this.#parameters.get(name) ?? null;
  }

  /** A `gradual` change is one step of the history with those of the same parameter shortly before and after. */
  set(name: ParameterName, value: string | null, gradual = false): void {
    if (value === this.get(name)) return;
    // What changed before, and not by the same hand, is a step of its own.
    if (!this.#fresh && (!gradual || !this.#unwritten.has(name))) this.#write();
    if (value === null) this.#parameters.delete(name);
    else this.#parameters.set(name, value);
    this.#touch(name, gradual);
  }

  /** Puts into the address what holds already, as no step of its own: a link to this view then says it too. */
  adopt(name: ParameterName, value: string): void {
    this.#parameters.set(name, value);
    this.#window.history.replaceState(null, '', this.address());
  }

  /** The parameter `name` as a typed value; every caller with the same name shares it. */
  field<T>(name: ParameterName, codec: Codec<T>): Field<T> {
    this.#checks.set(name, codec.valid ?? (() => true));
    // By way of the text: a list that is parsed anew is another list, and would stir all who follow it when others change.
    const text = $derived(this.get(name));
    const value = $derived(codec.parse(text));
    const set = (next: T): void => this.set(name, codec.format(next), codec.gradual ?? false);
    return {
      get value() {
        return value;
      },
      set value(next) {
        set(next);
      },
    };
  }

  /** The parameters of one panel. */
  within(panel: string): Namespace {
    this.#namespaces.add(panel);
    return new Namespace(this, panel);
  }

  /** What the address said and the page could not use, as far as it still stands there. */
  get passedOver(): readonly PassedOver[] {
    return this.#passedOver;
  }
  /** Says no more of it. */
  forgive(): void {
    for (const { name, value } of this.#passedOver) this.#forgiven.add(`${name}=${value}`);
  }

  /** Whether the address says anything: a panel, or a parameter. */
  get said(): boolean {
    return this.#panel !== '' || this.#parameters.size > 0;
  }

  /** Opens another address, as a step of the history, or in the place of this one. */
  go(address: string, instead = false): void {
    this.#write();
    if (address === this.#window.location.hash) return;
    if (instead) this.#window.history.replaceState(null, '', address);
    else this.#window.history.pushState(null, '', address);
    this.#unwritten.clear();
    this.#read();
  }

  /** The hash of this view, or of the same view in another panel. */
  address(panel = this.panel): string {
    return formatAddress({ panel, parameters: this.#parameters });
  }

  #touch(name: string, gradual: boolean): void {
    if (this.#unwritten.size === 0) this.#gradual = true;
    this.#unwritten.add(name);
    this.#gradual &&= gradual;
    clearTimeout(this.#timer);
    if (!this.#fresh) {
      this.#fresh = true;
      queueMicrotask(() => this.#settle());
    }
  }

  /** What changed in this moment is complete. A busy page is not waited for: "back" may come at once, and would lose what is unwritten. */
  #settle(): void {
    this.#fresh = false;
    if (this.#gradual) this.#timer = setTimeout(() => this.#write(), REST_MS);
    else this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    if (this.#unwritten.size === 0) return;
    const names = [...this.#unwritten].sort().join(' ');
    const now = Date.now();
    const same = this.#gradual && names === this.#lastStep.names && now - this.#lastStep.time < SAME_STEP_MS;
    this.#lastStep = { names, time: now };
    this.#unwritten.clear();
    const address = this.address();
    if (address === this.#window.location.hash) return;
    if (same) this.#window.history.replaceState(null, '', address);
    else this.#window.history.pushState(null, '', address);
  }

  #read(): void {
    clearTimeout(this.#timer);
    const { panel, parameters: found } = parseAddress(this.#window.location.hash);
    const parameters = new Map<string, string>();
    // A name of today goes before an old one.
    for (const [name, value] of found) {
      const present = presentName(name);
      if (present === name || !found.has(present)) parameters.set(present, value);
    }
    this.#panel = panel;
    this.#given = parameters;
    for (const name of [...this.#parameters.keys()]) if (!parameters.has(name)) this.#parameters.delete(name);
    for (const [name, value] of parameters) if (this.#parameters.get(name) !== value) this.#parameters.set(name, value);
  }

  /** Parameters that stand before the hash, where most addresses have them, go into it; there they can change without a reload. */
  #takeQuery(): void {
    const { location, history } = this.#window;
    const query = parseParameters(location.search.slice(1));
    query.delete(SERVERS);
    if (query.size === 0) return;
    const { panel, parameters } = parseAddress(location.hash);
    const all = new Map([...query, ...parameters]);
    history.replaceState(null, '', `${location.pathname}${formatAddress({ panel, parameters: all })}`);
  }

  #passedOverNow(): PassedOver[] {
    const found: PassedOver[] = [];
    for (const [name, value] of this.#given) {
      if (this.#parameters.get(name) !== value || this.#forgiven.has(`${name}=${value}`)) continue;
      const check = this.#checks.get(name);
      if (check === undefined ? this.#isUnknown(name) : !check(value)) {
        found.push({ name, value, known: check !== undefined });
      }
    }
    return found;
  }

  /** Of a panel that was not opened yet nobody knows which parameters it has. */
  #isUnknown(name: string): boolean {
    const dot = name.indexOf('.');
    return dot < 0 ? !isShared(name) : this.#namespaces.has(name.slice(0, dot));
  }
}

/** The parameters of one panel: each stands in the address behind the panel's id, as `timeseries.pins`. */
export class Namespace {
  constructor(
    readonly view: View,
    readonly panel: string,
  ) {}

  /** A parameter's name in the address. */
  name(own: string): ParameterName {
    return `${this.panel}.${own}`;
  }

  field<T>(own: string, codec: Codec<T>): Field<T> {
    return this.view.field(this.name(own), codec);
  }
}

/** Free text; empty when absent. */
export const asText: Codec<string> = {
  gradual: true,
  parse: (text) => text ?? '',
  format: (value) => (value === '' ? null : value),
};

/** On (1) or off (0); absent means `fallback`. */
export function asFlag(fallback = false): Codec<boolean> {
  return {
    parse: (text) => (text === '1' ? true : text === '0' ? false : fallback),
    valid: (text) => text === '0' || text === '1',
    format: (value) => (value === fallback ? null : value ? '1' : '0'),
  };
}

/** A number within limits; what is no number, or absent, means `fallback`. */
export function asNumber(fallback: number, min = -Infinity, max = Infinity): Codec<number> {
  const read = (text: string | null): number => (text === null || text.trim() === '' ? NaN : Number(text));
  return {
    gradual: true,
    valid: (text) => read(text) >= min && read(text) <= max,
    parse: (text) => {
      const value = read(text);
      return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback;
    },
    format: (value) => (value === fallback ? null : String(value)),
  };
}

/** One of a few words; any other, or none, means the first. */
export function asChoice<const T extends string>(...choices: readonly [T, ...T[]]): Codec<T> {
  return {
    valid: (text) => choices.some((choice) => choice === text),
    parse: (text) => choices.find((choice) => choice === text) ?? choices[0],
    format: (value) => (value === choices[0] ? null : value),
  };
}

/** A list of names; empty when absent. */
export const asList: Codec<readonly string[]> = {
  parse: (text) => splitList(text ?? ''),
  format: (items) => (items.length === 0 ? null : joinList(items)),
};
