// The visible words, in both languages of the page.

const WORDS = {
  en: {
    x: 'Horizontal',
    y: 'Vertical',
    swap: 'Swap',
    pairs: (count) => (count === '1' ? '1 pair' : `${count} pairs`),
    none: 'No shown run has logged both at the same step.',
    few: 'This needs two scalars at least.',
    chart: (x, y, count) => `${y} over ${x}, ${count}`,
    step: 'step',
  },
  'zh-CN': {
    x: '横轴',
    y: '纵轴',
    swap: '交换',
    pairs: (count) => `${count} 对`,
    none: '没有显示的运行在同一步同时记录了这两者。',
    few: '至少需要两个标量。',
    chart: (x, y, count) => `${y} 对 ${x}，${count}`,
    step: '步数',
  },
};

export const wordsOf = (language) => WORDS[language] ?? WORDS.en;
