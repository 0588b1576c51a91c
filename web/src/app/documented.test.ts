// What the address may hold is documented, in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SHARED } from './parameters';

const SOURCES = join(import.meta.dirname, '..');
const DOCS = join(SOURCES, '..', '..', 'docs');

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /^(cards|panels)\b.*\.(ts|svelte)$/.test(name) && !name.includes('.test.'))
  .map((name) => ({ name, text: readFileSync(join(SOURCES, name), 'utf8') }));
const panelOf = (name: string): string | undefined => /^panels\b.(\w+)/.exec(name)?.[1];
// What every panel of cards has is documented once, as the first panel's; what some panels share, as that of each which makes it.
const own = sources.flatMap(({ name, text }) => {
  const fields = [...text.matchAll(/(?:\bown\.field\(|remembered\w+\(own, preferences, )'(\w+)'/g)];
  const panel = panelOf(name);
  const panels = panel === undefined ? panelsWith(/^export class (\w+)/m.exec(text)?.[1]) : [panel];
  return (panels.length > 0 ? panels : ['timeseries']).flatMap((one) => fields.map(([, field]) => `${one}.${field!}`));
});

/** The panels that make, or extend, a class of `cards`. */
function panelsWith(made: string | undefined): string[] {
  const by = new RegExp(`\\b(?:extends|new) ${made ?? ' '}\\b`);
  return [...new Set(sources.flatMap(({ name, text }) => (by.test(text) ? (panelOf(name) ?? []) : [])))];
}

it.each(['page.md', 'page.zh-CN.md'])('docs/%s names every parameter of the address, and no other', (file) => {
  const rows = readFileSync(join(DOCS, file), 'utf8').matchAll(/^\| (`[\w.]+`(?:[,、] ?`[\w.]+`)*) \|/gmu);
  const documented = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!));
  expect(documented.filter((name) => !['a', 'r', 't'].includes(name)).sort()).toEqual(
    [...SHARED, ...new Set(own)].sort(),
  );
});
