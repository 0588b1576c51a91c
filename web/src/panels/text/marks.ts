// Marks what was looked for in texts, without touching what they are made of (the CSS Custom Highlight API; browsers without it mark
// nothing).

/** The name by which the style sheet knows them. */
export const MARKS = 'found-in-text';

/** More marks than this tell nobody more. */
const MOST = 2_000;

/** Marks every place of `wanted` in an element, in any case, until the result is called. */
export function mark(element: Element, wanted: string): () => void {
  if (wanted === '' || !('highlights' in CSS)) return () => undefined;
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  const ranges = rangesOf(element, pattern);
  const marks = CSS.highlights.get(MARKS) ?? new Highlight();
  CSS.highlights.set(MARKS, marks);
  for (const range of ranges) marks.add(range);
  return () => {
    for (const range of ranges) marks.delete(range);
  };
}

function rangesOf(element: Element, pattern: RegExp): readonly Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null && ranges.length < MOST; node = walker.nextNode()) {
    for (const found of (node.nodeValue ?? '').matchAll(pattern)) {
      const range = new Range();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      ranges.push(range);
    }
  }
  return ranges;
}
