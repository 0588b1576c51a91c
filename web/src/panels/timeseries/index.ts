// What the shell needs to know of the Time Series panel.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const timeseries: Panel = {
  id: 'timeseries',
  title: (app) => app.translator(messages)('title'),
  icon: 'chart',
  kinds: ['scalars'],
  prepare: (app) => void app.tags('scalars'),
  load: () => import('./panel.svelte'),
};
