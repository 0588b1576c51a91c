import { describe, expect, it } from 'vitest';
import type { ColumnInfo } from '../../data/runs_table';
import { metricColumn, metricOf, usualColumns, writtenName } from './columns';

const info = (id: string, group: ColumnInfo['group'], differs = true, present = 3): ColumnInfo => ({
  id,
  group,
  label: id,
  description: '',
  type: 'number',
  differs,
  present,
});

describe('columns', () => {
  it('of a metric say its tag, which may hold dots, and its statistic', () => {
    expect(metricOf('metrics.val/acc.top1.best_step')).toEqual({ tag: 'val/acc.top1', statistic: 'best_step' });
    expect(metricOf('hparams.lr')).toBeNull();
    expect(metricColumn({ tag: 'a.b', statistic: 'spark' })).toBe('spark.a.b');
    expect(metricOf('spark.a.b')).toEqual({ tag: 'a.b', statistic: 'spark' });
  });

  it('are written in a condition with backticks where their name needs them', () => {
    expect(writtenName('metrics.val/acc.max')).toBe('val/acc.max');
    expect(writtenName('metrics.loss (val).last')).toBe('`loss (val)`');
    expect(writtenName('hparams.optimizer.lr')).toBe('optimizer.lr');
    expect(writtenName('hparams.a`b')).toBe('`a\\`b`');
  });

  it('are at first the hyperparameters that differ and the last of the metrics that most runs have', () => {
    const infos = [
      info('name', 'run'),
      info('state', 'run'),
      info('duration', 'run', true, 0),
      info('hparams.seed', 'hparam'),
      info('hparams.model', 'hparam', false),
      ...Array.from({ length: 8 }, (_, i) => info(`metrics.m${i}.last`, 'metric', true, i === 7 ? 3 : 1)),
      info('metrics.m0.max', 'metric'),
    ];
    const metrics = ['m0', 'm1', 'm2', 'm3', 'm4', 'm7'].map((tag) => `metrics.${tag}.last`);
    expect(usualColumns(infos)).toEqual(['state', 'hparams.seed', ...metrics]);
  });
});
