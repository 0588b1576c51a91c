// What the shell needs to know of the panel of videos.

import type { Panel } from '../../app/panel';
import { messages } from './messages';
import { videoSeries } from './video_series.svelte';

export const video: Panel = {
  id: 'video',
  title: (app) => app.translator(messages)('title'),
  icon: 'video',
  kinds: ['videos'],
  finds: (app) => (app.kinds.listed.some(({ kind }) => kind === 'images') ? videoSeries(app).moving : []),
  load: () => import('./panel.svelte'),
};
