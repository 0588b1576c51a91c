// The visible strings of the Histograms panel.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'Histograms',

    'tags.empty': 'No histograms yet',
    'tags.emptyHint':
      'As soon as a run logs one, such as add_histogram("weights", layer.weight, step), it appears here.',

    'view.label': 'View',
    'view.offset': 'Offset',
    'view.overlay': 'Overlay',
    'view.distributions': 'Distributions',
    'view.heat': 'Heat map',
    'view.offsetHint': 'One ridge for each step, the newest in front',
    'view.overlayHint': 'All steps over one another, the newest strongest',
    'view.distributionsHint':
      'The median and bands of half, one and one and a half standard deviations, and the extremes',
    'view.heatHint': 'Values over steps; the darker, the more',

    'x.label': 'Depth',
    'x.step': 'Step',
    'x.relative': 'Relative',
    'x.wall': 'Time',
    'x.stepHint': 'The step that was logged',
    'x.relativeHint': 'Time since the run’s first point',
    'x.wallHint': 'Date and time of day',

    'settings.label': 'Histogram settings',
    'settings.scale': 'Scale',
    'settings.logCounts': 'Logarithmic counts',

    'card.fit': 'Reset zoom',
    'card.noRuns': 'No run is shown',
    'card.noPoints': 'None of the shown runs has this tag',
    'card.unreadable': 'Nothing of it can be read',
    'card.step': 'Step',
    'card.role': 'histograms',
    'card.name': 'Histograms of {tag}, run {run}',
    'card.keys':
      'Arrow keys along the values go from bin to bin, across them from step to step; plus and minus zoom, 0 shows everything.',
    'card.summary': '{steps} of {count} steps, values from {from} to {to}.',

    'steps.all': { one: '{count} step', other: 'all {count} steps' },
    'steps.some': '{drawn} of {count} steps',
    'steps.hint': 'Steps are chosen evenly, first and last too. Zoom in along the steps to see those between.',
    'steps.unreadable': { one: '{count} value cannot be read', other: '{count} values cannot be read' },
    'runs.more': { one: '{count} more run', other: '{count} more runs' },
    'runs.moreHint': 'Choose fewer runs to see them all side by side.',

    'tip.bin': '{from} to {to}',
    'tip.mean': 'Mean',
    'tip.std': 'Std',
    'tip.range': 'Range',
    'tip.zeros': 'Zeros',
    'tip.median': 'Median',
    'tip.spoken': '{run}, step {step}, {bin}, count {count}',

    'run.root': '(root)',
  },
  {
    'zh-CN': {
      title: '直方图',

      'tags.empty': '还没有直方图',
      'tags.emptyHint': '一旦有运行记录了直方图，例如 add_histogram("weights", layer.weight, step)，它就会出现在这里。',

      'view.label': '视图',
      'view.offset': '错位',
      'view.overlay': '叠加',
      'view.distributions': '分布',
      'view.heat': '热图',
      'view.offsetHint': '每一步一条山脊线，最新的在最前',
      'view.overlayHint': '所有步叠在一起，最新的最深',
      'view.distributionsHint': '中位数，半个、一个和一个半标准差的区间，以及两端',
      'view.heatHint': '值随步数的变化；越深表示越多',

      'x.label': '纵深',
      'x.step': '步数',
      'x.relative': '相对时间',
      'x.wall': '时间',
      'x.stepHint': '记录时的步数',
      'x.relativeHint': '自运行的第一个点起经过的时间',
      'x.wallHint': '日期与时刻',

      'settings.label': '直方图设置',
      'settings.scale': '刻度',
      'settings.logCounts': '对数计数',

      'card.fit': '重置缩放',
      'card.noRuns': '没有显示任何运行',
      'card.noPoints': '显示的运行都没有这个标签',
      'card.unreadable': '没有可以读取的内容',
      'card.step': '步数',
      'card.role': '直方图',
      'card.name': '{tag} 的直方图，运行 {run}',
      'card.keys': '沿数值方向的方向键逐箱移动，另一方向逐步移动；加号和减号缩放，0 显示全部。',
      'card.summary': '{count} 步中的 {steps} 步，数值从 {from} 到 {to}。',

      'steps.all': { other: '全部 {count} 步' },
      'steps.some': '{count} 步中的 {drawn} 步',
      'steps.hint': '各步均匀选取，首尾必在其中。沿步数方向放大即可看到其间的各步。',
      'steps.unreadable': { other: '{count} 个值无法读取' },
      'runs.more': { other: '另有 {count} 个运行' },
      'runs.moreHint': '少选一些运行，即可并排看到全部。',

      'tip.bin': '{from} 至 {to}',
      'tip.mean': '均值',
      'tip.std': '标准差',
      'tip.range': '范围',
      'tip.zeros': '零的比例',
      'tip.median': '中位数',
      'tip.spoken': '{run}，第 {step} 步，{bin}，计数 {count}',

      'run.root': '（根目录）',
    },
  },
);
