// What the parts of the panel share: the settings, the order among queries, the frames, the cursor, and what the pointer is on.

import type { App } from '../../app/app.svelte';
import type { Translate } from '../../base/i18n';
import { queryScalars } from '../../data/scalars';
import { Format } from '../../plot/format';
import type { Theme } from '../../plot/frame';
import { FrameQueue } from '../../plot/frame_queue';
import { type Answer, type Ask, toAnswer } from './card_data';
import type { CardModel } from './card_model.svelte';
import { LinkedCursor } from './linked_cursor';
import { messages } from './messages';
import { QueryQueue } from './query_queue';
import { Settings } from './settings.svelte';

export class TimeSeries {
  readonly t: Translate<(typeof messages)['en']>;
  readonly settings: Settings;
  readonly frames = new FrameQueue();
  readonly cursor = new LinkedCursor();
  readonly format = $derived.by(() => new Format(this.app.locale));
  readonly visible = $derived.by(() => new Set(this.app.runs.visible));
  /** The card under the pointer, or with the keyboard's cursor. */
  pointed = $state.raw<CardModel | null>(null);
  #theme = $state.raw<Theme>(readTheme());
  readonly #queue = new QueryQueue<Answer>();

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.settings = new Settings(app.view, app.preferences);
  }

  /** The colours of charts in the present theme. */
  get theme(): Theme {
    return this.#theme;
  }

  /** Keeps the theme up to date until the result is called. */
  followTheme(): () => void {
    const read = (): void => {
      this.#theme = readTheme();
    };
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    read();
    return () => observer.disconnect();
  }

  /** A way to the server for one card; `rank` says how much it is wanted, smaller first. */
  askFor(rank: () => number): Ask {
    return (request, version, signal) => {
      const ask = async (stop: AbortSignal): Promise<Answer> =>
        toAnswer(request, await queryScalars(this.app.client, request, stop));
      return this.#queue.ask(JSON.stringify(request), version, ask, rank, signal);
    };
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
