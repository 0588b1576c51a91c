// The visible strings of the Time Series panel.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'Time Series',
  },
  {
    'zh-CN': {
      title: '时间序列',
    },
  },
);
