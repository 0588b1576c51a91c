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
// What every panel of cards has is documented once, as the first panel's; the choice of steps as that of each panel which has it.
const own = sources.flatMap(({ name, text }) => {
  const stepped = name.endsWith('step_settings.svelte.ts') ? sources.filter((one) => hasSteps(one.text)) : [];
  const panels = stepped.length > 0 ? stepped.map((one) => panelOf(one.name)!) : [panelOf(name) ?? 'timeseries'];
  const fields = [...text.matchAll(/(?:\bown\.field\(|remembered\w+\(own, preferences, )'(\w+)'/g)];
  return panels.flatMap((panel) => fields.map(([, field]) => `${panel}.${field!}`));
});

function hasSteps(text: string): boolean {
  return /\b(extends|new) StepSettings\b/.test(text);
}

it.each(['page.md', 'page.zh-CN.md'])('docs/%s names every parameter of the address, and no other', (file) => {
  const rows = readFileSync(join(DOCS, file), 'utf8').matchAll(/^\| (`[\w.]+`(?:[,、] ?`[\w.]+`)*) \|/gmu);
  const documented = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!));
  expect(documented.filter((name) => !['r', 't'].includes(name)).sort()).toEqual([...SHARED, ...new Set(own)].sort());
});
