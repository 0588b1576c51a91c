// Long names made readable: the folder that all share is said once, what a name shares with the one above it is dimmed, and where space
// is short it is what all of their kind share that goes, never what tells them apart.

/** A stretch of a name. */
export interface Stretch {
  readonly text: string;
  readonly dim: boolean;
  /** Which of its ends gives way where space is short, before those that tell the name apart; null for these. */
  readonly cut: 'start' | 'end' | null;
}

/** A part of a name that other names of its kind share, or one that tells it from them. */
type Part = Pick<Stretch, 'text' | 'cut'>;

/** Says which parts of a name tell it from the other names. */
export type Telling = (name: string) => readonly Part[];

const SEPARATORS = '/_-,.=:; ';
const TAIL_LENGTH = 14;
/** What is as short as this is no shorter when it is cut. */
const LEAST_CUT = 4;

/** The folder that all of `names` lie in, with its slash; empty when there is none, or only one name. */
export function commonFolder(names: readonly string[]): string {
  const first = names[0];
  if (first === undefined || names.length < 2) return '';
  let length = first.lastIndexOf('/') + 1;
  for (const name of names) {
    while (length > 0 && !name.startsWith(first.slice(0, length))) length = first.lastIndexOf('/', length - 2) + 1;
    if (length === 0) break;
  }
  return first.slice(0, length);
}

/**
 * Compares names with those that are made like them, of as many words and numbers between the same separators: what all of these have
 * in the same place is shared. Where two kinds of names could then be taken for each other, nothing of theirs is.
 */
export function tellApart(names: readonly string[]): Telling {
  const kinds = new Map<string, string[][]>();
  for (const name of new Set(names)) {
    const words = wordsOf(name);
    const kind = kindOf(words);
    const found = kinds.get(kind);
    if (found) found.push(words);
    else kinds.set(kind, [words]);
  }
  const varying = new Map<string, ReadonlySet<number>>();
  const cut = new Map<string, string>();
  const alike = new Set<string>();
  for (const [kind, members] of kinds) {
    if (members.length === 1) continue;
    const places = new Set(
      [...members[0]!.keys()].filter((at) => members.some((words) => words[at] !== members[0]![at])),
    );
    varying.set(kind, places);
    for (const words of members) {
      const left = words.filter((_, at) => places.has(at)).join(' ');
      const other = cut.get(left);
      if (other !== undefined && other !== kind) alike.add(kind).add(other);
      cut.set(left, kind);
    }
  }
  return (name) => {
    const words = wordsOf(name);
    const kind = kindOf(words);
    const places = varying.get(kind);
    return places === undefined || alike.has(kind) ? headAndTail(name) : partsOf(words, places);
  };
}

/** The stretches of `name`, less its first `skip` characters, in a list where `above` stands before it. */
export function stretchesOf(name: string, telling: Telling, above?: string, skip = 0): readonly Stretch[] {
  const dimEnd = above === undefined ? 0 : sharedLength(name, above);
  const stretches: Stretch[] = [];
  let start = 0;
  for (const { text, cut } of telling(name)) {
    const end = start + text.length;
    const from = Math.max(start, skip);
    const middle = Math.min(end, Math.max(from, dimEnd));
    if (middle > from) stretches.push({ text: name.slice(from, middle), dim: true, cut });
    if (end > Math.max(from, middle))
      stretches.push({ text: name.slice(Math.max(from, middle), end), dim: false, cut });
    start = end;
  }
  return stretches;
}

/** Numbers, words, and single other characters. */
function wordsOf(name: string): string[] {
  return name.match(/\d+(?:\.\d+)?(?:e[-+]?\d+)?|\p{L}+|[^\d\p{L}]/gu) ?? [];
}

function kindOf(words: readonly string[]): string {
  return words.map((word) => (/\d/.test(word) ? '0' : /\p{L}/u.test(word) ? 'a' : word)).join('');
}

/** A separator goes with what stands before it. */
function partsOf(words: readonly string[], varying: ReadonlySet<number>): Part[] {
  const parts: { text: string; shared: boolean }[] = [];
  words.forEach((word, at) => {
    const last = parts.at(-1);
    const separator = !/[\d\p{L}]/u.test(word) && !varying.has(at);
    const shared = separator ? (last?.shared ?? true) : !varying.has(at);
    if (last?.shared === shared) last.text += word;
    else parts.push({ text: word, shared });
  });
  // What stands next to a value says what it is.
  return parts.map(({ text, shared }) => ({ text, cut: shared && text.length >= LEAST_CUT ? 'start' : null }));
}

/** Of a name unlike any other the middle goes, where there is one. */
function headAndTail(name: string): Part[] {
  // Counted in whole characters, so that no surrogate pair is cut.
  const all = Array.from(name);
  const tail = all.slice(-Math.min(TAIL_LENGTH, Math.ceil(all.length / 2))).join('');
  const head = name.slice(0, name.length - tail.length);
  // The room that a part which gives way always keeps is more than a letter or two take, and would show as a gap.
  if (head.length < LEAST_CUT) return name === '' ? [] : [{ text: name, cut: null }];
  return [
    { text: head, cut: 'end' },
    { text: tail, cut: null },
  ];
}

// Up to and with the last separator before the first difference; never the whole name.
function sharedLength(name: string, above: string): number {
  let same = 0;
  while (same < name.length && name[same] === above[same]) same++;
  // `a/b` below `a` shares `a/`.
  if (same === above.length && name[same] === '/') same++;
  let length = same;
  while (length > 0 && !SEPARATORS.includes(name[length - 1]!)) length--;
  return length < name.length ? length : 0;
}
