// The visible strings of saved views.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'Saved views',
    none: 'A saved view keeps this page as it stands: runs, filter, groups, zoom, pins. Everyone who opens this log directory has it.',
    name: 'Name of the view',
    save: 'Save this view',
    open: 'Open {name}',
    replace: 'Save what is seen here under this name',
    default: 'Open with this view',
    remove: 'Remove',
    by: 'by {author}, {time}',
    byNobody: '{time}',
    failed: 'Not kept: {reason}',
    saved: 'Saved as {name}',
  },
  {
    'zh-CN': {
      title: '已存视图',
      none: '已存视图保留页面当前的样子：运行、筛选、分组、缩放、固定。打开此日志目录的每个人都能看到。',
      name: '视图名称',
      save: '保存当前视图',
      open: '打开 {name}',
      replace: '以此名称保存当前页面',
      default: '默认以此视图打开',
      remove: '删除',
      by: '{author}，{time}',
      byNobody: '{time}',
      failed: '未能保存：{reason}',
      saved: '已保存为 {name}',
    },
  },
);
