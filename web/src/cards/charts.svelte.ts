// What the charts of a panel share: the frames in which they are drawn, their colours and numbers, and the linked cursor.

import { onMount } from 'svelte';
import type { App } from '../app/app.svelte';
import { Format } from '../plot/format';
import type { Theme } from '../plot/frame';
import { FrameQueue } from '../plot/frame_queue';
import { LinkedCursor } from './linked_cursor';

export class Charts {
  readonly frames = new FrameQueue();
  readonly cursor = new LinkedCursor();
  readonly format = $derived.by(() => new Format(this.app.locale));
  #theme = $state.raw<Theme>(readTheme());

  constructor(readonly app: App) {}

  /** The colours of charts in the present theme. */
  get theme(): Theme {
    return this.#theme;
  }

  /** Keeps the theme up to date as long as the calling component lives. */
  followTheme(): void {
    onMount(() => {
      const read = (): void => {
        this.#theme = readTheme();
      };
      const observer = new MutationObserver(read);
      observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
      read();
      return () => observer.disconnect();
    });
  }
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token('--surface'),
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    label: token('--ink-3'),
    text: token('--ink'),
    accent: token('--accent'),
  };
}
