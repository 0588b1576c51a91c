import { expect, test } from 'vitest';
import { NewestOnly } from './newest_only';

interface Asked {
  readonly question: number;
  readonly signal: AbortSignal;
  readonly resolve: (answer: string) => void;
  readonly reject: (cause: unknown) => void;
}

function asker(): { newest: NewestOnly<number, string>; asked: Asked[]; answers: string[]; failures: unknown[] } {
  const asked: Asked[] = [];
  const answers: string[] = [];
  const failures: unknown[] = [];
  const newest = new NewestOnly<number, string>(
    (question, signal) => new Promise((resolve, reject) => asked.push({ question, signal, resolve, reject })),
    (question, answer) => answers.push(`${question} ${answer}`),
    (question, cause) => failures.push([question, cause]),
    (a, b) => a === b,
  );
  return { newest, asked, answers, failures };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('while one is under way only the newest waits', async () => {
  const { newest, asked, answers } = asker();
  for (const question of [1, 2, 3]) newest.want(question);
  expect(asked.map(({ question }) => question)).toEqual([1]);
  asked[0]!.resolve('a');
  await settled();
  expect(answers).toEqual(['1 a']);
  expect(asked.map(({ question }) => question)).toEqual([1, 3]);
});

test('what is asked already is not asked again', async () => {
  const { newest, asked, answers } = asker();
  newest.want(1);
  newest.want(2);
  newest.want(1);
  asked[0]!.resolve('a');
  await settled();
  expect(answers).toEqual(['1 a']);
  expect(asked).toHaveLength(1);
});

test('what was answered last is not asked again, until it is given up', async () => {
  const { newest, asked } = asker();
  newest.want(1);
  asked[0]!.resolve('a');
  await settled();
  newest.want(1);
  expect(asked).toHaveLength(1);
  newest.clear();
  newest.want(1);
  expect(asked).toHaveLength(2);
});

test('what is given up is aborted and never answered', async () => {
  const { newest, asked, answers } = asker();
  newest.want(1);
  newest.clear();
  expect(asked[0]!.signal.aborted).toBe(true);
  asked[0]!.resolve('a');
  newest.want(2);
  asked[1]!.resolve('b');
  await settled();
  expect(answers).toEqual(['2 b']);
});

test('a failure is told, and the next one asked', async () => {
  const { newest, asked, failures, answers } = asker();
  newest.want(1);
  newest.want(2);
  asked[0]!.reject('no');
  await settled();
  asked[1]!.resolve('b');
  await settled();
  expect(failures).toEqual([[1, 'no']]);
  expect(answers).toEqual(['2 b']);
});
