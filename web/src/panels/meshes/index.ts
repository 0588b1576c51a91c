// What the shell needs to know of the Meshes panel.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const meshes: Panel = {
  id: 'meshes',
  title: (app) => app.translator(messages)('title'),
  icon: 'cube',
  kinds: ['mesh'],
  prepare: (app) => void app.tags('mesh'),
  load: () => import('./panel.svelte'),
};
