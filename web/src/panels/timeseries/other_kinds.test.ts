import { expect, test } from 'vitest';
import type { Panel } from '../../app/panel';
import { otherKinds } from './other_kinds';

const panel = (id: string, kinds: Panel['kinds'], lends: boolean): Panel => ({
  id,
  title: () => id,
  icon: 'chart',
  kinds,
  ...(lends && { cards: { load: () => Promise.reject(new Error('not in this test')) } }),
});

test('the kinds of panels that lend cards stand in the order of their tabs, and go with their panel', () => {
  const all = [
    panel('timeseries', ['scalars'], false),
    panel('text', ['text'], true),
    panel('sounds', ['audio', 'speech'], true),
    panel('graphs', ['graphs'], false),
    panel('tensors', 'others', true),
  ];
  expect(otherKinds(all).map(({ kind }) => kind)).toEqual(['text', 'audio', 'speech']);
  expect(otherKinds(all.filter(({ id }) => id !== 'text')).map(({ kind }) => kind)).toEqual(['audio', 'speech']);
});
