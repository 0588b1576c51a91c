// Sets math and colours code in Markdown that stands on the page. Both come in files of their own, when the first text needs them.
//
// Math becomes MathML, which browsers draw themselves: it needs no fonts, and none of the inline styles that the page's policy refuses.

/** A longer block of code stays as it is: to colour it would make the page stand still. */
const LONGEST_CODE = 20_000;
const LONGEST_MATH = 5_000;

/** Gives all math and code below an element its form, unless the text is `gone` before. What cannot be read stays as it was written. */
export async function typeset(element: HTMLElement, gone: () => boolean): Promise<void> {
  const math = element.querySelectorAll<HTMLElement>('.markdown .math');
  const code = element.querySelectorAll<HTMLElement>('.markdown pre code[class^="language-"]');
  const [katex, hljs] = await Promise.all([
    math.length > 0 ? import('katex').then((module) => module.default) : null,
    code.length > 0 ? import('highlight.js/lib/common').then((module) => module.default) : null,
  ]);
  if (gone()) return;
  for (const one of math) {
    const tex = one.textContent;
    if (katex === null || one.childElementCount > 0 || tex.length > LONGEST_MATH) continue;
    try {
      katex.render(tex, one, {
        displayMode: one.classList.contains('display'),
        output: 'mathml',
        strict: 'ignore',
        trust: false,
        maxExpand: 200,
        maxSize: 50,
      });
    } catch {
      // Not TeX that KaTeX knows.
      one.textContent = tex;
    }
  }
  for (const one of code) {
    const language = one.className.slice('language-'.length);
    const text = one.textContent;
    if (hljs?.getLanguage(language) === undefined || one.childElementCount > 0 || text.length > LONGEST_CODE) continue;
    // Its answer is the text, escaped, in elements that have a class and nothing else.
    one.innerHTML = hljs.highlight(text, { language, ignoreIllegals: true }).value;
  }
}
