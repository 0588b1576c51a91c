// The panels that have a page, one line each. Their tabs stand in the order of `more/topics.ts`.

import { inOrder } from './more';
import { timeseries } from './timeseries';

export const panels = inOrder([timeseries]);
