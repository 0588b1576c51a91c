import { describe, expect, it } from 'vitest';
import { formatAddress, joinList, parseAddress, splitList } from './address';

describe('an address', () => {
  it('gives back what it was made of', () => {
    const parameters = new Map([
      ['smoothing', '0.6'],
      ['tags', '^loss/(a|b)&c=d#e%+ f'],
      ['empty', ''],
      ['runs', '中文/运行 1'],
    ]);
    const hash = formatAddress({ panel: 'timeseries', parameters });

    const { panel, parameters: found } = parseAddress(hash);
    expect(panel).toBe('timeseries');
    expect(new Map(found)).toEqual(parameters);
  });

  it('stays readable', () => {
    expect(formatAddress({ panel: 'p', parameters: new Map([['pins', 'loss/train,a b:c']]) })).toBe(
      '#/p?pins=loss/train,a+b:c',
    );
  });

  it('is the same for the same view', () => {
    const a = new Map([['x', '1'], ['a', '2']]); // prettier-ignore
    const b = new Map([['a', '2'], ['x', '1']]); // prettier-ignore
    expect(formatAddress({ panel: 'p', parameters: a })).toBe(formatAddress({ panel: 'p', parameters: b }));
  });

  it.each(['', '#', '#/', '#?', '#/?&&'])('may be empty: %j', (hash) => {
    expect(parseAddress(hash)).toEqual({ panel: '', parameters: new Map() });
  });

  it('with a broken escape keeps its text', () => {
    expect(parseAddress('#/p?tags=100%').parameters.get('tags')).toBe('100%');
  });
});

describe('a list in one parameter', () => {
  it.each([[[]], [['']], [['a']], [['\\']], [['a\\']], [['a,b', 'c\\d', 'e']], [['', '']], [['a', '']]])(
    'comes back: %j',
    (items) => {
      expect(splitList(joinList(items))).toEqual(items);
    },
  );

  it('keeps a list inside an item of a list', () => {
    const lists = [['a;b', 'c,d', '\\;'], [''], [], ['plain']];
    const text = joinList(lists.map((list) => joinList(list, ';')));
    expect(splitList(text).map((item) => splitList(item, ';'))).toEqual(lists);
  });
});
