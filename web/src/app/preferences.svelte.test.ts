// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { isNumber, Preferences } from './preferences.svelte';

const KEY = 'sonde.preferences';
beforeEach(() => localStorage.clear());

describe('preferences', () => {
  it('outlive the page', () => {
    new Preferences(window).theme = 'dark';
    expect(new Preferences(window).theme).toBe('dark');
  });

  it('that are stored in a form that makes no sense count as absent', () => {
    for (const stored of [
      '',
      'no JSON',
      'null',
      '[]',
      '{"theme": "pink", "sidebarWidth": "wide", "colours": {"a": {}}}',
    ]) {
      localStorage.setItem(KEY, stored);
      const preferences = new Preferences(window);
      expect(preferences.theme).toBe('system');
      expect(preferences.sidebarWidth).toBe(264);
      expect(preferences.colours).toEqual({});
    }
  });

  it('are shared with the other tabs of the browser', () => {
    const [here, there] = [new Preferences(window), new Preferences(window)];
    there.theme = 'light';
    there.setColour('a', 2);
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }));
    expect(here.theme).toBe('light');
    here.sidebarWidth = 300;
    expect(new Preferences(window).colours).toEqual({ a: 2 });
  });

  it('keep what a panel prefers', () => {
    const width = new Preferences(window).field('cardWidth', 400, isNumber);
    expect(width.value).toBe(400);
    width.value = 500;
    expect(new Preferences(window).field('cardWidth', 400, isNumber).value).toBe(500);
  });

  it('work where the browser forbids storage', () => {
    const locked = {
      navigator: { languages: ['zh-CN'] },
      addEventListener: () => undefined,
      get localStorage(): Storage {
        throw new DOMException('denied', 'SecurityError');
      },
    } as unknown as Window;
    const preferences = new Preferences(locked);
    preferences.theme = 'dark';
    expect(preferences.theme).toBe('dark');
    expect(preferences.locale).toBe('zh-CN');
  });
});
