// What is searched for in names, as a condition: the words in any order without regard to case, or a regular expression.

import type { Search } from '../../base/matcher';

export function nameCondition({ text, regex }: Search): string {
  const words = regex ? [text] : text.split(/\s+/).map(escaped);
  return words
    .filter((word) => word.trim() !== '')
    .map((word) => `name matches "${`(?i)${word}`.replace(/[\\"]/g, '\\$&')}"`)
    .join(' and ');
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
