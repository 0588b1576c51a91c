// What a panel is to the shell: a tab, and a component that is loaded when its tab is first opened.

import { type Component, getContext, setContext, type Snippet } from 'svelte';
import type { KindInfo, TagInfo } from '../data/types';
import type { IconName } from '../widgets/icons';
import type { App } from './app.svelte';

/** Loads a module whose default export fills the panel area; it finds the app with `useApp()`, and itself with `usePanels()`. */
export type LoadPage = () => Promise<{ readonly default: Component }>;

/** How a card stands: `full` fills the window, `whole` is called by its whole tag, `run` is the one that it is of, if it is of one. */
export interface CardPlace {
  /** Names it among all cards of the page. */
  readonly key: string;
  readonly run: string | null;
  readonly full: boolean;
  readonly whole: boolean;
}

/** The step that a page of several kinds has chosen for all its cards. */
export interface PageStep {
  /** Null while each card goes by its own. */
  readonly step: number | null;
  move(step: number): void;
}

/** What draws the cards of a panel. */
export interface Drawing {
  readonly card: Snippet<[info: TagInfo, place: CardPlace]>;
  /** The panel's controls, to stand beside a card that fills the window. */
  readonly tools?: Snippet;
}

/** What a panel's cards are told by a page that shows them among others; the page's own `Cards` they find with `useCards()`. */
export interface CardsProps {
  readonly step: PageStep;
  /** Takes what draws them. */
  readonly offer: (drawing: Drawing) => void;
}

/** A panel's cards, for pages that show several kinds. */
export interface PanelCards {
  /** Each shown run of a tag has a card of its own. */
  readonly ofRuns?: boolean;
  /** How much higher they are than charts, in pixels. */
  readonly extraHeight?: number;
  /** Loads a component that stands once on the page, as long as the page does: it offers what draws a card, and holds what they share. */
  readonly load: () => Promise<{ readonly default: Component<CardsProps> }>;
}

export interface Panel {
  /** The first part of its address (`#/timeseries`), and its name in the code. */
  readonly id: string;
  readonly title: (app: App) => string;
  readonly icon: IconName;
  /** The kinds of data that it shows: it has a tab where the log has one of them. `others`: all that no panel names. */
  readonly kinds: readonly string[] | 'others';
  /** What it finds to show in series of other kinds; read where it is followed. */
  readonly finds?: (app: App) => readonly KindInfo[];
  /** Asks for what the panel will need first, while its code is loaded. */
  readonly prepare?: (app: App) => void;
  /** The address of its ES module, if it comes from an installed package. */
  readonly module?: string;
  /** Its page is where runs are chosen: it stays while none is shown, and the run list beside it would say everything twice. */
  readonly choosesRuns?: boolean;
  /** Its page; absent while there is none. */
  readonly load?: LoadPage;
  /** Its cards, where other pages may show them beside theirs. */
  readonly cards?: PanelCards;
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
