// The panels that have a page, one line each. Their tabs stand in the order of `more/topics.ts`, those of installed packages last.

import { audio } from './audio';
import { customCharts } from './custom_charts';
import { histograms } from './histograms';
import { hparams } from './hparams';
import { images } from './images';
import { Panels } from './installed';
import { inOrder } from './more';
import { meshes } from './meshes';
import { prCurves } from './pr_curves';
import { runs } from './runs';
import { tensors } from './tensors';
import { text } from './text';
import { timeseries } from './timeseries';
import { video } from './video';

const shown = [
  timeseries,
  runs,
  histograms,
  images,
  text,
  prCurves,
  meshes,
  audio,
  tensors,
  video,
  customCharts,
  hparams,
];

export const panels = new Panels(shown, inOrder);
