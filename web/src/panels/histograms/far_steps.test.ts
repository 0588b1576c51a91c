import { describe, expect, it } from 'vitest';
import type { RunHistograms } from '../../data/histograms';
import { farSteps } from './far_steps';

const run = (...reaches: (readonly [number, number])[]): RunHistograms =>
  ({
    statistics: {
      min: Float64Array.from(reaches, ([min]) => min),
      max: Float64Array.from(reaches, ([, max]) => max),
    },
  }) as unknown as RunHistograms;
const usual = (steps = 20, scale = 1): (readonly [number, number])[] =>
  Array.from({ length: steps }, (_, i) => [-scale * (1 + i / steps), scale * (1 + i / steps)]);
const WHOLE = [-1e15, 1e15] as const;

describe('histograms far outside', () => {
  it('are a whole run that diverged', () => {
    const diverged = run(...usual(20, 1e15));
    const far = farSteps([run(...usual()), run(...usual(20, 1.5)), diverged], WHOLE)!;
    expect(far).toMatchObject({ above: 20, below: 20, count: 20 });
    expect(far.extent[1]).toBeGreaterThanOrEqual(1.5 * 1.95);
    expect(far.extent[1]).toBeLessThan(4);
    expect(farSteps([run(...usual()), diverged], WHOLE)!.count).toBe(20);
  });

  it('are one or two steps of runs that are usual else, also where one has infinities', () => {
    const steps = [...usual(), [-1e15, 1] as const, [-Infinity, 0] as const];
    expect(farSteps([run(...steps)], WHOLE)).toMatchObject({ above: 0, below: 2, count: 2 });
    expect(farSteps([run(...steps), run(...usual())], WHOLE)).toMatchObject({ above: 0, below: 2, count: 2 });
    expect(farSteps([run(...usual(4), [0, 900])], WHOLE)).toMatchObject({ above: 1, below: 0, count: 1 });
  });

  it('are none where runs are alike, differ by some times, or change over the steps', () => {
    expect(farSteps([run(...usual()), run(...usual(20, 1.2))], WHOLE)).toBeNull();
    expect(farSteps([run(...usual()), run(...usual(20, 3))], WHOLE)).toBeNull();
    expect(farSteps([run([0, 0], [-0.1, 0.1], [-2, 2])], WHOLE)).toBeNull();
    expect(farSteps([run(...usual(), [-2.5, 4])], WHOLE)).toBeNull();
  });

  it('are none where most are the same number, and where there are none', () => {
    expect(farSteps([run(...Array.from({ length: 20 }, () => [0, 0] as const), [-1, 1])], WHOLE)).toBeNull();
    expect(farSteps([], WHOLE)).toBeNull();
    expect(farSteps([run(), run([NaN, NaN])], WHOLE)).toBeNull();
  });

  it('leave room for the outermost buckets, within what all reach over', () => {
    const steps = [...usual(), [-900, 0] as const];
    expect(farSteps([run(...steps)], [-900, 2])!.extent[1]).toBe(2);
    expect(farSteps([run(...steps)], [-900, 900])!.extent[1]).toBeCloseTo(1.95 * 1.1);
  });
});
