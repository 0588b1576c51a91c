import { describe, expect, it } from 'vitest';
import { clipFar } from './far';
import { Line } from './line';

const line = (key: string, ...y: number[]): Line =>
  new Line({ key, color: '#000', x: Float64Array.from(y.keys()), y: Float64Array.from(y) });
const loss = (scale = 1): number[] => Array.from({ length: 100 }, (_, i) => scale * (0.1 + 2.2 * Math.exp(-i / 15)));

describe('values far outside', () => {
  it('of a run that diverged are clipped and counted', () => {
    const diverged = loss().map((value, i) => (i < 60 ? value : 10 ** (i - 58)));
    const clipped = clipFar([line('a', ...loss()), line('b', ...loss(0.8)), line('c', ...diverged)], null)!;
    expect(clipped.extent[1]).toBeLessThan(10);
    expect(clipped.above).toBe(40);
    expect(clipped.below).toBe(0);
    expect(clipFar([line('a', ...loss()), line('c', ...diverged)], null)!.above).toBe(40);
  });

  it('are those of a single spike too, also downwards', () => {
    const spiked = loss().map((value, i) => (i === 50 ? -900 : value));
    expect(clipFar([line('a', ...spiked)], null)).toMatchObject({ above: 0, below: 1 });
  });

  it('are none where lines begin high, differ by some times, or hardly flatten each other', () => {
    expect(clipFar([line('a', ...loss())], null)).toBeNull();
    expect(
      clipFar(
        [0.001, 0.01, 0.1, 0.5, 2].map((rate) => line(`${rate}`, ...loss(rate))),
        null,
      ),
    ).toBeNull();
    expect(clipFar([line('a', ...loss()), line('b', ...loss(5))], null)).toBeNull();
  });

  it('are none where most values are the same, and where there are none', () => {
    const rare = Array.from({ length: 1000 }, (_, i) => (i === 500 ? 1 : 0));
    expect(clipFar([line('a', ...rare)], null)).toBeNull();
    expect(clipFar([], null)).toBeNull();
    expect(clipFar([line('a')], null)).toBeNull();
    expect(clipFar([line('a', NaN, Infinity, -Infinity)], null)).toBeNull();
  });

  it('are looked for in the part of the axis that is shown', () => {
    const spiked = loss().map((value, i) => (i === 50 ? 900 : value));
    expect(clipFar([line('a', ...spiked)], [0, 40])).toBeNull();
    expect(clipFar([line('a', ...spiked)], [40, 60])).not.toBeNull();
  });
});
