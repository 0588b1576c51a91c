import { describe, expect, test } from 'vitest';
import { NO_ZOOM, readZoom, viewOf, writeZoom, zoomOf, type Zoom } from './zoom';

describe('a zoom in an address', () => {
  test.each<[Zoom, string]>([
    [NO_ZOOM, '__'],
    [{ x: [100, 200], y: null }, '100..200__'],
    [{ x: null, y: [-0.5, 1e-7] }, '_-0.5..1e-7_'],
    [{ x: { last: 500 }, y: [0, 1] }, 'last500_0..1_'],
    [{ x: [1767225600.125, 1767225601.5], y: null }, '1767225600.125..1767225601.5__'],
  ])('%j is written %s and read back', (zoom, text) => {
    expect(writeZoom(zoom)).toBe(text);
    expect(readZoom(`${text}train/loss_total`)).toEqual({ zoom, rest: 'train/loss_total' });
  });

  test('is written with no more digits than can be seen', () => {
    expect(writeZoom({ x: [123.45678901234, 456.78901234], y: null })).toBe('123.4568..456.789__');
  });

  test.each(['', 'loss', '1..2', '2..1__', '1__', 'a..b__', 'last0__', 'last__', '..__', '1..Infinity__'])(
    'is not read from %j',
    (text) => expect(readZoom(text)).toBeNull(),
  );
});

describe('a view that ends at the newest point', () => {
  test('is remembered as the last stretch', () => {
    expect(zoomOf({ x: [80, 100], y: null }, [0, 100], false)).toEqual({ x: { last: 20 }, y: null });
    expect(zoomOf({ x: [80, 90], y: null }, [0, 100], false)).toEqual({ x: [80, 90], y: null });
  });

  test('shows the same length of a longer run', () => {
    const zoom = { x: { last: 20 }, y: null };
    expect(viewOf(zoom, [0, 150], false)).toEqual({ x: [130, 150], y: null });
    expect(viewOf(zoom, null, false)).toBeNull();
  });

  test('keeps its decades on a log axis', () => {
    const zoom = zoomOf({ x: [10, 1000], y: null }, [1, 1000], true);
    expect(zoom).toEqual({ x: { last: 100 }, y: null });
    expect(viewOf(zoom, [1, 5000], true)?.x).toEqual([50, 5000]);
  });
});
