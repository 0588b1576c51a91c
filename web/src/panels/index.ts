// The panels, in the order of their tabs; the first is where a plain address opens. One line each.

import type { Panel } from '../app/panel';
import { timeseries } from './timeseries';

export const panels: readonly [Panel, ...Panel[]] = [timeseries];
