// What the shell needs to know of the panel of tensors.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const tensors: Panel = {
  id: 'tensors',
  title: (app) => app.translator(messages)('title'),
  icon: 'tensor',
  kinds: 'others',
  load: () => import('./panel.svelte'),
};
