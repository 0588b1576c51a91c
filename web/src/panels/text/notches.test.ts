import { expect, test } from 'vitest';
import { indexOf, notchesOf, ordered, placeAt, readNotch, writeNotch } from './notches';

function run(...steps: number[]) {
  const none = new Float64Array(steps.length);
  return ordered({ run: 'a', steps: Float64Array.from(steps), wallTimes: none, attempts: none, superseded: none });
}

test('every point of every run has a notch', () => {
  const runs = [run(0, 10, 20), run(5, 10, 15, 10, 15, 20)];
  const notches = notchesOf(runs);
  expect(notches.map(writeNotch)).toEqual(['0', '5', '10', '10.1', '15', '15.1', '20']);
  for (const one of runs) {
    const reached = new Set(notches.map((notch) => one.order[placeAt(one, notch)]));
    for (const index of one.order) expect(reached).toContain(index);
  }
  expect(notchesOf([])).toEqual([]);
});

test('a run that lacks a step shows what it had before', () => {
  const one = run(10, 20, 10);
  expect(placeAt(one, { step: 5, nth: 0 })).toBe(-1);
  expect(one.order[placeAt(one, { step: 10, nth: 0 })]).toBe(0);
  expect(one.order[placeAt(one, { step: 10, nth: 1 })]).toBe(2);
  expect(one.order[placeAt(one, { step: 15, nth: 0 })]).toBe(2);
  expect(one.order[placeAt(one, { step: 99, nth: 4 })]).toBe(1);
});

test('a notch that is gone is the one before', () => {
  const notches = notchesOf([run(0, 10, 10, 20)]);
  expect(indexOf(notches, { step: 10, nth: 1 })).toBe(2);
  expect(indexOf(notches, { step: 10, nth: 5 })).toBe(2);
  expect(indexOf(notches, { step: 12, nth: 0 })).toBe(2);
  expect(indexOf(notches, { step: -3, nth: 0 })).toBe(0);
});

test('notches in the address', () => {
  for (const text of ['120', '-5', '120.1']) expect(writeNotch(readNotch(text)!)).toBe(text);
  for (const text of ['', 'x', '1.', '1.2.3']) expect(readNotch(text)).toBeNull();
});
