import { expect, test } from 'vitest';
import type { TagInfo } from '../data/types';
import { groupTags, splitTag } from './tag_groups';

const info = (tag: string): TagInfo => ({
  tag,
  kind: 'scalars',
  runs: 1,
  points: 1,
  display_name: '',
  description: '',
  last_wall_time: 0,
});
const grouped = (...tags: string[]): [string, string[]][] =>
  groupTags(tags.map(info)).map(({ name, tags: members }) => [name, members.map((m) => m.tag)]);

test('a tag belongs to the part before its first slash', () => {
  expect(splitTag('train/loss/total')).toEqual({ group: 'train', rest: 'loss/total' });
  expect(splitTag('loss')).toEqual({ group: '', rest: 'loss' });
});

test('a slash at an end parts nothing', () => {
  expect(splitTag('/loss')).toEqual({ group: '', rest: '/loss' });
  expect(splitTag('loss/')).toEqual({ group: '', rest: 'loss/' });
});

test('tags without a group come first, numbers count as numbers', () => {
  expect(grouped('b/x', 'layer10/w', 'layer2/w', 'loss', 'b/a10', 'b/a9')).toEqual([
    ['', ['loss']],
    ['b', ['b/a9', 'b/a10', 'b/x']],
    ['layer2', ['layer2/w']],
    ['layer10', ['layer10/w']],
  ]);
});
