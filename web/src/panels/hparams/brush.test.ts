import { expect, it } from 'vitest';
import { asList } from '../../app/view.svelte';
import { Axis } from './axis';
import { brushBetween, brushOf, brushText, passing } from './brush';

const axis = (values: number[], categories: string[] = []): Axis =>
  new Axis({ key: 'h:x', label: 'x', values: Float64Array.from(values), categories, usual: 'linear' }, 'linear');

it('lets trials pass that lie in all parts', () => {
  const axes = new Map([
    ['a', axis([1, 2, 3, NaN])],
    ['b', axis([5, 6, 7, 8])],
  ]);
  expect([...passing(new Map([['a', [2, 3]]]), axes, 4)]).toEqual([0, 1, 1, 0]);
  expect([
    ...passing(
      new Map([
        ['a', [2, 3]],
        ['b', [0, 6]],
      ]),
      axes,
      4,
    ),
  ]).toEqual([0, 1, 0, 0]);
  expect([...passing(new Map([['gone', [2, 3]]]), axes, 4)]).toEqual([1, 1, 1, 1]);
});

it('takes the part between two places, whichever way it was drawn', () => {
  const numbers = axis([0, 10]);
  expect(brushBetween(numbers, 0.2, 0.5)).toEqual([2, 5]);
  expect(brushBetween(numbers, 0.5, 0.2)).toEqual([2, 5]);
  expect(brushBetween(numbers, -1, 0.5)).toEqual([0, 5]);
  expect(brushBetween(numbers, -1, 2)).toBeNull();
  expect(brushBetween(numbers, 0.5, 0.5)).toBeNull();
});

it('takes whole words', () => {
  const words = axis([0, 1, 2], ['a', 'b', 'c']);
  expect(brushBetween(words, words.at(1) - 0.05, 1)).toEqual([1, 2]);
  expect(brushBetween(words, words.at(1) - 0.05, words.at(1) + 0.05)).toEqual([1, 1]);
});

it('survives the address', () => {
  const brush = new Map([
    ['h:a,b', [1e-5, 2] as const],
    ['m:val/loss', [-1, 0.5] as const],
  ]);
  const address = asList.format(brushText(brush));
  expect(brushOf(asList.parse(address))).toEqual(brush);
  expect(brushOf(['nonsense', 'h:x,1,two']).size).toBe(0);
});
