// What the address may hold is documented, in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '..');
const DOCS = join(SOURCES, '..', '..', 'docs');

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte)$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(join(SOURCES, name), 'utf8'));
const parameters = sources.flatMap((text) =>
  [...text.matchAll(/(?:view\.field\(|remembered\w+\(view, preferences, )'(\w+)'/g)].map(([, name]) => name!),
);

it.each(['page.md', 'page.zh-CN.md'])('docs/%s names every parameter of the address, and no other', (file) => {
  const rows = readFileSync(join(DOCS, file), 'utf8').matchAll(/^\| (`\w+`(?:[,、] ?`\w+`)*) \|/gmu);
  const documented = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  expect(documented.filter((name) => !['r', 't'].includes(name)).sort()).toEqual([...new Set(parameters)].sort());
});
