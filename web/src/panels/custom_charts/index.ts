// What the shell needs to know of the Custom Charts panel.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const customCharts: Panel = {
  id: 'custom_charts',
  title: (app) => app.translator(messages)('title'),
  icon: 'logarithm',
  // Charts can be made of any scalars; a log need not have a layout of its own.
  kinds: ['custom_scalars', 'scalars'],
  prepare: (app) => void app.tags('scalars'),
  load: () => import('./panel.svelte'),
};
