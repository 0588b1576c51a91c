import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from './throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const taking = (ms: number) => vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));

describe('joined work', () => {
  it('begins at once and joins what is wished meanwhile into one more run', async () => {
    const job = taking(10);
    const throttle = new Throttle(job, 100);
    throttle.ask();
    throttle.ask();
    expect(job).toHaveBeenCalledTimes(1);

    await vi.advanceTimersByTimeAsync(5);
    throttle.ask();
    throttle.ask();
    await vi.advanceTimersByTimeAsync(100);
    expect(job).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(job).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(job).toHaveBeenCalledTimes(2);
  });

  it('rests three times as long as it worked', async () => {
    const job = taking(1000);
    const throttle = new Throttle(job, 100);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(1000);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(2990);
    expect(job).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(job).toHaveBeenCalledTimes(2);
  });

  it('takes the more urgent of two wishes', async () => {
    const job = taking(0);
    const throttle = new Throttle(job);
    throttle.ask(5000);
    throttle.ask(1000);
    throttle.ask(9000);
    await vi.advanceTimersByTimeAsync(999);
    expect(job).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(job).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(job).toHaveBeenCalledTimes(1);
  });

  it('goes on after a failure', async () => {
    const job = vi.fn(() => Promise.reject(new Error('gone')));
    const throttle = new Throttle(job, 10);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(0);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(10);
    expect(job).toHaveBeenCalledTimes(2);
  });
});
