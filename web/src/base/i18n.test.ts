import { describe, expect, it } from 'vitest';
import { catalogue, fill, type Locale, preferredLocale, translator } from './i18n';

const example = catalogue(
  { plain: 'Runs', shown: '{visible} of {total} shown', runs: { one: '{count} run', other: '{count} runs' } },
  { 'zh-CN': { plain: '运行', shown: '显示 {visible} / {total}', runs: { other: '{count} 个运行' } } },
);

describe('a message', () => {
  it('is said in the language of the moment', () => {
    let locale: Locale = 'en';
    const t = translator(example, () => locale);
    expect(t('plain')).toBe('Runs');
    locale = 'zh-CN';
    expect(t('plain')).toBe('运行');
  });

  it('writes numbers as the language does', () => {
    const t = translator(example, () => 'en');
    expect(t('shown', { visible: 12, total: 1000 })).toBe('12 of 1,000 shown');
  });

  it('chooses the plural by its count', () => {
    const t = translator(example, () => 'en');
    expect([t('runs', { count: 0 }), t('runs', { count: 1 }), t('runs', { count: 2 })]).toEqual([
      '0 runs',
      '1 run',
      '2 runs',
    ]);
  });

  it('leaves a name without a value as it stands', () => {
    expect(fill('{a} and {b}', { a: 'x' }, 'en')).toBe('x and {b}');
  });

  it('puts text in as it is, braces and dollars too', () => {
    expect(fill('run {name}', { name: '{total} $& $1' }, 'en')).toBe('run {total} $& $1');
  });
});

describe('the preferred language', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['de', 'en-GB'], 'en'],
    [['fr', 'zh'], 'zh-CN'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('of %j is %s', (languages, expected) => {
    expect(preferredLocale(languages)).toBe(expected);
  });
});
