// The visible strings of the shell.

import { catalogue } from '../base/i18n';

export const messages = catalogue(
  {
    'app.name': 'Sonde',
    'shown.count': '{visible} of {total} shown',
  },
  {
    'zh-CN': {
      'app.name': 'Sonde',
      'shown.count': '显示 {visible} / {total}',
    },
  },
);
