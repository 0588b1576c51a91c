// What the shell needs to know of the panel of texts.

import type { Panel } from '../../app/panel';
import { messages } from './messages';
import { EXTRA_HEIGHT } from './height';

export const text: Panel = {
  id: 'text',
  title: (app) => app.translator(messages)('title'),
  icon: 'text',
  kinds: ['text'],
  prepare: (app) => void app.tags('text'),
  load: () => import('./panel.svelte'),
  cards: { extraHeight: EXTRA_HEIGHT, load: () => import('./cards.svelte') },
};
