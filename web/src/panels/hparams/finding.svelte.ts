// Hyperparameters that no series has: configuration files beside runs, and studies of other tools.

import type { App } from '../../app/app.svelte';
import { Throttle } from '../../base/throttle';
import { fetchFound } from '../../data/hparams';
import type { KindInfo } from '../../data/types';

/** How late it may be seen that there are some. */
const WITHIN_MS = 5_000;

const findings = new WeakMap<App, Finding>();

/** What there is, as a kind of data; read where it is followed. */
export function found(app: App): readonly KindInfo[] {
  let finding = findings.get(app);
  if (finding === undefined) findings.set(app, (finding = new Finding(app)));
  return finding.found;
}

class Finding {
  found = $state.raw<readonly KindInfo[]>([]);

  constructor(app: App) {
    const asking = new Throttle(async () => {
      // Where series have some, nothing else is needed.
      if (this.found.length > 0 || app.kinds.listed.some(({ kind }) => kind === 'hparams')) return;
      try {
        const { files, studies } = await fetchFound(app.client);
        const count = files + studies;
        if (count > 0) this.found = [{ kind: 'hparams', tags: count, series: count, points: count }];
      } catch {
        // Without an answer there is no tab yet; the next change asks again.
      }
    }, WITHIN_MS);
    asking.ask();
    app.changes.listen(() => asking.ask(WITHIN_MS));
  }
}
