// The app, as panels see it. A component below the shell gets it with `useApp()`; all that is read from it inside a template,
// `$derived` or `$effect` is followed.
//
//   app.translator(catalogue)      says the panel's own messages in the present language; app.locale
//   app.theme                      'light' | 'dark', as resolved from the choice and the system
//   app.view.field(name, codec)    one parameter of the address (`asNumber`, `asFlag`, `asChoice`, `asList`, `asText`): get and set `.value`
//   app.preferences.field(…)       what this person prefers on this browser
//   app.runs.visible / .selection  names of the shown runs, oldest first / what a query's `runs` should say (null: all)
//   app.runs.colour(name)          its colour in the present theme;  app.runs.get(name): its numbers
//   app.tags(kind).all             the tags of a kind
//   app.changes.of(tag)            a number that grows when the tag may have new points: read it where a card asks for its data
//   app.generation, app.status, app.connection
//   app.client                     asks the server;  app.announce(text): tells screen readers
//   app.shortcuts.add(…)           a key, as long as the calling component lives

import { getContext, setContext } from 'svelte';
import { type Catalogue, type Locale, type Message, translator, type Translate } from '../base/i18n';
import { type Client, createClient } from '../data/client';
import { type Connection, followLive } from '../data/live';
import type { Change, Status } from '../data/types';
import { Changes } from './changes.svelte';
import { messages } from './messages';
import { Preferences } from './preferences.svelte';
import { Runs } from './runs.svelte';
import { Shortcuts } from './shortcuts.svelte';
import { Tags } from './tags.svelte';
import { View } from './view.svelte';

export class App {
  readonly client: Client;
  readonly preferences: Preferences;
  readonly view: View;
  readonly runs: Runs;
  readonly changes = new Changes();
  readonly shortcuts = new Shortcuts();
  /** Says the shell's own messages. */
  readonly t = this.translator(messages);

  #systemDark = $state(false);
  #status = $state.raw<Status | null>(null);
  #generation = $state(0);
  #connection = $state.raw<Connection>({ state: 'connecting' });
  #announcement = $state('');
  readonly #tags = new Map<string, Tags>();
  readonly #window: Window;

  constructor(window: Window, defaultPanel: string, client: Client = createClient()) {
    this.#window = window;
    this.client = client;
    this.preferences = new Preferences(window);
    this.view = new View(window, defaultPanel);
    this.runs = new Runs(this.view, this.preferences, () => this.theme);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = dark.matches;
    dark.addEventListener('change', () => (this.#systemDark = dark.matches));
  }

  get theme(): 'light' | 'dark' {
    const choice = this.preferences.theme;
    return choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : choice;
  }

  get locale(): Locale {
    return this.preferences.locale;
  }

  translator<E extends Record<string, Message>>(source: Catalogue<E>): Translate<E> {
    return translator(source, () => this.locale);
  }

  /** What the server last said of itself; null before its first answer. */
  get status(): Status | null {
    return this.#status;
  }

  /** The newest generation that this page knows of. */
  get generation(): number {
    return this.#generation;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** What a screen reader is to say next. */
  get announcement(): string {
    return this.#announcement;
  }
  announce(text: string): void {
    this.#announcement = text;
  }

  tags(kind: string): Tags {
    let tags = this.#tags.get(kind);
    if (!tags) this.#tags.set(kind, (tags = new Tags(kind, this.client)));
    return tags;
  }

  /** Begins to follow the server; the result ends it. */
  start(): () => void {
    void this.#refresh();
    return followLive(this.client, this.#window.document, {
      generation: () => this.#generation,
      onConnection: (connection) => (this.#connection = connection),
      onChange: (change) => this.#follow(change),
    });
  }

  #follow(change: Change): void {
    this.#generation = change.generation;
    this.changes.note(change);
    for (const tags of this.#tags.values()) tags.follow(change);
    if (change.runs !== false) void this.#refresh();
  }

  async #refresh(): Promise<void> {
    try {
      const [runs, status] = await Promise.all([this.client.runs(), this.client.status()]);
      this.runs.replace(runs);
      this.#status = status;
    } catch {
      // The live stream shows that the server is gone, and its next change asks again.
    }
  }
}

const key = Symbol('app');

export function provideApp(app: App): App {
  return setContext(key, app);
}

export function useApp(): App {
  return getContext<App>(key);
}
