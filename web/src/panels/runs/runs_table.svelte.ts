// The table of runs: its columns, and the rows in sight, kept up to date while files grow.
//
// The server filters, sorts and cuts out the window; the page never holds more rows than were looked at.

import { Throttle } from '../../base/throttle';
import type { App } from '../../app/app.svelte';
import { ApiError } from '../../data/client';
import {
  type Cell,
  type ColumnInfo,
  queryTable,
  type TableAnswer,
  tableColumns,
  type TableQuestion,
} from '../../data/runs_table';
import { isAsked, metricColumn, metricOf, usualColumns, usualWidth } from './columns';
import { nameCondition } from './name_condition';
import type { Settings } from './settings.svelte';

/** Rows that are asked for at once. */
const PAGE = 100;
/** How late the numbers may be while only they change. */
const NUMBERS_WITHIN_MS = 3_000;

export interface PlacedColumn {
  readonly id: string;
  readonly info: ColumnInfo | undefined;
  readonly left: number;
  readonly width: number;
  readonly pinned: boolean;
}

export interface Row {
  readonly name: string;
  /** The value in a column; undefined while it is on its way. */
  readonly cell: (column: string) => Cell | undefined;
}

interface Page {
  readonly version: number;
  readonly answer: TableAnswer;
}

/** The rows of one question, page by page. */
interface Pages {
  readonly key: string;
  readonly matching: number;
  readonly total: number;
  readonly pages: ReadonlyMap<number, Page>;
}

export class RunsTable {
  /** The rows that are in sight. */
  window = $state.raw<{ readonly first: number; readonly end: number }>({ first: 0, end: 40 });
  #infos = $state.raw<readonly ColumnInfo[] | null>(null);
  #version = $state(0);
  #pages = $state.raw<Pages | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #abort = new AbortController();
  readonly #asking = new Set<string>();
  readonly #refresh: Throttle;
  readonly #stop: () => void;

  constructor(
    readonly app: App,
    readonly settings: Settings,
    /** What is searched for in names, beside the filter. */
    private readonly search: () => { readonly text: string; readonly regex: boolean },
  ) {
    this.#refresh = new Throttle(() => this.#renew());
    this.#stop = app.changes.listen(({ listed }) => this.#refresh.ask(listed ? 0 : NUMBERS_WITHIN_MS));
    this.#refresh.ask();
  }

  stop(): void {
    this.#stop();
    this.#refresh.stop();
    this.#abort.abort();
  }

  /** All columns that there are; null before the server's first answer. */
  get infos(): readonly ColumnInfo[] | null {
    return this.#infos;
  }
  readonly #byId = $derived(new Map((this.#infos ?? []).map((info) => [info.id, info])));
  info(id: string): ColumnInfo | undefined {
    const metric = metricOf(id);
    // Of a metric one statistic is listed; the others are numbers as that is.
    const listed = metric === null ? id : metricColumn({ tag: metric.tag, statistic: 'last' });
    return this.#byId.get(id) ?? this.#byId.get(listed);
  }

  /** The columns behind the name, in the order chosen, those that are pinned first. */
  readonly columns = $derived.by((): readonly string[] => {
    const chosen = this.settings.columns.value;
    const all = chosen.length > 0 ? chosen : usualColumns(this.#infos ?? []);
    const kept = this.settings.differing.value ? all.filter((id) => this.info(id)?.differs !== false) : all;
    const pinned = this.settings.pinned.value;
    return [...kept.filter((id) => pinned.includes(id)), ...kept.filter((id) => !pinned.includes(id))];
  });

  readonly placed = $derived.by((): readonly PlacedColumn[] => {
    let left = 0;
    return ['name', ...this.columns].map((id) => {
      const info = this.info(id);
      const width = this.settings.widthOf(id) ?? usualWidth(id, info);
      const column = { id, info, left, width, pinned: id === 'name' || this.settings.pinned.value.includes(id) };
      left += width;
      return column;
    });
  });

  readonly #question = $derived.by((): Omit<TableQuestion, 'offset' | 'limit'> => {
    const where = this.app.filter.holds;
    const named = nameCondition(this.search());
    return {
      where: where !== '' && named !== '' ? `(${where}) and ${named}` : where + named,
      sort: this.settings.sort.value,
      columns: this.columns.filter(isAsked),
    };
  });

  /** What a file of the table is asked for with. */
  get exported(): Omit<TableQuestion, 'offset' | 'limit'> {
    return { ...this.#question, columns: ['name', ...this.#question.columns] };
  }

  /** What is wrong with the last question; null when nothing is. */
  get error(): ApiError | null {
    return this.#error;
  }
  get matching(): number {
    return this.#pages?.matching ?? 0;
  }
  get total(): number {
    return this.#pages?.total ?? this.app.runs.names.length;
  }
  get loaded(): boolean {
    return this.#pages !== null;
  }

  row(index: number): Row | null {
    const answer = this.#pages?.pages.get(Math.floor(index / PAGE))?.answer;
    const at = index % PAGE;
    const name = answer?.rows[at];
    if (answer === undefined || name === undefined) return null;
    return { name, cell: (column) => answer.columns[column]?.[at] };
  }

  /** Asks for what is in sight and not there, or not of now; read where it is followed. */
  ask(): void {
    const question = this.#question;
    if (this.#infos === null) return;
    const key = JSON.stringify(question);
    // What people say of runs is in the table too.
    const version = this.#version + this.app.catalog.revision;
    const { first, end } = this.window;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, end - 1) / PAGE); page++) {
      const have = this.#pages?.key === key ? this.#pages.pages.get(page) : undefined;
      if (have?.version !== version) void this.#askPage(question, key, version, page);
    }
  }

  async #askPage(
    question: Omit<TableQuestion, 'offset' | 'limit'>,
    key: string,
    version: number,
    page: number,
  ): Promise<void> {
    const name = `${version} ${page} ${key}`;
    if (this.#asking.has(name)) return;
    // Of another question nobody waits for the answer any more.
    if (![...this.#asking].every((other) => other.endsWith(key))) {
      this.#abort.abort();
      this.#abort = new AbortController();
      this.#asking.clear();
    }
    this.#asking.add(name);
    const { signal } = this.#abort;
    try {
      const answer = await queryTable(this.app.client, { ...question, offset: page * PAGE, limit: PAGE }, signal);
      this.#take(key, version, page, answer);
      this.#error = null;
    } catch (cause) {
      if (!signal.aborted) this.#error = cause instanceof ApiError ? cause : new ApiError('offline', String(cause));
    } finally {
      this.#asking.delete(name);
    }
  }

  #take(key: string, version: number, page: number, answer: TableAnswer): void {
    const before = this.#pages?.key === key ? this.#pages.pages : new Map<number, Page>();
    const pages = new Map(before).set(page, { version, answer });
    this.#pages = { key, matching: answer.matching, total: answer.total, pages };
  }

  async #renew(): Promise<void> {
    try {
      this.#infos = await tableColumns(this.app.client);
    } catch (cause) {
      this.#error = cause instanceof ApiError ? cause : new ApiError('offline', String(cause));
    }
    this.#version += 1;
  }
}
