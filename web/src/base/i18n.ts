// Message catalogues: typed templates in every language, filled in the reader's manner of writing numbers and plurals.

/** The languages that every catalogue speaks. */
export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/** A template. `{name}` is filled from the parameters; an object form chooses by the plural category of `{count}`. */
export type Message = string | { readonly one?: string; readonly other: string };

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type ParametersOf<M> = M extends string
  ? Names<M>
  : M extends { readonly other: infer Other extends string }
    ? Names<Other> | 'count'
    : never;

/** One feature's visible strings in all languages; the first language fixes the keys and their parameters. */
export type Catalogue<E extends Record<string, Message>> = { readonly en: E } & {
  readonly [L in Exclude<Locale, 'en'>]: { readonly [K in keyof E]: Message };
};

/** Says one message of a catalogue; parameters are demanded exactly where the template has them. */
export type Translate<E extends Record<string, Message>> = <K extends keyof E & string>(
  key: K,
  ...parameters: [ParametersOf<E[K]>] extends [never] ? [] : [Record<ParametersOf<E[K]>, string | number>]
) => string;

/** Declares a catalogue; a missing key in any language is a type error. */
export function catalogue<const E extends Record<string, Message>>(
  en: E,
  others: { readonly [L in Exclude<Locale, 'en'>]: { readonly [K in keyof E]: Message } },
): Catalogue<E> {
  return { en, ...others };
}

/** A function that says the messages of `source` in the language that `locale()` gives at the time of each call. */
export function translator<E extends Record<string, Message>>(
  source: Catalogue<E>,
  locale: () => Locale,
): Translate<E> {
  return (key: string, parameters: Record<string, string | number> = {}) => {
    const language = locale();
    const messages: Record<string, Message> = source[language];
    const message = messages[key];
    if (message === undefined) throw new Error(`no message '${key}' in the '${language}' catalogue`);
    return fill(message, parameters, language);
  };
}

/** Fills one template; numbers are written as `locale` writes them. */
export function fill(message: Message, parameters: Readonly<Record<string, string | number>>, locale: Locale): string {
  const template = typeof message === 'string' ? message : chooseForm(message, parameters['count'], locale);
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numberFormat(locale).format(value) : value;
  });
}

function chooseForm(message: Exclude<Message, string>, count: string | number | undefined, locale: Locale): string {
  if (message.one === undefined || typeof count !== 'number') return message.other;
  return pluralRules(locale).select(count) === 'one' ? message.one : message.other;
}

/** The best of our languages for a browser that prefers `languages`, best first. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const primary = language.toLowerCase().split('-')[0];
    if (primary === 'zh') return 'zh-CN';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

const numberFormats = new Map<Locale, Intl.NumberFormat>();
const plurals = new Map<Locale, Intl.PluralRules>();

function numberFormat(locale: Locale): Intl.NumberFormat {
  let format = numberFormats.get(locale);
  if (!format) numberFormats.set(locale, (format = new Intl.NumberFormat(locale)));
  return format;
}

function pluralRules(locale: Locale): Intl.PluralRules {
  let rules = plurals.get(locale);
  if (!rules) plurals.set(locale, (rules = new Intl.PluralRules(locale)));
  return rules;
}
