// The page's side of the interface that an installed panel is handed; `src/sonde/panels/host.d.ts` describes it.

import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { Host, HostEvents, HostRun, Unmount } from '../../../../src/sonde/panels/host';
import type { App } from '../../app/app.svelte';

export const VERSION = 1;

/** Before a source was read. */
const first = Symbol('first');

type Sources = { readonly [E in Exclude<keyof HostEvents, 'data'>]: () => unknown };

/** A host for one panel; `stop` ends its listeners. What they throw is told to `onerror`. */
export function createHost(
  app: App,
  panel: string,
  onerror: (cause: unknown) => void,
): { host: Host; stop: () => void } {
  const ends = new Set<() => void>();
  const parameter = (name: string): `${string}.${string}` => `${panel}.${name}`;
  // An address may name the panel's parameters before the panel has said which there are.
  const used = new SvelteSet<string>();
  const use = (name: string): `${string}.${string}` => {
    if (!used.has(name)) {
      used.add(name);
      app.view.field(parameter(name), { parse: (text) => text, format: (text: string | null) => text });
    }
    return parameter(name);
  };

  /** What is read to know whether an event has come. */
  const sources: Sources & Readonly<Record<string, (() => unknown) | undefined>> = {
    runs: () => app.runs.names.map((name) => app.runs.get(name)),
    shown: () => app.runs.visible,
    pointed: () => app.runs.pointed,
    colours: () => app.runs.names.map((name) => app.runs.colour(name)),
    theme: () => app.theme,
    language: () => app.locale,
    address: () =>
      JSON.stringify(
        [...used].map((name) => [name, app.view.get(parameter(name))]).filter(([, value]) => value !== null),
      ),
  };

  function call(listener: () => void): void {
    try {
      listener();
    } catch (cause) {
      onerror(cause);
    }
  }

  const until = (end: () => void): (() => void) => {
    const once = (): void => {
      if (ends.delete(once)) end();
    };
    ends.add(once);
    return once;
  };

  const host: Host = {
    version: VERSION,
    panel,
    query: {
      own: (path, init) => app.client.fetch(`${panel}/${path}`, init),
      core: (path, init) => app.client.fetch(path, init),
      address: (path) => app.client.address(`${panel}/${path}`),
    },
    runs: {
      get all() {
        return app.runs.names.flatMap((name): HostRun[] => {
          const run = app.runs.get(name);
          if (run === undefined) return [];
          const { state, points, start_time, last_time } = run;
          return [{ name, state, points, start_time, last_time }];
        });
      },
      get shown() {
        return app.runs.visible;
      },
      get selection() {
        return app.runs.selection;
      },
      get pointed() {
        return app.runs.pointed;
      },
      point: (name) => app.runs.point(name),
      colour: (name) => app.runs.colour(name),
    },
    address: {
      get: (name) => app.view.get(use(name)),
      set: (name, value, gradual) => app.view.set(use(name), value, gradual ?? false),
    },
    get theme() {
      return app.theme;
    },
    get language() {
      return app.locale;
    },
    colour: (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(),
    on(event, listener) {
      if (event === 'data') {
        const heard = ({ runs, tags }: HostEvents['data']): void =>
          call(() => (listener as (change: HostEvents['data']) => void)({ runs, tags }));
        return until(app.changes.listen(heard));
      }
      const source = sources[event];
      if (source === undefined)
        throw new TypeError(`expected one of data, ${Object.keys(sources).join(', ')}; got '${event}'`);
      let before: unknown = first;
      return until(
        $effect.root(() => {
          $effect(() => {
            const now = source();
            const changed = before !== first && before !== now;
            before = now;
            if (changed) untrack(() => call(listener as () => void));
          });
        }),
      );
    },
    announce: (text) => app.announce(text),
  };
  return {
    host,
    stop: () => {
      for (const end of [...ends]) end();
    },
  };
}

/** Imports a panel's module and mounts it. Throws an Error that says what is wrong with it. */
export async function mountModule(address: string, element: HTMLElement, host: Host): Promise<Unmount> {
  const module = (await import(/* @vite-ignore */ address)) as Record<string, unknown>;
  const needed = module['version'] ?? 1;
  if (typeof needed !== 'number') throw new Error(`expected 'version' to be a number, found ${typeof needed}`);
  if (needed > VERSION) {
    throw new Error(`it needs version ${needed} of the panel interface, this page has ${VERSION}`);
  }
  const mount = module['mount'];
  if (typeof mount !== 'function') throw new Error(`expected an exported function 'mount', found ${typeof mount}`);
  const unmount: unknown = await (mount as (element: HTMLElement, host: Host) => unknown)(element, host);
  if (unmount !== undefined && unmount !== null && typeof unmount !== 'function') {
    throw new Error(`expected 'mount' to give a function or nothing, found ${typeof unmount}`);
  }
  return (unmount ?? undefined) as Unmount;
}
