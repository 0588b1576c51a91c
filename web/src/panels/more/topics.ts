// Every kind of data that has a place in the page, in the order of the tabs, whether its page is built or not.
//
// A panel of `panels/index.ts` stands in the place of the topic with its id; a topic without a panel stands under "More".

import type { Panel } from '../../app/panel';
import type { IconName } from '../../widgets/icons';

export interface Topic {
  readonly id: string;
  readonly icon: IconName;
  readonly kinds: Panel['kinds'];
}

export const topics = [
  { id: 'timeseries', icon: 'chart', kinds: ['scalars'] },
  { id: 'histograms', icon: 'bars', kinds: ['histograms'] },
  { id: 'images', icon: 'image', kinds: ['images'] },
  { id: 'video', icon: 'video', kinds: ['videos'] },
  { id: 'audio', icon: 'audio', kinds: ['audio'] },
  { id: 'text', icon: 'text', kinds: ['text'] },
  { id: 'pr_curves', icon: 'curve', kinds: ['pr_curves'] },
  { id: 'meshes', icon: 'cube', kinds: ['mesh'] },
  { id: 'custom_charts', icon: 'logarithm', kinds: ['custom_scalars'] },
  { id: 'hparams', icon: 'table', kinds: ['hparams'] },
  {
    id: 'graphs',
    icon: 'graph',
    kinds: ['graphs', 'meta_graphs', 'graph_keras_model', 'graph_run_metadata', 'graph_tagged_run_metadata'],
  },
  // These two are kept in files beside the event files: no series is of their kind.
  { id: 'projector', icon: 'points', kinds: [] },
  { id: 'profile', icon: 'timer', kinds: [] },
  { id: 'tensors', icon: 'tensor', kinds: 'others' },
] as const satisfies readonly Topic[];

export type TopicId = (typeof topics)[number]['id'];
