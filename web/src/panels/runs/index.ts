// What the shell needs to know of the table of runs.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const runs: Panel = {
  id: 'runs',
  title: (app) => app.translator(messages)('title'),
  icon: 'table',
  // Every log has runs.
  kinds: [],
  choosesRuns: true,
  load: () => import('./panel.svelte'),
};
