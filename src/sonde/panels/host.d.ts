/**
 * The interface between Sonde's page and the page of an installed panel: version 1.
 *
 * What is here stays as it is. Later versions only add to it, and have a higher number.
 */

/** What the ES module of a panel exports. */
export interface PanelModule {
  /** The lowest version of this interface that the module needs; 1 if it says nothing. */
  readonly version?: number;
  /**
   * Fills `element`, which is empty, as large as the panel area and scrolls what is larger. The result, if any, is called
   * before the element is taken away: it ends what the panel began. Whatever is thrown is shown in the panel's place.
   */
  mount(element: HTMLElement, host: Host): Unmount | Promise<Unmount>;
}

export type Unmount = (() => void) | void;

/** What the page lends a panel. */
export interface Host {
  /** The version of this interface that the page has. */
  readonly version: 1;
  /** The panel's id. */
  readonly panel: string;
  readonly query: HostQuery;
  readonly runs: HostRuns;
  readonly address: HostAddress;
  /** The present theme. The page's colours are there as CSS variables: `var(--ink)`, and so on. */
  readonly theme: 'light' | 'dark';
  /** The present language: a BCP 47 tag, as `Intl` takes it. */
  readonly language: 'en' | 'zh-CN';
  /**
   * The present value of one of the page's colours, for a canvas: `ground`, `surface`, `raised`, `hover`, `chosen`, `line`, `edge`,
   * `ink`, `ink-2`, `ink-3`, `accent`, `on-accent`, `good`, `warn`, `bad`, `chart-grid`, `chart-axis`. Empty for any other.
   */
  colour(name: string): string;
  /** Calls back after each change of what `event` names, until the result is called or the panel is taken away. */
  on<E extends keyof HostEvents>(event: E, listener: (change: HostEvents[E]) => void): () => void;
  /** Has screen readers say something. */
  announce(text: string): void;
}

/** What `Host.on` tells of. */
export interface HostEvents {
  /** The data has changed. */
  data: DataChange;
  /** Runs came or went, or their numbers changed. */
  runs: void;
  /** Other runs are shown. */
  shown: void;
  /** The pointer is on another run, in the list or in a chart. */
  pointed: void;
  /** The colour of a run has changed, or the theme. */
  colours: void;
  theme: void;
  language: void;
  /** A parameter of the address that is the panel's own has changed, by `set`, by the browser's "back", or by hand. */
  address: void;
}

/** What is different; null where it is more than is worth naming. */
export interface DataChange {
  readonly runs: readonly string[] | null;
  readonly tags: readonly string[] | null;
}

/**
 * Asks the server, whatever the path prefix and the token. Both throw an Error unless the answer is a good one; it then has a
 * `code`, a `message`, a `hint` and a `status`.
 */
export interface HostQuery {
  /** One of the panel's own routes: `own('pairs?x=loss')` asks `/api/<id>/pairs?x=loss`. */
  own(path: string, init?: RequestInit): Promise<Response>;
  /** Any other: `core('tags?kind=scalars')` asks `/api/tags?kind=scalars`. They are described at /api/docs. */
  core(path: string, init?: RequestInit): Promise<Response>;
  /** The address of one of the panel's own routes, for links, pictures and downloads. */
  address(path: string): string;
}

export interface HostRuns {
  /** Every run, oldest first. */
  readonly all: readonly HostRun[];
  /** The names of the shown ones, oldest first. */
  readonly shown: readonly string[];
  /** What a question's `runs` should say: the shown ones, or null where these are all there are. */
  readonly selection: readonly string[] | null;
  /** The run that the pointer is on, or null. */
  readonly pointed: string | null;
  /** Brings a run forward everywhere, or none. */
  point(name: string | null): void;
  /** The run's colour in the present theme, as CSS and canvas take it. */
  colour(name: string): string;
}

export interface HostRun {
  readonly name: string;
  /** `running` while it is being written; `stalled` where it said that it began, not that it ended, and went silent. */
  readonly state: 'running' | 'finished' | 'failed' | 'stalled';
  readonly points: number;
  /** In seconds since the epoch; null without events. */
  readonly start_time: number | null;
  readonly last_time: number | null;
}

/** The panel's own parameters of the address: whoever opens a copied address sees the same view. */
export interface HostAddress {
  get(name: string): string | null;
  /** Null takes the parameter away. `gradual` says that a hand is moving something: changes in a row are one step back. */
  set(name: string, value: string | null, gradual?: boolean): void;
}
