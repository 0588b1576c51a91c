// Long names made readable: the folder that all share is said once, what a name shares with the one above it is dimmed, and where space
// is short the middle goes, not the end, unless the end is the same too.

/** A stretch of a name, dimmed or not. */
export interface Stretch {
  readonly text: string;
  readonly dim: boolean;
}

export interface NameParts {
  /** What gives way where space is short. */
  readonly head: readonly Stretch[];
  /** What is always drawn, from its beginning at least. */
  readonly tail: readonly Stretch[];
  /** Whether the tail gives way at its end: what tells the name apart stands at its beginning. */
  readonly open: boolean;
}

const SEPARATORS = '/_-,.=:; ';
const TAIL_LENGTH = 14;

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
 * The parts of `name`, less its first `skip` characters, in a list where `above` stands before it, and `beside` is the name that it must
 * be told from.
 */
export function nameParts(name: string, above: string | undefined, skip = 0, beside = above): NameParts {
  const dimEnd = Math.max(skip, above === undefined ? 0 : sharedLength(name, above));
  // Counted in whole characters, so that no surrogate pair is cut.
  const rest = Array.from(name.slice(skip));
  const usual = name.length - rest.slice(-Math.min(TAIL_LENGTH, Math.ceil(rest.length / 2))).join('').length;
  const telling = beside === undefined ? usual : Math.max(skip, sharedLength(name, beside));
  const sameEnd = beside?.slice(usual - name.length) === name.slice(usual);
  const open = sameEnd && beside !== name && telling < usual;
  const tailStart = open ? telling : usual;
  return {
    head: stretches(name, skip, tailStart, dimEnd),
    tail: stretches(name, tailStart, name.length, dimEnd),
    open,
  };
}

function stretches(name: string, start: number, end: number, dimEnd: number): Stretch[] {
  const middle = Math.min(end, Math.max(start, dimEnd));
  return [
    { text: name.slice(start, middle), dim: true },
    { text: name.slice(middle, end), dim: false },
  ].filter(({ text }) => text !== '');
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
