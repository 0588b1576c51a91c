// Which tags belong together: an answer's prompt, and the samples that are told apart by a number.

/** What is asked and what is answered is called, as `samples.py` has it. */
const PROMPTS = ['prompt', 'question', 'instruction', 'input', 'query', 'user', 'human', 'problem', 'source'];
const PROMPTS_ZH = ['提示词', '提示', '问题', '问', '指令', '输入', '用户'];
const ANSWERS = ['answer', 'completion', 'response', 'output', 'generation', 'generated', 'prediction', 'reply'];
const ANSWERS_ZH = ['回答', '答案', '答', '回复', '响应', '输出', '生成'];

/** torch and tensorboardX write it behind every tag of a text. */
const SUFFIX = '/text_summary';

const words = (name: string): string[] => name.toLowerCase().match(/[\p{L}]+/gu) ?? [];

function isCalled(name: string, called: readonly string[]): boolean {
  return words(name).some((word) => called.includes(word) || called.includes(word.replace(/s$/, '')));
}
export const isPrompt = (name: string): boolean => isCalled(name, [...PROMPTS, ...PROMPTS_ZH]);
const isAnswer = (name: string): boolean => isCalled(name, [...ANSWERS, ...ANSWERS_ZH]);

/** A tag without what a writer put behind it. */
export function bareTag(tag: string): string {
  return tag.endsWith(SUFFIX) ? tag.slice(0, -SUFFIX.length) : tag;
}

/** A tag in pieces: words by themselves, so that one of them can be exchanged for another. */
const piecesOf = (tag: string): readonly string[] => bareTag(tag).match(/\p{L}+|[^\p{L}]+/gu) ?? [];

/** The word in which two tags differ, of the other one; null where more differs, or nothing. */
function otherWord(tag: string, other: string): { readonly mine: string; readonly its: string } | null {
  const [a, b] = [piecesOf(tag), piecesOf(other)];
  if (a.length !== b.length || tag.endsWith(SUFFIX) !== other.endsWith(SUFFIX)) return null;
  const places = a.flatMap((piece, i) => (piece === b[i] ? [] : [i]));
  const [place] = places;
  if (places.length !== 1 || place === undefined || words(a[place]!).length * words(b[place]!).length === 0)
    return null;
  return { mine: a[place]!, its: b[place]! };
}

/** The tags that differ from this one in a single word, by that word: `gen/0/prompt` for `gen/0/answer`. */
export function besideTag(tag: string, all: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const other of all) {
    const differ = otherWord(tag, other);
    if (differ !== null) found.set(differ.its, other);
  }
  return found;
}

/** The answers' tag of a card: its own, or where it is a prompt's, the one that answers. */
export function answerOf(tag: string, all: readonly string[]): string {
  for (const other of all) {
    const differ = otherWord(tag, other);
    if (differ !== null && isPrompt(differ.mine) && isAnswer(differ.its)) return other;
  }
  return tag;
}

/** The word of the prompt among the tags beside an answer's; null where none is one. */
export function promptWord(tag: string, all: readonly string[]): string | null {
  return [...besideTag(tag, all).keys()].find((word) => isPrompt(word)) ?? null;
}

/** The tags that differ in their last number alone, in its order, this one among them: the samples of one step. */
export function numberedTags(tag: string, all: readonly string[]): readonly string[] {
  const split = (text: string): readonly [before: string, number: string, after: string] | null => {
    const found = /^(.*?)(\d+)(\D*)$/su.exec(text);
    return found === null ? null : [found[1]!, found[2]!, found[3]!];
  };
  const mine = split(tag);
  if (mine === null) return [tag];
  const found = all.flatMap((other) => {
    const its = split(other);
    return its !== null && its[0] === mine[0] && its[2] === mine[2] ? [{ other, number: Number(its[1]) }] : [];
  });
  const sorted = found.sort((a, b) => a.number - b.number).map(({ other }) => other);
  return sorted.includes(tag) ? sorted : [tag];
}
