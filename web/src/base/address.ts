// The part of the page's address that holds the view: `#/panel?name=value&…`, kept readable for people.

export interface Address {
  /** The panel's id; empty when the address names none. */
  readonly panel: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a location hash, with or without its `#`; anything unreadable is left as it stands rather than lost. */
export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#?\/?/, '');
  const mark = text.indexOf('?');
  const panel = mark < 0 ? text : text.slice(0, mark);
  return { panel: decode(panel), parameters: parseParameters(mark < 0 ? '' : text.slice(mark + 1)) };
}

/** Reads `name=value&…`, as it stands behind a question mark. */
export function parseParameters(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    parameters.set(name, equals < 0 ? '' : decode(part.slice(equals + 1)));
  }
  return parameters;
}

/** Writes a location hash; parameters stand in the order of their names, so that equal views have equal addresses. */
export function formatAddress({ panel, parameters }: Address): string {
  const names = [...parameters.keys()].sort();
  const query = names.map((name) => `${encode(name)}=${encode(parameters.get(name)!)}`).join('&');
  return `#/${encode(panel)}${query === '' ? '' : `?${query}`}`;
}

/**
 * A list as one parameter: items are separated by commas (a list inside an item by semicolons), and a comma or backslash inside one is escaped by a backslash. A lone empty
 * item is a backslash that escapes nothing.
 */
export function joinList(items: readonly string[], separator: ',' | ';' = ','): string {
  if (items.length === 1 && items[0] === '') return '\\';
  const special = separator === ',' ? /[\\,]/g : /[\\;]/g;
  return items.map((item) => item.replace(special, '\\$&')).join(separator);
}

/** The opposite of `joinList`. The empty text is the empty list. */
export function splitList(text: string, separator: ',' | ';' = ','): string[] {
  if (text === '') return [];
  const items: string[] = [];
  let item = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === separator) {
      items.push(item);
      item = '';
    } else {
      item += character === '\\' ? (text[++i] ?? '') : character;
    }
  }
  return [...items, item];
}

// What a hash may hold unescaped and still be read back the same (RFC 3986 fragment characters, less our own separators).
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(?:2F|3A|2C|40|24|3B)/g, decodeURIComponent)
    .replace(/%20/g, '+');
}

function decode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
