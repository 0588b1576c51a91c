// Keyboard shortcuts: who wants which key, what it does, and the list that the help shows.

import { onDestroy } from 'svelte';

export interface Shortcut {
  /** `KeyboardEvent.key`, such as `/`, `?`, `t`, `[`. */
  readonly key: string;
  /** What it does, in the present language; asked when the help opens. */
  readonly describe: () => string;
  readonly run: () => void;
}

/** What keys and the pointer do in one part of the page: a section of the help. */
export interface Explanation {
  readonly title: () => string;
  /** Keys or gestures that belong together, and what they do. */
  readonly entries: () => readonly (readonly [keys: readonly string[], does: string])[];
}

export class Shortcuts {
  #all = $state.raw<readonly Shortcut[]>([]);
  #explanations = $state.raw<readonly Explanation[]>([]);

  get all(): readonly Shortcut[] {
    return this.#all;
  }

  /** Adds a shortcut for as long as the calling component lives; call it while the component is set up. */
  add(shortcut: Shortcut): void {
    this.#all = [...this.#all, shortcut];
    onDestroy(() => (this.#all = this.#all.filter((other) => other !== shortcut)));
  }

  get explanations(): readonly Explanation[] {
    return this.#explanations;
  }

  /** Adds a section to the help for as long as the calling component lives. */
  explain(explanation: Explanation): void {
    this.#explanations = [...this.#explanations, explanation];
    onDestroy(() => (this.#explanations = this.#explanations.filter((other) => other !== explanation)));
  }

  /** Runs what belongs to the key of `event`, unless someone is typing; the newest comes first. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const shortcut = this.#all.findLast(({ key }) => key === event.key);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'button', 'color'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
