// What a panel is to the shell: a tab, and a component that is loaded when its tab is first opened.

import type { Component } from 'svelte';
import type { IconName } from '../widgets/icons';
import type { App } from './app.svelte';

export interface Panel {
  /** The first part of its address (`#/timeseries`), and its name in the code. */
  readonly id: string;
  readonly title: (app: App) => string;
  readonly icon: IconName;
  /** Asks for what the panel will need first, while its code is loaded. */
  readonly prepare?: (app: App) => void;
  /** The module whose default export fills the panel area; it finds the app with `useApp()`. */
  readonly load: () => Promise<{ readonly default: Component }>;
}
