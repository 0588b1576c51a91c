import { describe, expect, it } from 'vitest';
import { contrast, distance, rgbOf, seenBy } from './colour';
import { assignSlots, PALETTE } from './run_colours';

const themes = [
  ['light', '#ffffff'],
  ['dark', '#141b20'],
] as const;
const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `sweep/lr=0.1,seed=${i}`);

describe.each(themes)('the palette on a %s page', (theme, page) => {
  const colours = PALETTE.map((swatch) => rgbOf(swatch[theme]));
  const smallest = (sight: Parameters<typeof seenBy>[0], count = colours.length): number =>
    Math.min(
      ...colours
        .slice(0, count)
        .flatMap((a, i) => colours.slice(i + 1, count).map((b) => distance(seenBy(sight, a), seenBy(sight, b)))),
    );

  it('stands out from the page', () => {
    for (const colour of colours) expect(contrast(colour, rgbOf(page))).toBeGreaterThan(3);
  });

  it('is told apart with normal sight and with each colour blindness', () => {
    expect(smallest('normal')).toBeGreaterThan(0.095);
    expect(smallest('protan')).toBeGreaterThan(0.05);
    expect(smallest('deutan')).toBeGreaterThan(0.05);
    expect(smallest('tritan')).toBeGreaterThan(0.05);
  });

  it('is told apart at a glance in its first six', () => {
    expect(smallest('normal', 6)).toBeGreaterThan(0.16);
    for (const sight of ['protan', 'deutan', 'tritan'] as const) expect(smallest(sight, 6)).toBeGreaterThan(0.085);
  });
});

describe('the colours of runs', () => {
  it('are the same for the same list', () => {
    expect(assignSlots(names(50))).toEqual(assignSlots(names(50)));
  });

  it('differ between neighbours, by start and by name, and all of few runs', () => {
    const shuffled = names(500).map((_, i, all) => all[(i * 211) % all.length]!);
    const slots = assignSlots(shuffled);
    const byStart = shuffled.map((name) => slots.get(name)!);
    byStart.forEach((slot, i) => expect(byStart.slice(Math.max(0, i - 5), i)).not.toContain(slot));
    const byName = names(500).map((name) => slots.get(name)!);
    byName.forEach((slot, i) => expect(byName.slice(Math.max(0, i - 1), i)).not.toContain(slot));
  });

  it('are all different for the first twelve runs, the best for the first six, whatever the names', () => {
    for (let seed = 0; seed < 200; seed++) {
      const some = names(30).map((name) => `${seed}/${name}`);
      const slots = [...assignSlots(some).values()];
      expect(new Set(slots.slice(0, 12)).size).toBe(12);
      expect(Math.max(...slots.slice(0, 6))).toBe(5);
    }
  });

  it('stay when runs are added after them, and when the page knows them already', () => {
    const before = assignSlots(names(20));
    const later = assignSlots(names(40));
    for (const [name, slot] of before) expect(later.get(name)).toBe(slot);

    const inserted = assignSlots(['new', ...names(20)], before);
    for (const [name, slot] of before) expect(inserted.get(name)).toBe(slot);
  });

  it('hardly change for others when a run goes away', () => {
    const before = assignSlots(names(200));
    const after = assignSlots(names(200).slice(1));
    const changed = [...after].filter(([name, slot]) => before.get(name) !== slot);
    expect(changed.length).toBeLessThan(20);
  });

  it('use the whole palette', () => {
    const uses = new Array<number>(PALETTE.length).fill(0);
    for (const slot of assignSlots(names(1200)).values()) uses[slot]! += 1;
    expect(Math.min(...uses)).toBeGreaterThan(60);
  });
});
