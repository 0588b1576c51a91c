// What the shell needs to know of the Images panel.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const images: Panel = {
  id: 'images',
  title: (app) => app.translator(messages)('title'),
  icon: 'image',
  kinds: ['images'],
  prepare: (app) => void app.tags('images'),
  load: () => import('./panel.svelte'),
  cards: { ofRuns: true, load: () => import('./cards.svelte') },
};
