// Every catalogue of the page: found by its file, whoever it belongs to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCALES, type Message } from '../base/i18n';

const SOURCES = join(import.meta.dirname, '..');
const modules = import.meta.glob<{ messages: Record<string, Record<string, Message>> }>('/src/**/messages.ts', {
  eager: true,
});

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name));
const textOf = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message));
const parametersOf = (message: Message): string[] =>
  [...new Set(textOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)))].sort();

describe.each(Object.entries(modules))('the catalogue %s', (path, { messages }) => {
  const english = messages['en']!;
  const folder = path.replace('/src/', '').replace('messages.ts', '');
  const users = files
    .filter((name) => name.startsWith(folder) && !name.endsWith('messages.ts') && !name.includes('.test.'))
    .map((name) => readFileSync(join(SOURCES, name), 'utf8'))
    .join('\n');
  const literals = new Set([...users.matchAll(/'([\w.]+)'/g)].map(([, key]) => key!));
  // `t(`status.${state}`)` uses every key with that head and one more word.
  const heads = [...users.matchAll(/`([\w.]+\.)\$\{\w+(?:\.\w+)*\}`/g)].map(([, head]) => head!);
  const isUsed = (key: string): boolean =>
    literals.has(key) || heads.some((head) => key.startsWith(head) && !key.slice(head.length).includes('.'));

  it('says the same in every language', () => {
    for (const locale of LOCALES) {
      const translated = messages[locale]!;
      expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
      for (const [key, message] of Object.entries(english)) {
        expect(parametersOf(translated[key]!), `${key} in ${locale}`).toEqual(parametersOf(message));
        for (const text of textOf(translated[key]!)) expect(text.trim(), `${key} in ${locale}`).toBe(text);
      }
    }
  });

  it('has no message that nothing says', () => {
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('writes Chinese with Chinese punctuation', () => {
    const wrong = Object.entries(messages['zh-CN']!).filter(([, message]) =>
      textOf(message).some((text) => /\p{Script=Han}[,:;?!()]|[,:;?!()]\p{Script=Han}/u.test(text)),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the templates of components', () => {
  it('hold no words of their own', () => {
    const found = files
      .filter((name) => name.endsWith('.svelte'))
      .flatMap((name) => {
        let template = readFileSync(join(SOURCES, name), 'utf8')
          .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
          .replace(/<!--[\s\S]*?-->/g, '');
        // Expressions, from the innermost braces outwards.
        while (/\{[^{}]*\}/.test(template)) template = template.replace(/\{[^{}]*\}/g, '');
        const words = [...template.matchAll(/>([^<>{}]*\p{L}{2,}[^<>{}]*)</gu)].map(([, text]) => text!.trim());
        const names = [...template.matchAll(/(?:aria-label|title|placeholder)="([^"{}]*\p{L}[^"{}]*)"/gu)].map(
          ([, text]) => text!,
        );
        return [...words, ...names].map((text) => `${name}: ${text}`);
      })
      // The product's own name, the names of keys and of file formats are the same in every language.
      .filter((entry) => !/: (Sonde|Esc|SVG|PNG|CSV|JSON)$/.test(entry));
    expect(found).toEqual([]);
  });
});
