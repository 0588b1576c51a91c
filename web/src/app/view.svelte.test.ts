// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asChoice, asFlag, asList, asNumber, asText, View } from './view.svelte';

const hash = (): string => location.hash;
const rest = async (): Promise<unknown> => vi.advanceTimersByTimeAsync(300);
/** What the browser does on "back" and "forward", and when a person edits the address. */
function goTo(address: string): void {
  history.replaceState(null, '', address);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

// happy-dom tells of an address that a page gave itself, which no browser does.
window.addEventListener('hashchange', (event) => event.stopImmediatePropagation());

let pushes: number;
beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '#');
  pushes = 0;
  const push = history.pushState.bind(history);
  vi.spyOn(history, 'pushState').mockImplementation((...parameters) => {
    pushes += 1;
    push(...parameters);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the view', () => {
  it('changes at once, and the address when it rests', async () => {
    const view = new View(window, 'timeseries');
    const smoothing = view.field('smoothing', asNumber(0, 0, 0.999));
    smoothing.value = 0.6;
    expect(smoothing.value).toBe(0.6);
    expect(hash()).not.toContain('smoothing');

    await rest();
    expect(hash()).toBe('#/timeseries?smoothing=0.6');
  });

  it('makes one step of the history of a slider that is moved, and another of the next change', async () => {
    const view = new View(window, 'timeseries');
    const smoothing = view.field('smoothing', asNumber(0));
    const x = view.field('x', asChoice('step', 'wall'));
    for (const value of [0.1, 0.2, 0.3, 0.4]) {
      smoothing.value = value;
      await vi.advanceTimersByTimeAsync(400);
    }
    expect(pushes).toBe(1);
    x.value = 'wall';
    await rest();
    expect(pushes).toBe(2);
    await vi.advanceTimersByTimeAsync(5000);
    smoothing.value = 0.9;
    await rest();
    expect(pushes).toBe(3);
    expect(hash()).toBe('#/timeseries?smoothing=0.9&x=wall');
  });

  it('follows the browser back and forward', () => {
    const view = new View(window, 'timeseries');
    const tags = view.field('timeseries.tags', asText);
    const seen: string[] = [];
    const stop = $effect.root(() => {
      $effect(() => void seen.push(tags.value));
    });
    flushSync();
    goTo('#/timeseries?tags=loss');
    flushSync();
    goTo('#/timeseries');
    flushSync();
    expect(seen).toEqual(['', 'loss', '']);
    stop();
  });

  it('does not write over an address that was changed meanwhile', async () => {
    const view = new View(window, 'timeseries');
    view.set('timeseries.tags', 'a', true);
    goTo('#/timeseries?tags=b');
    await rest();
    expect(hash()).toBe('#/timeseries?tags=b');
    expect(view.get('timeseries.tags')).toBe('b');
  });

  it('keeps what it does not know', async () => {
    goTo('#/timeseries?later=1');
    const view = new View(window, 'timeseries');
    view.set('x', 'wall');
    await rest();
    expect(hash()).toBe('#/timeseries?later=1&x=wall');
  });

  it('opens a panel, and says where another would be', () => {
    const view = new View(window, 'timeseries');
    view.set('x', 'wall');
    expect(view.address('images')).toBe('#/images?x=wall');
    view.open('images');
    expect(view.panel).toBe('images');
    expect(hash()).toBe('#/images?x=wall');
  });

  it('lets go of a parameter that has its usual value', async () => {
    const view = new View(window, 'timeseries');
    const x = view.field('x', asChoice('step', 'wall'));
    x.value = 'wall';
    await rest();
    x.value = 'step';
    await vi.advanceTimersByTimeAsync(3000);
    expect(hash()).toBe('#/timeseries');
  });
});

describe('back', () => {
  it('undoes one click at a time, however fast they come', async () => {
    const view = new View(window, 'timeseries');
    const pins = view.within('timeseries').field('pins', asList);
    pins.value = ['a'];
    await vi.advanceTimersByTimeAsync(1);
    pins.value = ['a', 'b'];
    await vi.advanceTimersByTimeAsync(1);
    expect(pushes).toBe(2);
  });

  it('undoes a click alone also when it comes before the page gets to anything else', async () => {
    const view = new View(window, 'timeseries');
    view.set('x', 'wall');
    await Promise.resolve();
    expect(hash()).toBe('#/timeseries?x=wall');
    expect(pushes).toBe(1);
  });

  it('undoes together what one click changed', async () => {
    const view = new View(window, 'timeseries');
    view.set('timeseries.zooms', null, true);
    view.set('timeseries.zooms', '1..2__loss', true);
    view.set('x', 'wall');
    await Promise.resolve();
    await rest();
    expect(pushes).toBe(1);
  });

  it('undoes a click alone that follows a slider at once', async () => {
    const view = new View(window, 'timeseries');
    const smoothing = view.field('smoothing', asNumber(0));
    smoothing.value = 0.5;
    await Promise.resolve();
    view.set('x', 'wall');
    await Promise.resolve();
    await rest();
    expect(pushes).toBe(2);
  });
});

describe('an address', () => {
  it('from before panels had namespaces still opens', async () => {
    goTo('#/timeseries?tags=loss&tags_regex=1&pins=a,b&zooms=1..2__a&smoothing=0.6&x=wall&except=r&card_width=300');
    const view = new View(window, 'timeseries');
    const own = view.within('timeseries');
    expect(own.field('tags', asText).value).toBe('loss');
    expect(own.field('tags_regex', asFlag()).value).toBe(true);
    expect(own.field('pins', asList).value).toEqual(['a', 'b']);
    expect(own.field('card_width', asNumber(340)).value).toBe(300);
    expect(own.field('zooms', asList).value).toEqual(['1..2__a']);
    expect(view.get('smoothing')).toBe('0.6');
    expect(view.get('except')).toBe('r');
    expect(view.passedOver).toEqual([]);
    own.field('tags', asText).value = 'acc';
    await rest();
    expect(hash()).toContain('timeseries.tags=acc');
    expect(hash()).not.toMatch(/[?&]tags=/);
  });

  it('may have its parameters before the hash, which go into it', () => {
    history.replaceState(null, '', '/page?smoothing=0.6&x=wall#/timeseries?x=relative');
    const view = new View(window, 'timeseries');
    expect(view.get('smoothing')).toBe('0.6');
    expect(view.get('x')).toBe('relative');
    expect(location.search).toBe('');
    expect(hash()).toBe('#/timeseries?smoothing=0.6&x=relative');
  });

  it('says what was passed over in it, once the panel has named its parameters', () => {
    goTo('#/timeseries?smothing=0.6&smoothing=7&timeseries.pinz=a&histograms.bins=30&x=moon&timeseries.log_x=1');
    const view = new View(window, 'timeseries');
    view.field('smoothing', asNumber(0, 0, 0.999));
    const x = view.field('x', asChoice('step', 'wall'));
    const named = (): string[] => view.passedOver.map(({ name, known }) => `${name}${known ? '' : '?'}`);
    expect(named()).toEqual(['smothing?', 'smoothing', 'x']);
    view.within('timeseries').field('log_x', asFlag());
    expect(named()).toEqual(['smothing?', 'smoothing', 'timeseries.pinz?', 'x']);
    x.value = 'wall';
    expect(named()).toEqual(['smothing?', 'smoothing', 'timeseries.pinz?']);
    view.forgive();
    expect(named()).toEqual([]);
  });
});

describe('a parameter', () => {
  it('is the same list while only others change', () => {
    const view = new View(window, 'timeseries');
    const pins = view.field('timeseries.pins', asList);
    const seen: (readonly string[])[] = [];
    const stop = $effect.root(() => {
      $effect(() => void seen.push(pins.value));
    });
    flushSync();
    view.set('smoothing', '0.6');
    view.set('timeseries.zooms', '1..2__loss');
    flushSync();
    pins.value = ['loss'];
    flushSync();
    stop();
    expect(seen).toEqual([[], ['loss']]);
  });

  it('that makes no sense means its usual value', () => {
    expect(asNumber(0.6, 0, 0.999).parse('much')).toBe(0.6);
    expect(asNumber(0.6, 0, 0.999).parse('')).toBe(0.6);
    expect(asNumber(0.6, 0, 0.999).parse('7')).toBe(0.999);
    expect(asChoice('step', 'wall').parse('moon')).toBe('step');
    expect(asFlag(true).parse(null)).toBe(true);
    expect(asFlag(true).parse('0')).toBe(false);
  });

  it('comes back as it was written', () => {
    const names = ['a,b', 'c\\d', '训练'];
    expect(asList.parse(asList.format(names))).toEqual(names);
    expect(asList.format([])).toBeNull();
    expect(asText.parse(asText.format('^loss'))).toBe('^loss');
  });
});
