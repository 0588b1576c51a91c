// Keyboard shortcuts: who wants which key, what it does, and the list that the help shows.

import { onDestroy } from 'svelte';

export interface Shortcut {
  /** `KeyboardEvent.key`, such as `/`, `?`, `t`, `[`. */
  readonly key: string;
  /** What it does, in the present language; asked when the help opens. */
  readonly describe: () => string;
  readonly run: () => void;
}

export class Shortcuts {
  #all = $state.raw<readonly Shortcut[]>([]);

  get all(): readonly Shortcut[] {
    return this.#all;
  }

  /** Adds a shortcut for as long as the calling component lives; call it while the component is set up. */
  add(shortcut: Shortcut): void {
    this.#all = [...this.#all, shortcut];
    onDestroy(() => (this.#all = this.#all.filter((other) => other !== shortcut)));
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
