import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../data/client';
import type { ScalarLine } from '../../data/scalars';
import type { ScalarsRequest } from '../../data/types';
import type { Interval } from '../../plot/scale';
import { type Answer, type Ask, bestOf, CardData, closedRange, type Question } from './card_data';

const question: Question = {
  tag: 'loss',
  runs: null,
  x: 'step',
  logX: false,
  smoothing: 0,
  attempts: 'current',
  width: 400,
  grouped: null,
};

interface Asked {
  request: ScalarsRequest;
  signal: AbortSignal;
  answer: (xExtent?: Interval) => Promise<void>;
  fail: (cause: Error) => Promise<void>;
}

let asked: Asked[];
let data: CardData;
let changes: number;

const ask: Ask = (request, _grouped, _version, signal) =>
  new Promise((resolve, reject) => {
    const answer = (xExtent: Interval = [0, 100]): Promise<void> => {
      const line = { run: 'a', attempt: 0, writer: 0, wallTime: Float64Array.of(1000) } as unknown as ScalarLine;
      const made: Answer = {
        question: { ...question, x: request.x, logX: request.x_scale === 'log', smoothing: request.smoothing },
        range: closedRange(request),
        detailed: request.columns !== undefined,
        lines: [line],
        xExtent,
        robust: null,
        bytes: 1,
      };
      resolve(made);
      return flush();
    };
    const fail = (cause: Error): Promise<void> => {
      reject(cause);
      return flush();
    };
    asked.push({ request, signal, answer, fail });
  });

const flush = async (): Promise<void> => {
  for (let i = 0; i < 4; i++) await Promise.resolve();
};
const wait = (ms: number): Promise<void> => vi.advanceTimersByTimeAsync(ms).then(() => undefined);
const last = (): Asked => asked.at(-1)!;
const best = (view: Interval | null): Answer | null => bestOf(data.whole, data.part, view);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  changes = 0;
  data = new CardData(ask, () => (changes += 1));
});
afterEach(() => {
  data.dispose();
  vi.useRealTimers();
});

describe('a card that shows everything', () => {
  test('asks at once, and once', async () => {
    data.update(question, null, 0);
    expect(asked).toHaveLength(1);
    await last().answer();
    data.update(question, null, 0);
    await wait(5000);
    expect(asked).toHaveLength(1);
    expect(best(null)?.lines).toHaveLength(1);
    expect(changes).toBe(1);
  });

  test('waits until a slider rests, and keeps the old picture meanwhile', async () => {
    data.update(question, null, 0);
    await last().answer();
    for (let i = 1; i < 20; i++) {
      data.update({ ...question, smoothing: i / 20 }, null, 0);
      await wait(20);
    }
    expect(asked).toHaveLength(1);
    await wait(100);
    expect(asked).toHaveLength(2);
    expect(last().request.smoothing).toBe(0.95);
    expect(best(null)?.question.smoothing).toBe(0);
  });

  test('stops a question that is out of date', () => {
    data.update(question, null, 0);
    data.update({ ...question, smoothing: 0.5 }, null, 0);
    vi.advanceTimersByTime(100);
    expect(asked[0]!.signal.aborted).toBe(true);
    expect(asked).toHaveLength(2);
  });

  test('asks again as the data grows, at most about three times a second', async () => {
    data.update(question, null, 0);
    await last().answer();
    for (let version = 1; version <= 100; version++) {
      data.update(question, null, version);
      if (asked.length > 1) await last().answer();
      await wait(10);
    }
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  test('lets a slow answer finish, however fast the data grows', async () => {
    data.update(question, null, 0);
    await last().answer();
    await wait(1000);
    data.update(question, null, 1);
    await wait(0);
    for (let version = 2; version < 50; version++) {
      data.update(question, null, version);
      await wait(50);
    }
    expect(asked).toHaveLength(2);
    expect(asked[1]!.signal.aborted).toBe(false);
    await last().answer([0, 200]);
    expect(best(null)?.xExtent).toEqual([0, 200]);
    await wait(20_000);
    expect(asked).toHaveLength(3);
  });

  test('asks for steps and times only when they are wanted', async () => {
    data.update(question, null, 0);
    expect(last().request.columns).toBeUndefined();
    await last().answer();
    data.setDetailed(true);
    expect(last().request.columns).toContain('wall_time');
    await last().answer();
    const line = best(null)!.lines[0]!;
    expect(data.startOf(line.run)).toBe(1000);
    data.setDetailed(false);
    data.update(question, null, 1);
    await wait(5000);
    expect(last().request.columns).toBeUndefined();
  });
});

describe('a zoomed card', () => {
  test('asks for the part in view, and shows the whole stretched until it comes', async () => {
    data.update(question, null, 0);
    await last().answer();
    data.update(question, [20, 40], 0);
    await wait(100);
    expect(asked).toHaveLength(2);
    expect(last().request.x_range).toEqual([20, 40]);
    expect(best([20, 40])?.range).toBeNull();
    await last().answer([20, 40]);
    expect(best([20, 40])?.range).toEqual([20, 40]);
  });

  test('shows the fine picture inside its range only', async () => {
    data.update(question, null, 0);
    await last().answer();
    data.update(question, [20, 40], 0);
    await wait(100);
    await last().answer([20, 40]);
    expect(best([25, 30])?.range).toEqual([20, 40]);
    expect(best([10, 30])?.range).toBeNull();
    expect(best(null)?.range).toBeNull();
  });

  test('asks for both when it knows nothing yet', () => {
    data.update(question, [20, 40], 0);
    expect(asked.map(({ request }) => request.x_range)).toEqual([[20, 40], null]);
  });

  test('away from the edge does not ask for the whole again as data grows', async () => {
    data.update(question, [20, 40], 0);
    for (const a of [...asked]) await a.answer();
    await wait(2000);
    data.update(question, [20, 40], 1);
    await wait(100);
    expect(asked.slice(2).map(({ request }) => request.x_range)).toEqual([[20, 40]]);
  });

  test('at the edge asks for the whole too, to see how far it has grown', async () => {
    data.update(question, [80, 100], 0);
    for (const a of [...asked]) await a.answer([0, 100]);
    await wait(2000);
    data.update(question, [80, 100], 1);
    await wait(100);
    expect(asked.slice(2).map(({ request }) => request.x_range)).toEqual([[80, 100], null]);
  });

  test('never mixes axes', async () => {
    data.update(question, null, 0);
    await last().answer();
    data.update(question, [20, 40], 0);
    await wait(100);
    await last().answer();
    data.update({ ...question, x: 'wall' }, null, 0);
    await wait(100);
    await last().answer([1e9, 2e9]);
    expect(best([1.1e9, 1.2e9])?.question.x).toBe('wall');
  });
});

describe('a failure', () => {
  test('is told, and the picture stays', async () => {
    data.update(question, null, 0);
    await last().answer();
    data.update(question, null, 1);
    await wait(1000);
    await last().fail(new ApiError('server_error', 'no'));
    expect(data.error?.code).toBe('server_error');
    expect(best(null)).not.toBeNull();
    data.retry();
    await last().answer();
    expect(data.error).toBeNull();
  });

  test('of a question that was given up is nothing to tell', async () => {
    data.update(question, null, 0);
    data.update({ ...question, width: 800 }, null, 0);
    await wait(100);
    await asked[0]!.fail(new DOMException('aborted', 'AbortError'));
    expect(data.error).toBeNull();
  });
});

test('a card that left asks nothing and tells nothing', async () => {
  data.update(question, null, 0);
  const before = changes;
  data.dispose();
  expect(last().signal.aborted).toBe(true);
  await last().answer();
  await wait(10_000);
  expect(changes).toBe(before);
  expect(asked).toHaveLength(1);
});
