// The app, as panels see it. A component below the shell gets it with `useApp()`; all that is read from it inside a template,
// `$derived` or `$effect` is followed.
//
//   app.translator(catalogue)      says the panel's own messages in the present language; app.locale; app.format (numbers, times)
//   app.theme                      'light' | 'dark', as resolved from the choice and the system
//   app.view.field(name, codec)    one parameter of the address (`asNumber`, `asFlag`, `asChoice`, `asList`, `asText`): use `.value`
//   app.preferences.field(…)       what this person prefers on this browser: use `.value`
//   app.runs.visible / .selection  names of the shown runs, oldest first / what a query's `runs` should say (null: all)
//   app.grouping                   groups of runs, the baseline, and what gives runs their colour
//   app.filter.where               the condition that says which runs are listed and drawn at all
//   app.runs.colour(name)          its colour in the present theme;  app.runs.get(name): its numbers
//   app.tags(kind).all / .loaded   the tags of a kind;  app.kinds: which kinds there are
//   app.changes.of(kind, tag, runs)  a number that grows when the tag may have new points in these runs: read it where a card asks
//   app.catalog.run(key)           what people added to a run (its name, note, tags …); see `catalog.svelte.ts`
//   app.status, app.connection, app.online
//   app.alerts                     what alert rules fired; app.alerts.tellWhen(tag) makes one
//   app.client                     asks the server;  app.announce(text): tells screen readers
//   app.queries                    puts the page's questions in order, and keeps their answers also while another panel is open
//   app.shortcuts.add(…)           a key, as long as the calling component lives
//
// The app keeps itself up to date with one live stream: a change names what is different, and only that is asked for again.

import { getContext, setContext } from 'svelte';
import { Formats } from '../base/format';
import { type Catalogue, type Locale, type Message, translator, type Translate } from '../base/i18n';
import { Throttle } from '../base/throttle';
import { ApiError, type Client, createClient } from '../data/client';
import { type Connection, followLive, type Live } from '../data/live';
import { QueryQueue } from '../data/query_queue';
import { runParts } from '../data/runs_table';
import type { Change, Status } from '../data/types';
import { Catalog } from './catalog.svelte';
import { Alerts } from './alerts/alerts.svelte';
import { Changes } from './changes.svelte';
import { Grouping } from './grouping.svelte';
import { Kinds } from './kinds.svelte';
import { messages } from './messages';
import { Preferences } from './preferences.svelte';
import { RunColumns } from './run_columns.svelte';
import { RunFilter } from './run_filter.svelte';
import { Runs } from './runs.svelte';
import { Shortcuts } from './shortcuts.svelte';
import { Tags } from './tags.svelte';
import { View } from './view.svelte';
import { DefaultView } from './views/default_view.svelte';

/** How late the numbers in the run list may be while only they change. */
const NUMBERS_WITHIN_MS = 3_000;
/** A run that was running is finished a minute after its last point; no event says so. */
const STATE_CHECK_MS = 30_000;

export class App {
  readonly client: Client;
  readonly preferences: Preferences;
  readonly view: View;
  readonly runs: Runs;
  readonly runColumns: RunColumns;
  readonly grouping: Grouping;
  readonly filter: RunFilter;
  readonly defaultView: DefaultView;
  readonly kinds: Kinds;
  readonly catalog: Catalog;
  readonly changes = new Changes();
  readonly shortcuts = new Shortcuts();
  readonly queries = new QueryQueue();
  /** Says the shell's own messages. */
  readonly t: Translate<(typeof messages)['en']> = this.translator(messages);
  readonly alerts: Alerts;
  readonly format = $derived(new Formats(this.locale));
  /** Seconds since 1970, to a fraction of a minute: for texts such as "3 minutes ago". */
  now = $state(Date.now() / 1000);

  /** How often the list of runs came. */
  #listed = $state(0);
  #systemDark = $state(false);
  #status = $state.raw<Status | null>(null);
  #connection = $state.raw<Connection>({ state: 'connecting' });
  #announcement = $state('');
  #generation = 0;
  #interrupted = false;
  #live: Live | undefined;
  readonly #tags = new Map<string, Tags>();
  readonly #window: Window;
  readonly #refreshRuns = new Throttle(() => this.#fetchRuns());

  constructor(window: Window, defaultPanel: string, client: Client = createClient()) {
    this.#window = window;
    this.client = client;
    this.kinds = new Kinds(client);
    this.preferences = new Preferences(window);
    this.catalog = new Catalog(client, () => this.preferences.author);
    this.view = new View(window, defaultPanel);
    this.defaultView = new DefaultView(this.view, this.catalog);
    this.filter = new RunFilter(this.view, client);
    this.runs = new Runs(this.view, this.preferences, () => this.theme, this.filter);
    this.runColumns = new RunColumns(client, () => this.#listed);
    this.grouping = new Grouping(this.view, this.runs, this.runColumns, () => this.theme);
    this.runs.paint((name) => this.grouping.colourOf(name));
    this.alerts = new Alerts(this);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = dark.matches;
    dark.addEventListener('change', () => (this.#systemDark = dark.matches));
  }

  get theme(): 'light' | 'dark' {
    const choice = this.preferences.theme;
    return choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : choice;
  }

  /** Light to dark, or back; from then on the system's choice is no longer followed. */
  toggleTheme(): void {
    this.preferences.theme = this.theme === 'dark' ? 'light' : 'dark';
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

  get connection(): Connection {
    return this.#connection;
  }

  /** Whether the server answers; what failed while it did not is worth asking again when this comes back. */
  get online(): boolean {
    return this.#connection.state !== 'lost';
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
    const clock = setInterval(() => this.#tick(), STATE_CHECK_MS);
    let stopped = false;
    this.kinds.refresh();
    // The first lists say from which generation on to follow. Without them, the stream itself finds out what is wrong.
    void this.#fetchRuns()
      .catch((cause: unknown) => this.#failed(cause))
      .finally(() => {
        if (stopped) return;
        void this.alerts.refresh();
        this.catalog.refresh();
        this.#live = followLive(this.client, this.#window.document, {
          position: () => this.#status && `${this.#status.instance}-${this.#generation}`,
          onConnection: (connection) => this.#onConnection(connection),
          onChange: (change) => this.#onChange(change),
          onCatalog: (position) => this.catalog.follow(position),
          onAlert: (firing) => this.alerts.hear(firing),
          staysAwake: () => this.alerts.onDesktop,
        });
      });
    return () => {
      stopped = true;
      clearInterval(clock);
      this.#live?.stop();
      this.#refreshRuns.stop();
      this.kinds.stop();
      this.catalog.stop();
      this.filter.stop();
    };
  }

  /** Tries at once to reach a server that was lost. */
  reconnect(): void {
    this.#live?.retry();
  }

  #tick(): void {
    if (this.#window.document.visibilityState === 'hidden') return;
    this.now = Date.now() / 1000;
    if (this.#connection.state === 'live' && this.runs.anyRunning) this.#refreshRuns.ask();
  }

  #onConnection(connection: Connection): void {
    this.#connection = connection;
    if (connection.state === 'lost' || connection.state === 'paused') this.#interrupted = true;
    if (connection.state !== 'live' || !this.#interrupted) return;
    // What was asked for while the server was away got no answer, and what fired was not heard.
    void this.alerts.refresh();
    this.#interrupted = false;
    this.#refreshRuns.ask();
    this.kinds.refresh();
    this.catalog.refresh();
    for (const tags of this.#tags.values()) tags.refresh();
  }

  #onChange(change: Change): void {
    this.#generation = change.generation;
    this.now = Date.now() / 1000;
    this.#take(change, this.runs.names.length);
    this.changes.note(change);
    this.kinds.follow(change);
    this.filter.noteChange(change.listed);
    for (const tags of this.#tags.values()) tags.follow(change);
    if (change.listed || change.runs === null) this.#refreshRuns.ask();
    else if (change.runs.length > 0) this.#refreshRuns.ask(NUMBERS_WITHIN_MS);
  }

  async #fetchRuns(): Promise<void> {
    const [{ runs, generation }, status] = await Promise.all([this.client.runs(), this.client.status()]);
    this.runs.replace(runs);
    this.#listed += 1;
    this.#generation = Math.max(this.#generation, generation);
    this.#take(status, runs.length);
  }

  /** Asks which runs are told of with others, where the log has what makes such; read where it is followed. */
  followParts(): void {
    if (this.#listed === 0 || !this.kinds.all.some(({ kind }) => kind === 'hparams')) return;
    runParts(this.client).then(
      (parts) => this.runs.takeParts(parts),
      // Without it they are listed as others are.
      () => undefined,
    );
  }

  // Takes a newer status, and notices a server that is another one than before.
  #take(status: Omit<Status, 'runs'>, runs: number): void {
    const restarted = this.#status !== null && this.#status.instance !== status.instance;
    this.#status = { ...status, runs };
    if (!restarted) return;
    this.#generation = status.generation;
    this.changes.noteAll();
    this.filter.noteChange(true);
    this.kinds.refresh();
    for (const tags of this.#tags.values()) tags.refresh();
    this.#refreshRuns.ask();
  }

  #failed(cause: unknown): void {
    const error = cause instanceof ApiError ? cause : new ApiError('offline', String(cause));
    this.#connection = { state: 'lost', error, attempts: 1, retryAt: Date.now() };
  }
}

const key = Symbol('app');

export function provideApp(app: App): App {
  return setContext(key, app);
}

export function useApp(): App {
  return getContext<App>(key);
}
