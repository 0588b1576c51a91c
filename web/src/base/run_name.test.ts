import { describe, expect, it } from 'vitest';
import { commonFolder, stretchesOf, tellApart } from './run_name';

// What is dim in brackets, what gives way in parentheses.
const drawn = (name: string, names: readonly string[], above?: string, skip = 0): string =>
  stretchesOf(name, tellApart(names), above, skip)
    .map(({ text, dim, cut }) => (cut ? `(${text})` : text).replace(/.*/, dim ? '[$&]' : '$&'))
    .join('');

describe('a name in a list', () => {
  const sweep = [16, 32].flatMap((units) =>
    [0.1, 0.2].map((dropout) => `hparam_tuning/units_${units}-dropout_${dropout}-lr_0.001`),
  );

  it('gives way where all of its kind are the same, whatever stands before and behind', () => {
    expect(drawn(sweep[0]!, sweep)).toBe('(hparam_tuning/units_)16-(dropout_)0.1-(lr_0.001)');
    expect(drawn(sweep[0]!, [...sweep, 'baseline', 'another/one'])).toBe('(hparam_tuning/units_)16-(dropout_)0.1-(lr_0.001)');
  }); // prettier-ignore

  it('keeps words that differ, and what is too short to be cut', () => {
    const names = ['sweep/adam,lr=0.1', 'sweep/sgd,lr=0.2'];
    expect(drawn(names[0]!, names)).toBe('(sweep/)adam,lr=0.1');
  });

  it('gives nothing up that another kind of name would then look like', () => {
    const names = ['experiment/1', 'experiment/2', 'ablation-1', 'ablation-2'];
    const seen = names.map((name) =>
      stretchesOf(name, tellApart(names))
        .filter(({ cut }) => cut === null)
        .map(({ text }) => text)
        .join(),
    );
    expect(new Set(seen).size).toBe(4);
  });

  it('that is like no other loses its middle', () => {
    expect(drawn('a-name-unlike-any-other', ['a-name-unlike-any-other'])).toBe('(a-name-unli)ke-any-other');
  });

  it('stays in one piece when it is short', () => {
    const names = ['one', 'two', 'run', 'a', 'b', 'run-1', '训练'];
    for (const name of names) expect(stretchesOf(name, tellApart(names)).map(({ text }) => text)).toEqual([name]);
  });

  it('dims what the name above has too, up to a separator', () => {
    const names = ['sweep/lr=0.10/seed=12', 'sweep/lr=0.10/seed=11'];
    expect(drawn(names[0]!, names, names[1])).toBe('[(sweep/lr=0.10/seed=)]12');
    expect(drawn('run', ['run'], 'run')).toBe('run');
    expect(drawn('train/fold-1', ['train', 'train/fold-1'], 'train')).toBe('[(train/)]fold-1');
  });

  it('leaves out the folder that all share', () => {
    expect(drawn('runs/a/b', ['runs/a/b'], undefined, 'runs/'.length)).toBe('a/b');
  });

  it('is whole when its stretches are put together, whatever it is made of', () => {
    const names = ['', '😀😀😀', '😀/1', '😀/2', 'a/b/c', 'a/b', '训练/一', '训练/二', 'ä1.5e-3__', '1e5', '1e6'];
    for (const name of names) {
      for (const above of names) {
        const text = stretchesOf(name, tellApart(names), above).map(({ text }) => text).join('');
        expect(text).toBe(name);
      }
    }
  }); // prettier-ignore
});

describe('the folder that all names share', () => {
  it.each([
    [['a/b/x', 'a/b/y'], 'a/b/'],
    [['a/b/x', 'a/c/y'], 'a/'],
    [['a/b/x', 'a/bc/y'], 'a/'],
    [['x', 'a/y'], ''],
    [['a/x'], ''],
    [['a', 'a/b'], ''],
    [[], ''],
  ])('of %j is %j', (names, expected) => {
    expect(commonFolder(names)).toBe(expected);
  });
});
