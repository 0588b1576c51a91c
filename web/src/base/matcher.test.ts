import { describe, expect, it } from 'vitest';
import { matcherOf } from './matcher';

const names = ['train/lr=0.1', 'train/lr=0.01', 'Eval/lr=0.1', '训练/一'];
const found = (text: string, regex = false): string[] => names.filter(matcherOf({ text, regex }).matches);

describe('a search', () => {
  it('for nothing finds everything', () => {
    expect(found('  ')).toEqual(names);
    expect(found('', true)).toEqual(names);
  });

  it('for plain text takes characters as they are, in any case', () => {
    expect(found('EVAL')).toEqual(['Eval/lr=0.1']);
    expect(found('lr=0.1')).toEqual(['train/lr=0.1', 'Eval/lr=0.1']);
    expect(found('训练')).toEqual(['训练/一']);
    expect(found('(')).toEqual([]);
  });

  it('for several words finds what holds them all', () => {
    expect(found('0.1 train')).toEqual(['train/lr=0.1']);
  });

  it('by expression', () => {
    expect(found('^train.*0\\.1$', true)).toEqual(['train/lr=0.1']);
    expect(found('^(eval|训)', true)).toEqual(['Eval/lr=0.1', '训练/一']);
  });

  it('by a malformed expression leaves the list and says what is wrong', () => {
    const matcher = matcherOf({ text: 'lr=(0', regex: true });
    expect(names.every(matcher.matches)).toBe(true);
    expect(matcher.error).toBe('Unterminated group');
  });
});
