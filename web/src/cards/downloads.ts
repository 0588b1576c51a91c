// What a card can be saved as: its picture, and every point of its runs.

import type { Client } from '../data/client';
import { type Place, valuePath } from '../data/points';
import { type Caption, chartPng, chartSvg, type LegendEntry } from '../plot/export';
import type { Picture } from '../plot/picture';
import type { Cards } from './cards.svelte';

/** A part of the download menu: formats of one content. */
export interface Download {
  readonly title: string;
  /** Whether one of the shown runs can be chosen; what is saved is then told which, null for all that are shown. */
  readonly ofRuns?: boolean;
  readonly formats: readonly Format[];
}

interface Format {
  readonly name: string;
  readonly save: (run: string | null) => Promise<void> | void;
}

export type DataFormat = 'csv' | 'json';

/** Of an address; what is null is left out. */
type Parameters = Readonly<Record<string, string | number | null>>;

/** What is saved: a tag of these runs (null: all runs), from a route that gives it, and what else the route is told. */
interface Wanted {
  readonly route: string;
  readonly tag: string;
  readonly runs: readonly string[] | null;
  readonly format: DataFormat;
  readonly more?: Parameters;
}

/** A drawn picture with its legend, as vectors and as pixels. */
export function pictureDownload(
  { t }: Cards,
  tag: string,
  picture: () => Picture | null,
  legend: () => readonly LegendEntry[],
): Download {
  const caption = (): Caption => ({
    title: tag,
    legend: legend(),
    rest: (count) => t('download.more', { count }),
  });
  const saved = (ending: string, draw: (picture: Picture) => Blob | Promise<Blob>) => async (): Promise<void> => {
    const drawn = picture();
    if (drawn !== null) saveBlob(await draw(drawn), fileName(tag, ending));
  };
  return {
    title: t('download.picture'),
    formats: [
      { name: 'SVG', save: saved('svg', (drawn) => new Blob([chartSvg(drawn, caption())], { type: 'image/svg+xml' })) },
      { name: 'PNG', save: saved('png', (drawn) => chartPng(drawn, caption())) },
    ],
  };
}

/** The one that a card of one run shows, by its bytes: the server's own name for them has no ending. */
export function originalDownload(
  { t, app }: Cards,
  { run, tag, index, part }: Place,
  kind: string,
  { step, samples, ending }: { readonly step: number; readonly samples: number; readonly ending: string },
): Download {
  const name = fileName(`${run}-${tag}-${step}${samples > 1 ? `-${part}` : ''}`, ending);
  const saved = async (): Promise<void> => {
    const path = valuePath(kind, { run, tag, index, part });
    saveBlob(await (await app.client.fetch(path)).blob(), name);
  };
  return { title: t('download.original'), formats: [{ name: ending.toUpperCase(), save: saved }] };
}

/** Every point of a tag, from a route that gives them by `tag`, `run` and `format`. */
export function dataDownload({ t, app }: Cards, route: string, tag: string): Download {
  const saved = (format: DataFormat) => (run: string | null) =>
    saveData(app.client, { route, tag, runs: run === null ? app.runs.selection : [run], format });
  return { title: t('download.data'), ofRuns: true, formats: dataFormats(saved) };
}

/** The points of a tag that its card shows, of all shown runs; `seen` is what the route is told of them beside. */
export function seenDownload({ t, app }: Cards, route: string, tag: string, seen: () => Parameters): Download {
  const saved = (format: DataFormat) => () =>
    saveData(app.client, { route, tag, runs: app.runs.selection, format, more: seen() });
  return { title: t('download.seen'), formats: dataFormats(saved) };
}

function dataFormats(saved: (format: DataFormat) => Format['save']): readonly Format[] {
  return [
    { name: 'CSV', save: saved('csv') },
    { name: 'JSON', save: saved('json') },
  ];
}

/** An address longer than this may be refused on its way. */
const LONGEST_ADDRESS = 8000;

/** A tag as the name of a file: what file systems refuse becomes a line. */
export function fileName(tag: string, ending: string): string {
  // eslint-disable-next-line no-control-regex
  const safe = tag.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, '_').replace(/^[._ ]+|[. ]+$/g, '');
  return `${safe === '' ? 'chart' : safe.slice(0, 120)}.${ending}`;
}

/** Has the browser save these bytes. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  save(url, name);
  // Browsers take their time to begin a download.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Has the browser save what is at an address. */
export function save(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

/** The addresses that together give all of it. */
export function dataPaths({ route, tag, runs, format, more = {} }: Wanted): string[] {
  let base = `${route}?tag=${encodeURIComponent(tag)}&format=${format}`;
  for (const [name, value] of Object.entries(more)) {
    if (value !== null) base += `&${name}=${encodeURIComponent(value)}`;
  }
  const paths: string[] = [];
  let path = base;
  for (const run of runs ?? []) {
    const part = `&run=${encodeURIComponent(run)}`;
    if (path !== base && path.length + part.length > LONGEST_ADDRESS) {
      paths.push(path);
      path = base;
    }
    path += part;
  }
  return [...paths, path];
}

/** The browser streams one address to the disk; the parts of several are joined here. */
async function saveData(client: Client, wanted: Wanted): Promise<void> {
  const { tag, format } = wanted;
  const paths = dataPaths(wanted);
  const name = fileName(tag, format);
  if (paths.length === 1) {
    save(client.address(paths[0]!), name);
    return;
  }
  const parts: string[] = [];
  for (const path of paths) parts.push(await (await client.fetch(path)).text());
  const type = format === 'csv' ? 'text/csv' : 'application/json';
  saveBlob(new Blob([joined(parts, format)], { type }), name);
}

export function joined(parts: readonly string[], format: DataFormat): string {
  if (format === 'csv') {
    return parts.map((part, i) => (i === 0 ? part : part.slice(part.indexOf('\n') + 1))).join('');
  }
  const bodies = parts.map((part) => part.trim().slice(1, -1).trim()).filter((body) => body !== '');
  return `[\n${bodies.join(',\n')}\n]\n`;
}
