// Asks for what people added to runs, and changes it. Every change is answered with what is different by it.

import type * as Api from './api_types';
import type {
  AnnotationChange,
  Candidate,
  GroupChange,
  ProjectChange,
  Removal,
  Revision,
  RunsChange,
  Trashed,
  TrashQuestion,
  ViewChange,
} from './api_types';
import { ApiError, type Client } from './client';

export type { Candidate, Revision, Trashed } from './api_types';
export type RunEntry = Required<Api.RunEntry>;
export type ProjectEntry = Required<Api.ProjectEntry>;
export type Annotation = Required<Api.Annotation>;
export type View = Required<Api.View>;
export type Group = Required<Api.Group>;

/** What is different since a revision. */
export interface CatalogAnswer extends Omit<
  Api.CatalogAnswer,
  'runs' | 'projects' | 'annotations' | 'views' | 'groups'
> {
  readonly runs: readonly RunEntry[];
  readonly projects: readonly ProjectEntry[];
  readonly annotations: readonly Annotation[];
  readonly views: readonly View[];
  readonly groups: readonly Group[];
}

/** A field that somebody else changed meanwhile: what it is now, and what it was to become. */
export interface Conflict {
  readonly kind: string;
  readonly id: string;
  readonly field: string;
  readonly value: unknown;
  readonly yours: unknown;
  readonly revision: number;
  readonly author: string | null;
  readonly time: number;
}

/** Which catalog it is, and how far it has come: what a live event says. */
export interface CatalogPosition {
  readonly identity: string;
  readonly revision: number;
}

/** What a change may be made of, by the route that makes it. */
export interface Changes {
  readonly runs: RunsChange;
  readonly projects: ProjectChange;
  readonly annotations: AnnotationChange;
  readonly views: ViewChange;
  readonly groups: GroupChange;
  readonly remove: Removal;
  readonly undo: { readonly revision: number };
}

export async function askCatalog(client: Client, since: number, signal?: AbortSignal): Promise<CatalogAnswer> {
  const response = await client.fetch(`catalog?since=${since}`, signal ? { signal } : undefined);
  return (await response.json()) as CatalogAnswer;
}

/**
 * Makes a change in the name of `author`; '' for somebody unknown.
 *
 * Throws an ApiError of the code `conflict` where somebody else changed the same after the revision `seen`: see `conflictsOf`.
 */
export function changeCatalog<Name extends keyof Changes>(
  client: Client,
  name: Name,
  change: Changes[Name],
  author: string,
): Promise<CatalogAnswer> {
  return post<CatalogAnswer>(client, `catalog/${name}`, change, author);
}

/** What each field is now and what it was to become, of a change that came second; nothing for any other error. */
export function conflictsOf(cause: unknown): readonly Conflict[] {
  return cause instanceof ApiError && cause.code === 'conflict'
    ? (cause.details as { conflicts: Conflict[] }).conflicts
    : [];
}

/** The newest changes of one entry, or of all. */
export async function askHistory(
  client: Client,
  of: { readonly kind: string; readonly id: string } | null,
  before: number | null,
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  const asked = new URLSearchParams({ ...of, ...(before !== null && { before: String(before) }) });
  return (await (await client.fetch(`catalog/history?${asked.toString()}`, { signal })).json()) as Revision[];
}

export async function askTrash(client: Client, signal: AbortSignal): Promise<readonly Trashed[]> {
  return (await (await client.fetch('catalog/trash', { signal })).json()) as Trashed[];
}

/** Moves runs to the trash if that is `confirmed`; else only says what would be moved. */
export function putIntoTrash(client: Client, question: TrashQuestion, author: string): Promise<readonly Candidate[]> {
  return post(client, 'catalog/trash', question, author);
}

export function undoTrash(client: Client, ids: readonly string[], author: string): Promise<readonly Trashed[]> {
  return post(client, 'catalog/trash/undo', { ids }, author);
}

export function purgeTrash(client: Client, ids: readonly string[], author: string): Promise<readonly Trashed[]> {
  return post(client, 'catalog/trash/purge', { ids, confirmed: true }, author);
}

async function post<T>(client: Client, path: string, question: unknown, author: string): Promise<T> {
  const named = author === '' ? {} : { 'sonde-author': encodeURIComponent(author) };
  const response = await client.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...named },
    body: JSON.stringify(question),
  });
  return (await response.json()) as T;
}
