// The visible strings that every panel of cards has.

import { catalogue } from '../base/i18n';

export const messages = catalogue(
  {
    'tags.search': 'Search tags',
    'tags.regex': 'Regular expression',
    'tags.clear': 'Clear',
    'tags.badRegex': 'Not a regular expression: {reason}',
    'tags.found': '{found} of {all} tags',
    'tags.none': 'No tag matches “{text}”.',
    'tags.showAll': 'Show all tags',
    'tags.ungrouped': 'No prefix',
    'tags.pinned': 'Pinned',
    'tags.loading': 'Reading the list of tags…',
    'tags.withoutData': { one: '{count} tag without data', other: '{count} tags without data' },
    'tags.showWithoutData': 'No shown run has them: show their empty cards',
    'tags.hideWithoutData': 'No shown run has them: hide their empty cards',
    'tags.allWithoutData': 'No shown run has any of these tags',
    'tags.noRunShown': 'No run is shown',
    'tags.chooseRuns': 'Choose runs in the list to see their data.',

    'tag.unnamed': '(no name)',

    'outline.label': 'Groups',

    'section.count': { one: '{count} card', other: '{count} cards' },

    'settings.look': 'Look',
    'settings.cardWidth': 'Card width',
    'settings.cardHeight': 'Card height',
    'settings.openAll': 'Open all groups',
    'settings.closeAll': 'Close all groups',

    'card.pin': 'Pin',
    'card.unpin': 'Unpin',
    'card.full': 'Full screen',
    'card.close': 'Close',
    'card.download': 'Download',
    'card.about': 'Description',
    'card.retry': 'Try again',
    'card.failed': 'The data could not be read: {reason}',

    'download.data': 'Every point',
    'download.seen': 'What is seen: shown runs, range, smoothing',
    'download.picture': 'Picture',
    'download.runs': 'Runs',
    'download.shown': { one: '{count} shown run', other: 'all {count} shown runs' },
    'download.failed': 'The download failed: {reason}',
    'download.more': { one: '+ {count} more', other: '+ {count} more' },
  },
  {
    'zh-CN': {
      'tags.search': '搜索标签',
      'tags.regex': '正则表达式',
      'tags.clear': '清除',
      'tags.badRegex': '不是有效的正则表达式：{reason}',
      'tags.found': '{found} / {all} 个标签',
      'tags.none': '没有标签匹配“{text}”。',
      'tags.showAll': '显示全部标签',
      'tags.ungrouped': '无前缀',
      'tags.pinned': '已固定',
      'tags.loading': '正在读取标签列表…',
      'tags.withoutData': '{count} 个标签无数据',
      'tags.showWithoutData': '显示的运行都没有这些标签：显示其空卡片',
      'tags.hideWithoutData': '显示的运行都没有这些标签：隐藏其空卡片',
      'tags.allWithoutData': '显示的运行都没有这些标签',
      'tags.noRunShown': '没有显示任何运行',
      'tags.chooseRuns': '在运行列表中选择运行即可查看数据。',

      'tag.unnamed': '（未命名）',

      'outline.label': '分组',

      'section.count': '{count} 张卡片',

      'settings.look': '外观',
      'settings.cardWidth': '卡片宽度',
      'settings.cardHeight': '卡片高度',
      'settings.openAll': '展开所有分组',
      'settings.closeAll': '收起所有分组',

      'card.pin': '固定',
      'card.unpin': '取消固定',
      'card.full': '全屏',
      'card.close': '关闭',
      'card.download': '下载',
      'card.about': '说明',
      'card.retry': '重试',
      'card.failed': '无法读取数据：{reason}',

      'download.data': '全部数据点',
      'download.seen': '所见数据：显示的运行、范围与平滑',
      'download.picture': '图片',
      'download.runs': '运行',
      'download.shown': '显示的全部 {count} 个运行',
      'download.failed': '下载失败：{reason}',
      'download.more': '另有 {count} 个',
    },
  },
);
