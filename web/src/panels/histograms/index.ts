// What the shell needs to know of the Histograms panel.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const histograms: Panel = {
  id: 'histograms',
  title: (app) => app.translator(messages)('title'),
  icon: 'bars',
  kinds: ['histograms'],
  prepare: (app) => void app.tags('histograms'),
  load: () => import('./panel.svelte'),
  cards: { load: () => import('./cards.svelte') },
};
