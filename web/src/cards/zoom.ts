// A card's zoom as the address holds it: places on the x and y axis, or the last stretch of a run that still grows.

import { asList, type Codec } from '../app/view.svelte';
import type { Interval } from '../plot/scale';
import type { View } from '../plot/view';

export interface Zoom {
  /** A place on the axis, or the last so much of it (a ratio on a log axis); null shows all. */
  readonly x: Interval | { readonly last: number } | null;
  readonly y: Interval | null;
}

export const NO_ZOOM: Zoom = { x: null, y: null };

/** A view that ends this near to the newest point, as a part of its width, goes along with it. */
const EDGE = 0.002;

/** What to remember of a view, given all x there are. */
export function zoomOf(view: View, whole: Interval | null, log: boolean): Zoom {
  const { x, y } = view;
  if (x === null || whole === null || x[0] > whole[1]) return { x, y };
  const near = log ? x[1] * (x[1] / x[0]) ** EDGE : x[1] + (x[1] - x[0]) * EDGE;
  if (near < whole[1]) return { x, y };
  return { x: { last: log ? whole[1] / x[0] : whole[1] - x[0] }, y };
}

/** The view for a zoom; null while it needs to know all x there are. */
export function viewOf(zoom: Zoom, whole: Interval | null, log: boolean): View | null {
  const { x, y } = zoom;
  if (x === null || !('last' in x)) return { x, y };
  if (whole === null) return null;
  return { x: [log ? whole[1] / x.last : whole[1] - x.last, whole[1]], y };
}

/** As text: `100..200` or `last50` for x, `0..1` for y, each followed by an underscore. */
export function writeZoom({ x, y }: Zoom): string {
  const along = x === null ? '' : 'last' in x ? `last${number(x.last)}` : interval(x);
  return `${along}_${y === null ? '' : interval(y)}_`;
}

/** What `writeZoom` wrote at the start of a text, and the rest of the text; null for anything else. */
export function readZoom(text: string): { readonly zoom: Zoom; readonly rest: string } | null {
  const found = /^([^_]*)_([^_]*)_/.exec(text);
  if (found === null) return null;
  const [all, along, up] = found as unknown as [string, string, string];
  const last = /^last(.+)$/.exec(along)?.[1];
  const x = last === undefined ? readInterval(along) : Number(last) > 0 ? { last: Number(last) } : undefined;
  const y = readInterval(up);
  if (x === undefined || y === undefined) return null;
  return { zoom: { x, y }, rest: text.slice(all.length) };
}

function readInterval(text: string): Interval | null | undefined {
  if (text === '') return null;
  const ends = text.split('..').map((end) => (end === '' ? NaN : Number(end)));
  const [lo, hi] = ends;
  if (ends.length !== 2 || lo === undefined || hi === undefined || !(lo < hi)) return undefined;
  return Number.isFinite(lo) && Number.isFinite(hi) ? [lo, hi] : undefined;
}

function interval([lo, hi]: Interval): string {
  // Six digits of the width are finer than a pixel, however far from zero the interval lies.
  const digits = Math.min(17, Math.max(6, Math.ceil(Math.log10(Math.max(Math.abs(lo), Math.abs(hi)) / (hi - lo))) + 6));
  return `${number(lo, digits)}..${number(hi, digits)}`;
}

function number(v: number, digits = 9): string {
  return String(Number(v.toPrecision(digits)));
}

/** One zoom of all cards. */
export const asZoom: Codec<Zoom> = {
  gradual: true,
  valid: (text) => readZoom(text)?.rest === '',
  parse: (text) => (text === null ? NO_ZOOM : (readZoom(text)?.zoom ?? NO_ZOOM)),
  format: (zoom) => (zoom.x === null && zoom.y === null ? null : writeZoom(zoom)),
};

/** The zooms of cards by tag. */
export const asZooms: Codec<ReadonlyMap<string, Zoom>> = {
  gradual: true,
  valid: (text) => asList.parse(text).every((item) => readZoom(item) !== null),
  parse: (text) => {
    const zooms = new Map<string, Zoom>();
    for (const item of asList.parse(text)) {
      const found = readZoom(item);
      if (found !== null) zooms.set(found.rest, found.zoom);
    }
    return zooms;
  },
  format: (zooms) => asList.format([...zooms].map(([tag, zoom]) => writeZoom(zoom) + tag)),
};
