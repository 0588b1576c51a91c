// What the shell needs to know of the HParams panel.

import type { Panel } from '../../app/panel';
import { found } from './finding.svelte';
import { messages } from './messages';

export const hparams: Panel = {
  id: 'hparams',
  title: (app) => app.translator(messages)('title'),
  icon: 'parallel',
  kinds: ['hparams'],
  finds: found,
  load: () => import('./panel.svelte'),
};
