// The panels of installed packages, as the server names them.

import type { App } from '../../app/app.svelte';
import type { Panel } from '../../app/panel';
import { Throttle } from '../../base/throttle';
import type { PanelInfo } from '../../data/types';

/** All panels in the order of their tabs: the built ones at once, the installed ones when the server has named them. */
export class Panels {
  #found = $state.raw<readonly Panel[]>([]);
  readonly #all: readonly [Panel, ...Panel[]];

  constructor(built: readonly Panel[], inOrder: (panels: readonly Panel[]) => readonly [Panel, ...Panel[]]) {
    this.#all = $derived(inOrder([...built, ...this.#found]));
  }

  get all(): readonly [Panel, ...Panel[]] {
    return this.#all;
  }

  /** Asks for the installed ones, and again whenever another server answers; the result ends it. */
  follow(app: App): () => void {
    let known = '';
    const refresh = new Throttle(async () => {
      const infos = await app.client.panels();
      // What has not changed stays the same object: its page is not opened anew.
      if (JSON.stringify(infos) === known) return;
      known = JSON.stringify(infos);
      this.#found = infos.map((info) => panelOf(info, app));
    });
    const stop = $effect.root(() => {
      $effect(() => {
        if (app.online && app.status?.instance !== undefined) refresh.ask();
      });
    });
    return () => {
      stop();
      refresh.stop();
    };
  }
}

function panelOf(info: PanelInfo, app: App): Panel {
  return {
    id: info.id,
    title: ({ locale }) => (locale === 'zh-CN' ? info.chinese_title : info.title),
    icon: 'plug',
    kinds: info.kinds,
    module: new URL(`../${info.module}`, app.client.address('')).href,
    load: () => import('./page.svelte'),
  };
}
