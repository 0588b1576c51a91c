// The visible strings around installed panels.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    failed: 'The panel “{title}” could not be opened',
    'failed.hint': 'It comes from an installed package. The rest of the page goes on.',
    error: 'This panel has a problem: {reason}',
    close: 'Close',
  },
  {
    'zh-CN': {
      failed: '无法打开面板“{title}”',
      'failed.hint': '它来自已安装的软件包。页面的其余部分照常工作。',
      error: '此面板出现问题：{reason}',
      close: '关闭',
    },
  },
);
