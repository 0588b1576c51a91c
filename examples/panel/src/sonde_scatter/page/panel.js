// The page of the panel: two lists of tags, and the chart of their pairs.
// What `host` is stands in sonde/panels/host.d.ts.

import { draw, nearest } from './plot.js';
import { wordsOf } from './words.js';

export const version = 1;

export async function mount(element, host) {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = new URL('./panel.css', import.meta.url).href;
  const styled = new Promise((done) => {
    style.onload = style.onerror = done;
  });
  element.append(style);

  const root = make('div', element, { className: 'scatter' });
  const form = make('form', root);
  const [xLabel, xList] = labelled(form);
  const [yLabel, yList] = labelled(form);
  const swap = make('button', form, { type: 'button' });
  const count = make('output', form);
  const figure = make('figure', root);
  const canvas = make('canvas', figure, { tabIndex: 0 });
  canvas.setAttribute('role', 'img');
  const tip = make('figcaption', figure, { hidden: true });
  const empty = make('p', figure, { className: 'empty', hidden: true });

  let tags = [];
  let cloud = null;
  let dots = [];
  let asked = 0;

  // What is drawn follows from the address: a copied one, and the browser's "back", show the same.
  const names = () => ({
    x: host.address.get('x') ?? tags[0] ?? '',
    y: host.address.get('y') ?? tags.find((tag) => tag !== (host.address.get('x') ?? tags[0])) ?? '',
  });

  async function fetchTags() {
    const found = await (await host.query.core('tags?kind=scalars')).json();
    const listed = found.map(({ tag }) => tag);
    if (listed.join('\n') === tags.join('\n')) return;
    tags = listed;
    for (const list of [xList, yList]) list.replaceChildren(...tags.map((tag) => new Option(tag, tag)));
  }

  async function fetchPairs() {
    const { x, y } = names();
    const number = ++asked;
    if (x === '' || y === '') return show(null);
    const body = JSON.stringify({
      x,
      y,
      runs: host.runs.selection,
      width: Math.max(1, Math.round(canvas.clientWidth)),
      height: Math.max(1, Math.round(canvas.clientHeight)),
    });
    const answer = await host.query.own('pairs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const found = await answer.json();
    if (number === asked) show(found);
  }

  function show(found) {
    cloud = found;
    paint();
  }

  /** Everything has its name from the start, also for those who do not see it. */
  function label() {
    const words = wordsOf(host.language);
    const { x, y } = names();
    xLabel.textContent = words.x;
    yLabel.textContent = words.y;
    swap.textContent = words.swap;
    [xList.value, yList.value] = [x, y];
    const pairs = (cloud?.runs ?? []).reduce((sum, run) => sum + run.pairs, 0);
    count.textContent = words.pairs(new Intl.NumberFormat(host.language).format(pairs));
    canvas.setAttribute('aria-label', words.chart(x, y, count.textContent));
    return pairs;
  }

  function paint() {
    const words = wordsOf(host.language);
    const pairs = label();
    empty.textContent = tags.length < 2 ? words.few : words.none;
    empty.hidden = cloud === null ? tags.length >= 2 : pairs > 0;
    dots = draw(canvas, cloud, names(), host);
  }

  function choose(x, y) {
    host.address.set('x', x);
    host.address.set('y', y);
  }
  xList.onchange = () => choose(xList.value, names().y);
  yList.onchange = () => choose(names().x, yList.value);
  swap.onclick = () => choose(names().y, names().x);

  canvas.onpointermove = ({ offsetX, offsetY }) => {
    const dot = nearest(dots, offsetX, offsetY);
    host.runs.point(dot?.run ?? null);
    tip.hidden = dot === null;
    if (dot === null) return;
    const { x, y } = names();
    const number = new Intl.NumberFormat(host.language, { maximumSignificantDigits: 6 });
    tip.textContent = [
      dot.run,
      `${wordsOf(host.language).step} ${number.format(dot.step)}`,
      `${x} ${number.format(dot.x)}`,
      `${y} ${number.format(dot.y)}`,
    ].join('\n');
    const left = dot.left + 12 + tip.offsetWidth > canvas.clientWidth ? dot.left - 12 - tip.offsetWidth : dot.left + 12;
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${Math.max(0, Math.min(dot.top + 12, canvas.clientHeight - tip.offsetHeight))}px`;
  };
  canvas.onpointerleave = () => {
    tip.hidden = true;
    host.runs.point(null);
  };

  const refresh = joined(async () => {
    await fetchTags();
    await fetchPairs();
  });
  host.on('data', ({ tags: changed }) => {
    const { x, y } = names();
    if (changed === null || tags.length < 2 || changed.includes(x) || changed.includes(y)) refresh();
  });
  host.on('shown', refresh);
  host.on('address', refresh);
  for (const event of ['colours', 'theme', 'language', 'pointed']) host.on(event, paint);
  const resized = new ResizeObserver(() => refresh());

  label();
  await styled;
  await fetchTags();
  await fetchPairs();
  resized.observe(canvas);
  return () => {
    resized.disconnect();
    host.runs.point(null);
  };
}

/** Runs `job` when asked, never twice at once; what is asked meanwhile is one more run, a moment later. */
function joined(job) {
  let running = false;
  let again = false;
  return async function run() {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await job();
        await new Promise((rest) => setTimeout(rest, 100));
      }
    } finally {
      running = false;
    }
  };
}

function make(name, parent, properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  parent.append(element);
  return element;
}

function labelled(form) {
  const label = make('label', form);
  return [make('span', label), make('select', label)];
}
