// What the shell needs to know of the panel of sounds.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const audio: Panel = {
  id: 'audio',
  title: (app) => app.translator(messages)('title'),
  icon: 'audio',
  kinds: ['audio'],
  prepare: (app) => void app.tags('audio'),
  load: () => import('./panel.svelte'),
};
