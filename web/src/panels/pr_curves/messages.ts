// The visible strings of the PR Curves panel.

import { catalogue } from '../../base/i18n';

export const messages = catalogue(
  {
    title: 'PR Curves',

    'tags.empty': 'No PR curves yet',
    'tags.emptyHint':
      'As soon as a run logs one, such as add_pr_curve("cat", labels, predictions, step), it appears here.',

    'view.label': 'View',
    'view.pr': 'PR',
    'view.roc': 'ROC',
    'view.confusion': 'Confusion',
    'view.scores': 'Scores',
    'view.prHint': 'Precision over recall',
    'view.rocHint': 'True over false positive rate',
    'view.confusionHint': 'The confusion matrix at the threshold',
    'view.scoresHint': 'What each curve comes to, over the steps',

    'threshold.label': 'Threshold',

    'axis.recall': 'Recall',
    'axis.precision': 'Precision',
    'axis.falsePositiveRate': 'False positive rate',
    'axis.truePositiveRate': 'True positive rate',

    'settings.label': 'PR curve settings',
    'settings.curves': 'Curves',
    'settings.isolines': 'Lines of equal F1',
    'settings.earlier': 'Earlier steps behind',
    'settings.earlierHint': 'Up to ten earlier curves of each run, the older the fainter',
    'settings.score': 'Score over the steps',

    'score.average_precision': 'AP',
    'score.auc': 'AUC',
    'score.best_f1': 'Best F1',
    'score.average_precisionHint': 'Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the logged thresholds',
    'score.aucHint': 'The area under the ROC curve, by trapezoids',
    'score.best_f1Hint': 'The largest F1 of all thresholds, and where it is',
    'score.at': 'at',

    'card.fit': 'Reset zoom',
    'card.noRuns': 'No run is shown',
    'card.noPoints': 'None of the shown runs has this tag',
    'card.unreadable': 'The curve cannot be read: {reason}',
    'card.noRoc': 'The counts allow no ROC curve: positives or negatives are not the same at every threshold',
    'card.step': 'Step',
    'card.role': 'curves',
    'card.pr': 'Precision over recall of {tag}',
    'card.roc': 'ROC curves of {tag}',
    'card.scores': '{score} of {tag} over the steps',
    'card.keys':
      'Left and right go from threshold to threshold, up and down from run to run; Enter marks the threshold on all cards; plus and minus zoom, 0 shows everything.',
    'card.scoreKeys':
      'Left and right go from step to step, up and down from run to run; plus and minus zoom, 0 shows everything.',

    'curve.atStep': '{run}, step {step}',
    'curve.later': { one: '{count} curve begins later', other: '{count} curves begin later' },
    'curve.unreadable': { one: '{count} curve cannot be read', other: '{count} curves cannot be read' },
    'curve.best': '{score} {value} ({run})',
    'runs.more': { one: '{count} more run', other: '{count} more runs' },

    'tip.threshold': 'Threshold {threshold}',
    'tip.accuracy': 'Acc.',

    'confusion.name': 'Confusion matrix of {run} at threshold {threshold}',
    'confusion.positive': 'Positive',
    'confusion.negative': 'Negative',
    'confusion.predictedPositive': 'Predicted positive',
    'confusion.predictedNegative': 'Predicted negative',

    'table.name': 'What each curve says at threshold {threshold}',
    'table.run': 'Run',

    'run.root': '(root)',
  },
  {
    'zh-CN': {
      title: 'PR 曲线',

      'tags.empty': '还没有 PR 曲线',
      'tags.emptyHint':
        '一旦有运行记录了 PR 曲线，例如 add_pr_curve("cat", labels, predictions, step)，它就会出现在这里。',

      'view.label': '视图',
      'view.pr': 'PR',
      'view.roc': 'ROC',
      'view.confusion': '混淆矩阵',
      'view.scores': '得分',
      'view.prHint': '精确率随召回率的变化',
      'view.rocHint': '真正率随假正率的变化',
      'view.confusionHint': '阈值处的混淆矩阵',
      'view.scoresHint': '每条曲线的得分随步数的变化',

      'threshold.label': '阈值',

      'axis.recall': '召回率',
      'axis.precision': '精确率',
      'axis.falsePositiveRate': '假正率',
      'axis.truePositiveRate': '真正率',

      'settings.label': 'PR 曲线设置',
      'settings.curves': '曲线',
      'settings.isolines': '等 F1 线',
      'settings.earlier': '在后面显示较早的步',
      'settings.earlierHint': '每个运行最多十条较早的曲线，越早越淡',
      'settings.score': '随步数变化的得分',

      'score.average_precision': 'AP',
      'score.auc': 'AUC',
      'score.best_f1': '最佳 F1',
      'score.average_precisionHint': '平均精确率：在记录的阈值上求 Σ (Rₙ − Rₙ₋₁) Pₙ',
      'score.aucHint': 'ROC 曲线下的面积（梯形法）',
      'score.best_f1Hint': '所有阈值中最大的 F1 及其阈值',
      'score.at': '阈值',

      'card.fit': '重置缩放',
      'card.noRuns': '没有显示任何运行',
      'card.noPoints': '显示的运行都没有这个标签',
      'card.unreadable': '曲线无法读取：{reason}',
      'card.noRoc': '计数无法得出 ROC 曲线：各阈值处的正例数或负例数不一致',
      'card.step': '步数',
      'card.role': '曲线',
      'card.pr': '{tag} 的精确率与召回率',
      'card.roc': '{tag} 的 ROC 曲线',
      'card.scores': '{tag} 的{score}随步数的变化',
      'card.keys':
        '左右方向键逐个阈值移动，上下方向键切换运行；回车在所有卡片上标出该阈值；加号和减号缩放，0 显示全部。',
      'card.scoreKeys': '左右方向键逐步移动，上下方向键切换运行；加号和减号缩放，0 显示全部。',

      'curve.atStep': '{run}，第 {step} 步',
      'curve.later': { other: '{count} 条曲线在此之后才开始' },
      'curve.unreadable': { other: '{count} 条曲线无法读取' },
      'curve.best': '{score} {value}（{run}）',
      'runs.more': { other: '另有 {count} 个运行' },

      'tip.threshold': '阈值 {threshold}',
      'tip.accuracy': '准确率',

      'confusion.name': '{run} 在阈值 {threshold} 处的混淆矩阵',
      'confusion.positive': '正例',
      'confusion.negative': '负例',
      'confusion.predictedPositive': '预测为正',
      'confusion.predictedNegative': '预测为负',

      'table.name': '每条曲线在阈值 {threshold} 处的数值',
      'table.run': '运行',

      'run.root': '（根目录）',
    },
  },
);
