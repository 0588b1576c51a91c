// What a panel is to the shell: a tab, and a component that is loaded when its tab is first opened.

import { type Component, getContext, setContext } from 'svelte';
import type { KindInfo } from '../data/types';
import type { IconName } from '../widgets/icons';
import type { App } from './app.svelte';

/** Loads a module whose default export fills the panel area; it finds the app with `useApp()`, and itself with `usePanels()`. */
export type LoadPage = () => Promise<{ readonly default: Component }>;

export interface Panel {
  /** The first part of its address (`#/timeseries`), and its name in the code. */
  readonly id: string;
  readonly title: (app: App) => string;
  readonly icon: IconName;
  /** The kinds of data that it shows: it has a tab where the log has one of them. `others`: all that no panel names. */
  readonly kinds: readonly string[] | 'others';
  /** Asks for what the panel will need first, while its code is loaded. */
  readonly prepare?: (app: App) => void;
  /** The address of its ES module, if it comes from an installed package. */
  readonly module?: string;
  /** Its page; absent while there is none. */
  readonly load?: LoadPage;
  /** What stands in the page's place while there is no page, or nothing to show on it: how to get there. */
  readonly guide?: LoadPage;
}

/** What the log has of a panel's kinds. */
export function dataOf(panel: Panel, panels: readonly Panel[], all: readonly KindInfo[]): readonly KindInfo[] {
  const { kinds } = panel;
  if (kinds !== 'others') return all.filter(({ kind }) => kinds.includes(kind));
  return all.filter(({ kind }) => !panels.some((other) => other.kinds !== 'others' && other.kinds.includes(kind)));
}

/** The panels, and which of them is open. */
export interface Panels {
  readonly all: readonly [Panel, ...Panel[]];
  readonly open: Panel;
}

const key = Symbol('panels');

export function providePanels(panels: Panels): void {
  setContext(key, panels);
}

export function usePanels(): Panels {
  return getContext<Panels>(key);
}
