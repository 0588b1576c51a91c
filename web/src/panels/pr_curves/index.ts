// What the shell needs to know of the PR Curves panel.

import type { Panel } from '../../app/panel';
import { messages } from './messages';

export const prCurves: Panel = {
  id: 'pr_curves',
  title: (app) => app.translator(messages)('title'),
  icon: 'curve',
  kinds: ['pr_curves'],
  prepare: (app) => void app.tags('pr_curves'),
  load: () => import('./panel.svelte'),
};
