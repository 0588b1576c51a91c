import { describe, expect, it } from 'vitest';
import { commonFolder, nameParts } from './run_name';

// `dim` parts in brackets, the tail after a bar.
const drawn = (name: string, above?: string, skip = 0): string => {
  const { head, tail } = nameParts(name, above, skip);
  const write = (parts: typeof head): string => parts.map(({ text, dim }) => (dim ? `[${text}]` : text)).join('');
  return `${write(head)}|${write(tail)}`;
};

describe('a name in a list', () => {
  it('dims what the name above has too, up to a separator', () => {
    expect(drawn('sweep/lr=0.10/seed=12', 'sweep/lr=0.10/seed=11')).toBe('[sweep/lr=0]|[.10/seed=]12');
    expect(drawn('lr=0.20', 'lr=0.10')).toBe('[lr=]|[0.]20');
  });

  it('dims the folder that stands above it', () => {
    expect(drawn('train/fold-1', 'train')).toBe('[train/]|fold-1');
  });

  it('is never dimmed whole, nor within a word', () => {
    expect(drawn('run', 'run')).toBe('r|un');
    expect(drawn('running', 'runner')).toBe('run|ning');
  });

  it('whose end is the same too is cut there, and begins its tail where it differs', () => {
    const name = 'experiment-lr0.0002-seed1-of-the-last-sweep';
    const beside = 'experiment-lr0.0001-seed1-of-the-last-sweep';
    expect(drawn(name, beside)).toBe('[experiment-lr0.]|0002-seed1-of-the-last-sweep');
    expect(nameParts(name, beside).open).toBe(true);
    expect(nameParts(name, undefined, 0, beside).open).toBe(true);
    expect(nameParts('sweep/lr=0.10/seed=12', 'sweep/lr=0.10/seed=11').open).toBe(false);
    expect(nameParts('a/b', 'a/b').open).toBe(false);
  });

  it('leaves out the folder that all share', () => {
    expect(drawn('runs/a/b', undefined, 'runs/'.length)).toBe('a|/b');
  });

  it('is whole when its parts are put together, whatever it is made of', () => {
    for (const [name, above] of [['', ''], ['😀😀😀', '😀'], ['a/b/c', 'a/b'], ['训练/一', '训练/二']] as const) {
      const { head, tail } = nameParts(name, above);
      expect([...head, ...tail].map(({ text }) => text).join('')).toBe(name);
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
