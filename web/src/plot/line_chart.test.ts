// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Format } from './format';
import { FrameQueue } from './frame_queue';
import { Line } from './line';
import { LineChart, type LineChartOptions } from './line_chart';
import type { Hover } from './line_cursor';
import type { LinesData } from './lines';
import type { View } from './view';

// happy-dom lays nothing out and draws nothing; the chart gets its size from here and works without a canvas.
const WIDTH = 452;
const HEIGHT = 230;
const theme = { background: '#fff', grid: '#eee', axis: '#aaa', label: '#666', text: '#000', accent: '#0b7285' };
const options: LineChartOptions = {
  kind: 'step',
  logX: false,
  logY: false,
  ignoreOutliers: false,
  format: new Format('en', 'UTC'),
  theme,
};

function line(key: string, ys: number[], from = 0): Line {
  return new Line({ key, color: 'red', x: Float64Array.from(ys, (_, i) => from + i), y: Float64Array.from(ys) });
}

function data(...lines: Line[]): LinesData {
  const ends = lines.flatMap((l) => [l.x[0]!, l.x.at(-1)!]);
  return { lines, xExtent: [Math.min(...ends), Math.max(...ends)], robust: null, robustFor: null, complete: true };
}

const ramp = (n: number): number[] => Array.from({ length: n }, (_, i) => i / n);

let host: HTMLDivElement;
let chart: LineChart;
let views: View[];
let hovers: (Hover | null)[];
let now = 0;

/** Lets every easing come to its end. */
function settle(): void {
  for (let i = 0; i < 4; i++) chart.frame((now += 1000));
}

function key(name: string, init: KeyboardEventInit = {}): void {
  host.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...init }));
  settle();
}

function pointer(type: string, x: number, y: number, init: PointerEventInit = {}): void {
  host.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, pointerId: 1, bubbles: true, ...init }));
}

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
  host = document.createElement('div');
  host.tabIndex = 0;
  document.body.append(host);
  Object.defineProperty(host, 'clientWidth', { value: WIDTH });
  Object.defineProperty(host, 'clientHeight', { value: HEIGHT });
  host.setPointerCapture = () => undefined;
  views = [];
  hovers = [];
  const events = {
    view: (view: View) => void views.push(view),
    hover: (hover: Hover | null) => void hovers.push(hover),
    resize: () => undefined,
  };
  chart = new LineChart(host, options, events, new FrameQueue());
  chart.setData(
    data(
      line('a', ramp(101)),
      line(
        'b',
        ramp(101).map((v) => v + 1),
      ),
    ),
  );
  settle();
});

afterEach(() => {
  chart.dispose();
  host.remove();
  vi.unstubAllGlobals();
});

const frame = (): { x: number; y: number; width: number; height: number } => chart.picture!.frame;
const domainX = (): readonly [number, number] => chart.picture!.x.domain;

describe('a chart', () => {
  test('shows all of its data', () => {
    expect(domainX()).toEqual([0, 100]);
    expect(chart.picture!.y.domain[0]).toBe(0);
    expect(chart.picture!.y.domain[1]).toBeGreaterThanOrEqual(1.99);
  });

  test('has its first data at once, and grows from then on', () => {
    chart.setData({ lines: [], xExtent: null, robust: null, robustFor: null, complete: true });
    settle();
    chart.setData(data(line('a', [0, 12])));
    chart.frame((now += 1));
    expect(domainX()).toEqual([0, 1]);
    expect(chart.picture!.y.domain[1]).toBeGreaterThanOrEqual(12);
    chart.setData(data(line('a', [0, 12, 40])));
    chart.frame((now += 1));
    expect(chart.picture!.y.domain[1]).toBeLessThan(40);
  });

  test('zooms to a rectangle, and back by a double click', () => {
    const { x, y, width } = frame();
    pointer('pointerdown', x + width / 4, y + 20);
    pointer('pointermove', x + width / 2, y + 120);
    pointer('pointerup', x + width / 2, y + 120);
    settle();
    expect(domainX()[0]).toBeCloseTo(25);
    expect(domainX()[1]).toBeCloseTo(50);
    expect(chart.view.y).not.toBeNull();
    host.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    settle();
    expect(chart.view).toEqual({ x: null, y: null });
    expect(views).toHaveLength(2);
  });

  test('a flat drag leaves the y axis to the data', () => {
    const { x, y, width } = frame();
    pointer('pointerdown', x, y + 20);
    pointer('pointermove', x + width / 2, y + 22);
    pointer('pointerup', x + width / 2, y + 22);
    settle();
    expect(chart.view.x?.[1]).toBeCloseTo(50);
    expect(chart.view.y).toBeNull();
    // Only the left half is in view, so the axis follows its values.
    expect(chart.picture!.y.domain[1]).toBeLessThan(1.7);
  });

  test('pans with shift, once zoomed', () => {
    chart.setView({ x: [40, 60], y: null });
    settle();
    const { x, y, width } = frame();
    pointer('pointerdown', x + width / 2, y + 50, { shiftKey: true });
    pointer('pointermove', x, y + 50);
    pointer('pointerup', x, y + 50);
    settle();
    expect(domainX()[0]).toBeCloseTo(50);
    expect(domainX()[1]).toBeCloseTo(70);
  });

  test('leaves the wheel to the page, unless ctrl, alt or the focus says otherwise', () => {
    const wheel = (init: { ctrlKey?: boolean }): boolean => {
      const event = new WheelEvent('wheel', { deltaY: -100, cancelable: true });
      Object.assign(event, { clientX: 200, clientY: 100, ...init });
      host.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(wheel({})).toBe(false);
    expect(chart.view.x).toBeNull();
    expect(wheel({ ctrlKey: true })).toBe(true);
    expect(chart.view.x).not.toBeNull();
    host.focus();
    expect(wheel({})).toBe(true);
  });
});

describe('the pointer', () => {
  const hoverAt = (part: number, y: number): Hover | null | undefined => {
    const { x, width } = frame();
    pointer('pointermove', x + part * width, y);
    chart.frame((now += 16));
    return hovers.at(-1);
  };

  test('is at the nearest point of the axis, whatever its height', () => {
    expect([20, 100, 180].map((y) => hoverAt(0.424, y)?.x)).toEqual([42, 42, 42]);
  });

  test('is between points too where not all of them are drawn', () => {
    chart.setData({ ...data(line('a', [0, 1])), xExtent: [0, 1000], complete: false });
    settle();
    expect(hoverAt(0.4242, 50)?.x).toBe(424);
  });

  test('is at a single point from everywhere', () => {
    chart.setData(data(line('a', [3], 7)));
    settle();
    expect([0.01, 0.5, 0.99].map((part) => hoverAt(part, 50)?.x)).toEqual([7, 7, 7]);
  });

  test('leaves the chart with the pointer', () => {
    hoverAt(0.5, 50);
    pointer('pointerleave', 0, 0);
    chart.frame((now += 16));
    expect(hovers.at(-1)).toBeNull();
  });
});

describe('the keyboard', () => {
  test('zooms, pans and resets', () => {
    key('+');
    expect(domainX()).toEqual([12.5, 87.5]);
    key('ArrowRight', { shiftKey: true });
    expect(domainX()[0]).toBeCloseTo(20);
    key('-');
    key('0');
    expect(chart.view.x).toBeNull();
  });

  test('moves a cursor point by point, and to other lines', () => {
    key('End');
    key('ArrowRight');
    expect(hovers.at(-1)).toMatchObject({ x: 100, key: 'a' });
    key('ArrowLeft');
    expect(hovers.at(-1)?.x).toBe(99);
    expect(hovers.at(-1)?.key).toBe('a');
    key('ArrowUp');
    expect(hovers.at(-1)?.key).toBe('b');
    key('Home');
    expect(hovers.at(-1)?.x).toBe(0);
    key('Escape');
    expect(hovers.at(-1)).toBeNull();
  });

  test('carries the zoom along with its cursor', () => {
    chart.setView({ x: [10, 20], y: null });
    settle();
    key('ArrowLeft');
    expect(hovers.at(-1)?.x).toBe(20);
    key('ArrowRight');
    expect(hovers.at(-1)?.x).toBe(21);
    expect(domainX()[1]).toBeCloseTo(21);
  });

  test('leaves other keys to the page', () => {
    const event = new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true });
    host.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });
});

describe('while data streams in', () => {
  test('an unzoomed chart grows', () => {
    chart.setData(data(line('a', ramp(201))));
    settle();
    expect(domainX()).toEqual([0, 200]);
  });

  test('it grows by and by, not at once', () => {
    chart.setData(data(line('a', ramp(201))));
    chart.frame((now += 16));
    chart.frame((now += 16));
    expect(domainX()[1]).toBeGreaterThan(100);
    expect(domainX()[1]).toBeLessThan(200);
  });

  test('a zoom stays where it is', () => {
    chart.setView({ x: [20, 40], y: null });
    chart.setData(data(line('a', ramp(201))));
    settle();
    expect(domainX()).toEqual([20, 40]);
  });

  test('the gutter of the labels never shrinks', () => {
    const before = frame().x;
    chart.setData(data(line('a', [0, 1])));
    settle();
    expect(frame().x).toBeGreaterThanOrEqual(before);
  });
});

test('outliers are left out of the y axis when asked', () => {
  const values = ramp(100);
  values[50] = 1e6;
  chart.setOptions({ ...options, ignoreOutliers: true });
  chart.setData(data(line('a', values)));
  settle();
  expect(chart.picture!.y.domain[1]).toBeLessThan(2);
  chart.setData({ ...data(line('a', values)), robust: [0.2, 0.4] });
  settle();
  expect(chart.picture!.y.domain[0]).toBeGreaterThan(0.1);
  expect(chart.picture!.y.domain[1]).toBeLessThan(0.5);
});
