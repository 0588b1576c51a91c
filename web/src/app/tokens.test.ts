import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrast, rgbOf } from '../base/colour';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function tokensOf(theme: string): ReadonlyMap<string, string> {
  const block = new RegExp(`:root\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)![1]!;
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
}

const SURFACES = ['ground', 'surface', 'raised', 'hover', 'chosen'];
/** What stands on what, and how far it must stand out (WCAG 2.2: 1.4.3 text, 1.4.11 controls). */
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ['ink', SURFACES, 7],
  ['ink-2', SURFACES, 4.5],
  ['ink-3', ['ground', 'surface', 'raised', 'hover'], 4.5],
  ['accent', SURFACES, 4.5],
  ['bad', ['surface', 'raised', 'ground', 'bad-soft'], 4.5],
  ['warn', ['surface', 'raised', 'ground', 'hover', 'warn-soft'], 4.5],
  ['good', ['surface', 'raised', 'hover'], 3],
  ['edge', ['surface', 'raised', 'ground'], 3],
  ['on-accent', ['accent', 'accent-hover'], 4.5],
];

describe.each(['light', 'dark'])('the %s theme', (theme) => {
  const tokens = tokensOf(theme);

  it.each(PAIRS.flatMap(([front, backs, least]) => backs.map((back) => [front, back, least] as const)))(
    'lets %s stand out from %s by %d:1',
    (front, back, least) => {
      expect(contrast(rgbOf(tokens.get(front)!), rgbOf(tokens.get(back)!))).toBeGreaterThanOrEqual(least);
    },
  );

  it('names the same tokens as the other', () => {
    expect([...tokens.keys()]).toEqual([...tokensOf(theme === 'light' ? 'dark' : 'light').keys()]);
  });
});
