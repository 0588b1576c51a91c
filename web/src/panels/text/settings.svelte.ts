// What the panel of texts is set to. All of it lives in the address; what is a matter of taste is remembered on this browser too.

import type { PageStep } from '../../app/panel';
import type { Preferences } from '../../app/preferences.svelte';
import { rememberedFlag } from '../../app/remembered';
import { asFlag, asList, asNumber, asText, type Codec, type Field, type View } from '../../app/view.svelte';
import { type Notch, readNotch, writeNotch } from './notches';

/** What texts are compared with: nothing, what the same run said before, or what another run says. */
export type Comparison =
  | { readonly with: 'nothing' }
  | { readonly with: 'previous' }
  | { readonly with: 'first' }
  | { readonly with: 'step'; readonly step: number }
  | { readonly with: 'run'; readonly run: string };

/** What stands side by side in the reading view. */
export type ReadBy = 'runs' | 'steps';

export class Settings {
  readonly markdown: Field<boolean>;
  readonly compare: Field<Comparison>;
  /** What is looked for in the texts. */
  readonly find: Field<string>;
  /** A card that fills the window shows samples side by side: of runs, or of the steps of one; null for the texts as they are. */
  readonly read: Field<ReadBy | null>;
  /** Whose steps. */
  readonly readRun: Field<string>;
  /** The first of the runs that are shown. */
  readonly readFrom: Field<string>;
  /** Where prompts come from: `tag:prompt`, `part:prompt` or `none`; else where they seem to be. */
  readonly prompt: Field<string>;
  /** Which part of the answers is shown; empty for all. */
  readonly part: Field<string>;
  /** Whether the words are marked that differ from the column before. */
  readonly differences: Field<boolean>;
  /** Which sample stands at the top, from 0. */
  readonly sample: Field<number>;
  readonly #steps: Field<ReadonlyMap<string, Notch>>;

  constructor(
    view: View,
    preferences: Preferences,
    /** Of a page that shows cards of several kinds. */
    private readonly page: PageStep | null = null,
  ) {
    const own = view.within('text');
    this.markdown = rememberedFlag(own, preferences, 'markdown', true);
    this.compare = own.field('compare', asComparison);
    this.find = own.field('find', asText);
    this.read = own.field('read', asReadBy);
    this.readRun = own.field('read_run', asName);
    this.readFrom = own.field('read_from', asName);
    this.prompt = own.field('prompt', asName);
    this.part = own.field('part', asName);
    this.differences = own.field('differences', asFlag());
    this.sample = own.field('sample', asNumber(0, 0));
    this.#steps = own.field('steps', asNotches);
  }

  /** Where a tag's slider stands; null at the newest, also when a newer one comes. */
  notchOf(tag: string): Notch | null {
    // Of several texts at the page's step, what was said last.
    if (this.page !== null && this.page.step !== null) return { step: this.page.step, nth: Infinity };
    return this.#steps.value.get(tag) ?? null;
  }
  /** Moves a tag's slider to a notch; at its `last` one it goes along with what comes. */
  goTo(tag: string, notch: Notch, last: boolean): void {
    if (this.page !== null && this.page.step !== null) this.page.move(notch.step);
    else this.setNotch(tag, last ? null : notch);
  }
  setNotch(tag: string, notch: Notch | null): void {
    const steps = new Map(this.#steps.value);
    if (notch === null) steps.delete(tag);
    else steps.set(tag, notch);
    this.#steps.value = steps;
  }
}

/** A name that is chosen, not typed. */
const asName: Codec<string> = { parse: asText.parse, format: asText.format };

const asReadBy: Codec<ReadBy | null> = {
  valid: (text) => text === 'runs' || text === 'steps',
  parse: (text) => (text === 'runs' || text === 'steps' ? text : null),
  format: (by) => by,
};

const NOTHING: Comparison = { with: 'nothing' };

function readComparison(text: string): Comparison | null {
  if (text === 'previous' || text === 'first') return { with: text };
  const step = /^step:(-?\d{1,19})$/.exec(text);
  if (step !== null) return { with: 'step', step: Number(step[1]) };
  return text.startsWith('run:') ? { with: 'run', run: text.slice('run:'.length) } : null;
}

const asComparison: Codec<Comparison> = {
  valid: (text) => readComparison(text) !== null,
  parse: (text) => (text === null ? NOTHING : (readComparison(text) ?? NOTHING)),
  format: (compared) => {
    if (compared.with === 'nothing') return null;
    if (compared.with === 'step') return `step:${compared.step}`;
    return compared.with === 'run' ? `run:${compared.run}` : compared.with;
  },
};

/** `120:tag`, as many as there are. */
function readNotches(text: string | null): readonly (readonly [string, Notch | null])[] {
  return asList.parse(text).map((item) => {
    const colon = item.indexOf(':');
    return [item.slice(colon + 1), readNotch(item.slice(0, Math.max(0, colon)))] as const;
  });
}

const asNotches: Codec<ReadonlyMap<string, Notch>> = {
  gradual: true,
  valid: (text) => readNotches(text).every(([, notch]) => notch !== null),
  parse: (text) =>
    new Map(readNotches(text).flatMap(([tag, notch]) => (notch === null ? [] : [[tag, notch] as const]))),
  format: (notches) => asList.format([...notches].map(([tag, notch]) => `${writeNotch(notch)}:${tag}`)),
};
