import { describe, expect, it } from 'vitest';
import { pathOf } from './sparks.svelte';

describe('a small line', () => {
  it('fills its box and passes over what is not finite', () => {
    expect(pathOf([0, 5, 10], [1, NaN, 3])).toBe('M0.000 1.000L1.000 0.000');
  });
  it('is a dot of one point, level where nothing changes, and nothing of none', () => {
    expect(pathOf([3], [7])).toBe('M0.500 0.500h.01');
    expect(pathOf([0, 1], [2, 2])).toBe('M0.000 0.500L1.000 0.500');
    expect(pathOf([0], [Infinity])).toBe('');
  });
});
