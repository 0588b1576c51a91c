import { describe, expect, it } from 'vitest';
import type { KindInfo } from '../data/types';
import { dataOf, type LoadPage, type Panel } from './panel';
import { fittingTabs, sortPanels } from './tabs';

const page: LoadPage = () => Promise.reject(new Error('never opened'));
const panel = (id: string, kinds: Panel['kinds'], built = true): Panel => ({
  id, kinds, title: () => id, icon: 'chart', ...(built && { load: page }),
}); // prettier-ignore
const [scalars, images, text, rest] = [
  panel('scalars', ['scalars']),
  panel('images', ['images', 'videos'], false),
  panel('text', ['text']),
  panel('tensors', 'others', false),
];
const panels = [scalars, images, text, rest];
const kinds = (...names: string[]): KindInfo[] => names.map((kind) => ({ kind, tags: 1, series: 1, points: 1 }));
const ids = (some: readonly Panel[]): string[] => some.map(({ id }) => id);

describe('the panels', () => {
  it('have a tab where they have a page and data, in their fixed order', () => {
    const { tabs, unshown, absent } = sortPanels(panels, kinds('videos', 'text', 'scalars'), scalars);
    expect([ids(tabs), ids(unshown), ids(absent)]).toEqual([['scalars', 'text'], ['images'], ['tensors']]);
  });

  it('keep the tab that is open, also without data', () => {
    expect(ids(sortPanels(panels, kinds('text'), scalars).tabs)).toEqual(['scalars', 'text']);
    expect(ids(sortPanels(panels, kinds('text'), text).tabs)).toEqual(['text']);
  });

  it('always have a tab for a page that asks for no kind', () => {
    const always = panel('counter', []);
    expect(ids(sortPanels([...panels, always], kinds('text'), text).tabs)).toEqual(['text', 'counter']);
  });

  it('have no tab for a page that is not there', () => {
    expect(ids(sortPanels(panels, kinds('images'), images).tabs)).toEqual([]);
  });

  it('wait until it is known what the log has', () => {
    const { tabs, unshown } = sortPanels(panels, null, text);
    expect([ids(tabs), ids(unshown)]).toEqual([['text'], []]);
  });

  it('leave what nobody names to the one that takes the others', () => {
    const all = kinds('scalars', 'my_plugin', 'tensors');
    expect(dataOf(rest, panels, all).map(({ kind }) => kind)).toEqual(['my_plugin', 'tensors']);
    expect(dataOf(images, panels, all)).toEqual([]);
  });
});

describe('the tabs that fit', () => {
  const widths = [100, 60, 60, 60];
  it('are all where there is room', () => expect(fittingTabs(widths, 280, 2)).toEqual([0, 1, 2, 3]));
  it('are the first ones', () => expect(fittingTabs(widths, 220, 0)).toEqual([0, 1, 2]));
  it('hold the open one', () => {
    expect(fittingTabs(widths, 220, 3)).toEqual([0, 1, 3]);
    expect(fittingTabs(widths, 70, 3)).toEqual([3]);
    expect(fittingTabs(widths, 20, 1)).toEqual([1]);
  });
  it('are the first ones too where the open page has none', () => expect(fittingTabs(widths, 165, -1)).toEqual([0, 1]));
  it('are none where none are', () => expect(fittingTabs([], 300, -1)).toEqual([]));
});
