// Files of a card: its picture, and every point of its runs.

import type { Client } from '../../data/client';

export type DataFormat = 'csv' | 'json';

/** An address longer than this may be refused on its way. */
const LONGEST_ADDRESS = 8000;

/** A tag as the name of a file: what file systems refuse becomes a line. */
export function fileName(tag: string, ending: string): string {
  // eslint-disable-next-line no-control-regex
  const safe = tag.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, '_').replace(/^[._ ]+|[. ]+$/g, '');
  return `${safe === '' ? 'chart' : safe.slice(0, 120)}.${ending}`;
}

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  save(url, name);
  // Browsers take their time to begin a download.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function save(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

/** The routes that together give all points of a tag in these runs (null: all runs). */
export function dataPaths(tag: string, runs: readonly string[] | null, format: DataFormat): string[] {
  const base = `scalars?tag=${encodeURIComponent(tag)}&format=${format}`;
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

/** Saves all points of a tag. The browser streams one address to the disk; the parts of several are joined here. */
export async function saveData(
  client: Client,
  tag: string,
  runs: readonly string[] | null,
  format: DataFormat,
): Promise<void> {
  const paths = dataPaths(tag, runs, format);
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
