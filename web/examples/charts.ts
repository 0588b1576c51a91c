// Every state a chart can be in, each with its name: a place to look, to try gestures and to take pictures.
// `npm run dev`, then /examples/charts.html; `?theme=dark`, `?locale=zh-CN` and `?only=<part of a name>` choose.

import { PALETTE } from '../src/base/run_colours';
import type { AxisKind } from '../src/plot/format';
import { Format } from '../src/plot/format';
import type { Theme } from '../src/plot/frame';
import { FrameQueue } from '../src/plot/frame_queue';
import { Line, type LineInput } from '../src/plot/line';
import { LineChart, type LineChartOptions } from '../src/plot/line_chart';
import type { LinesData } from '../src/plot/lines';

interface Example {
  readonly name: string;
  readonly lines: () => Line[];
  readonly options?: Partial<LineChartOptions>;
  /** Called every second with the chart, for what moves. */
  readonly tick?: (chart: LineChart, second: number) => void;
}

const parameters = new URLSearchParams(location.search);
const theme = parameters.get('theme') === 'dark' ? 'dark' : 'light';
document.documentElement.dataset['theme'] = theme;
const START = Date.UTC(2026, 2, 4, 9, 12) / 1000;

const colour = (i: number): string => PALETTE[i % PALETTE.length]![theme];

/** Noise that is the same on every visit. */
function noise(seed: number): () => number {
  let state = (seed + 1) * 2654435761;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) ^ Math.imul(state ^ (state >>> 13), 3266489917);
    return ((state >>> 8) & 0xffff) / 0xffff - 0.5;
  };
}

function curve(
  run: number,
  points: number,
  y: (i: number, r: () => number) => number,
  extra: Partial<LineInput> = {},
): Line {
  const random = noise(run);
  const xs = extra.x ?? Float64Array.from({ length: points }, (_, i) => i);
  const ys = Float32Array.from({ length: points }, (_, i) => y(i, random));
  return new Line({ key: `run${String(run)}`, color: colour(run), y: ys, ...extra, x: xs });
}

const loss =
  (run: number, scale = 400) =>
  (i: number, r: () => number): number =>
    (2.2 + 0.1 * run) * Math.exp(-i / scale) + 0.15 + 0.02 * run + r() * (0.12 + 0.2 * Math.exp(-i / scale));

function smoothed(run: number, points: number, weight: number): Line {
  const plain = curve(run, points, loss(run));
  const at = new Float32Array(points);
  let last = 0;
  for (let i = 0; i < points; i++) {
    last = last * weight + (1 - weight) * plain.y[i]!;
    at[i] = last / (1 - weight ** (i + 1));
  }
  return new Line({ key: plain.key, color: plain.color, x: plain.x, y: plain.y, smoothed: { x: plain.x, y: at, at } });
}

const many = (n: number, make: (run: number) => Line): Line[] => Array.from({ length: n }, (_, run) => make(run));

const examples: Example[] = [
  { name: 'one run', lines: () => [curve(0, 1000, loss(0))] },
  { name: 'three runs', lines: () => many(3, (r) => curve(r, 1000, loss(r))) },
  { name: 'three runs, smoothed', lines: () => many(3, (r) => smoothed(r, 1000, 0.95)) },
  { name: 'twelve runs', lines: () => many(12, (r) => curve(r, 800, loss(r))) },
  { name: 'fifty runs', lines: () => many(50, (r) => curve(r, 800, loss(r / 6))) },
  { name: '200 runs × 1,600 points', lines: () => many(200, (r) => curve(r, 1600, loss(r / 20))) },
  { name: '200 runs, smoothed', lines: () => many(200, (r) => smoothed(r, 800, 0.9)) },
  { name: 'a few points', lines: () => many(2, (r) => curve(r, 12, loss(r, 4))) },
  { name: 'a single point', lines: () => [curve(0, 1, () => 0.5)] },
  { name: 'constant', lines: () => [curve(0, 500, () => 1e-4)] },
  {
    name: 'NaN, ∞ and −∞',
    lines: () => [
      curve(0, 300, (i, r) => (i > 200 ? NaN : i % 71 === 30 ? Infinity : loss(0, 80)(i, r))),
      curve(1, 300, (i, r) => (i % 97 === 50 ? -Infinity : i > 120 && i < 140 ? NaN : loss(3, 90)(i, r))),
    ],
  },
  {
    name: 'log y with values below zero',
    options: { logY: true },
    lines: () => many(3, (r) => curve(r, 900, (i, n) => Math.exp(-i / (90 + 20 * r)) + n() * 2e-4)),
  },
  {
    name: 'learning rate',
    lines: () => [curve(3, 1000, (i) => (i < 100 ? i * 3e-6 : 3e-4 * 0.5 * (1 + Math.cos((i - 100) / 287))))],
  },
  {
    name: 'log x, log y',
    options: { logX: true, logY: true },
    lines: () => many(3, (r) => curve(r, 5000, (i, n) => 3 * (i + 1) ** (-0.3 - 0.05 * r) * (1 + 0.1 * n()))),
  },
  {
    name: 'attempts',
    lines: () => [
      curve(1, 400, loss(1), { key: 'a0', superseded: true }),
      curve(1, 700, (i, n) => loss(1)(i + 250, n), {
        key: 'a1',
        x: Float64Array.from({ length: 700 }, (_, i) => i + 250),
      }),
    ],
  },
  {
    name: 'wall time',
    options: { kind: 'wall' },
    lines: () =>
      many(3, (r) =>
        curve(r, 600, loss(r), { x: Float64Array.from({ length: 600 }, (_, i) => START + r * 4000 + i * 97) }),
      ),
  },
  {
    name: 'relative time',
    options: { kind: 'relative' },
    lines: () =>
      many(3, (r) => curve(r, 600, loss(r), { x: Float64Array.from({ length: 600 }, (_, i) => i * (19 + 7 * r)) })),
  },
  {
    name: 'large steps',
    lines: () => [
      curve(4, 500, (_, n) => 1.25e6 + n() * 9e5, {
        x: Float64Array.from({ length: 500 }, (_, i) => 9_990_000 + i * 100),
      }),
    ],
  },
  {
    name: 'outliers ignored',
    options: { ignoreOutliers: true },
    lines: () => [curve(5, 800, (i, n) => loss(1)(i, n) + (i % 119 === 60 ? 80 : 0))],
  },
  { name: 'nothing', lines: () => [] },
  {
    name: 'growing',
    lines: () => many(3, (r) => curve(r, 60, loss(r, 120))),
    tick: (chart, second) => chart.setData(dataOf(many(3, (r) => curve(r, 60 + second * 12, loss(r, 120))))),
  },
];

function dataOf(lines: Line[]): LinesData {
  let lo = Infinity;
  let hi = -Infinity;
  for (const line of lines) {
    lo = Math.min(lo, line.x[0] ?? Infinity);
    hi = Math.max(hi, line.x.at(-1) ?? -Infinity);
  }
  return { lines, xExtent: lo <= hi ? [lo, hi] : null, robust: null, robustFor: null, complete: true };
}

function themeOf(element: HTMLElement): Theme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token('--surface'),
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    label: token('--ink-quiet'),
    text: token('--ink'),
    accent: token('--accent'),
  };
}

const queue = new FrameQueue();
const format = new Format(parameters.get('locale') ?? 'en');
const charts: Record<string, LineChart> = {};
for (const example of examples) {
  if (!example.name.includes(parameters.get('only') ?? '')) continue;
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = example.name;
  const host = document.createElement('div');
  host.className = 'chart';
  host.tabIndex = 0;
  figure.append(caption, host);
  document.getElementById('gallery')!.append(figure);
  const kind: AxisKind = 'step';
  const options: LineChartOptions = {
    kind,
    logX: false,
    logY: false,
    ignoreOutliers: false,
    format,
    theme: themeOf(host),
    ...example.options,
  };
  const others = (): LineChart[] => Object.values(charts).filter((c) => c !== chart);
  const chart: LineChart = new LineChart(
    host,
    options,
    {
      view: () => undefined,
      resize: () => undefined,
      hover: (hover) => {
        for (const other of others()) other.setLinkedX(hover?.x ?? null);
      },
    },
    queue,
  );
  const lines = example.lines();
  chart.setData(
    dataOf(
      options.logX
        ? lines.map((l) => new Line({ key: l.key, color: l.color, y: l.y, x: Float64Array.from(l.x, (v) => v + 1) }))
        : lines,
    ),
  );
  charts[example.name] = chart;
  if (example.tick !== undefined) {
    let second = 0;
    setInterval(() => example.tick!(chart, ++second), 1000);
  }
}
Object.assign(window, { charts, queue });
