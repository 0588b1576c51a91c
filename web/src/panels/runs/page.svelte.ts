// The page of runs: the table, what is chosen in it, and what can be done with its columns.

import type { App } from '../../app/app.svelte';
import { asFlag, asText } from '../../app/view.svelte';
import { writtenName, type Said } from './columns';
import { messages } from './messages';
import { RunsTable } from './runs_table.svelte';
import { Selection } from './selection.svelte';
import { Settings } from './settings.svelte';
import { Sparks } from './sparks.svelte';

/** A press is a drag from so many pixels on. */
const DRAG_PX = 5;

export class Page {
  readonly t: Said;
  readonly settings: Settings;
  readonly table: RunsTable;
  readonly selection = new Selection();
  readonly sparks: Sparks;
  readonly searchText;
  readonly searchByRegex;
  /** The column in the hand, and the one that it would come before. */
  held = $state<string | null>(null);
  target = $state<string | null>(null);
  /** Whether the last press moved a column: then its click means nothing. */
  moved = false;

  constructor(readonly app: App) {
    this.t = app.translator(messages);
    this.settings = new Settings(app.view, app.preferences);
    this.searchText = app.view.field('run_search', asText);
    this.searchByRegex = app.view.field('run_regex', asFlag());
    this.table = new RunsTable(app, this.settings, () => ({
      text: this.searchText.value,
      regex: this.searchByRegex.value,
    }));
    this.sparks = new Sparks(app);
  }

  /** A column in the place of another. */
  replace(column: string, other: string): void {
    const columns = this.table.columns.map((one) => (one === column ? other : one));
    this.settings.columns.value = [...new Set(columns)];
    this.settings.pinned.value = this.settings.pinned.value.map((one) => (one === column ? other : one));
  }

  show(column: string, shown: boolean): void {
    const others = this.table.columns.filter((one) => one !== column);
    this.settings.columns.value = shown ? [...others, column] : others;
  }
  hide(column: string): void {
    this.show(column, false);
    this.settings.pinned.value = this.settings.pinned.value.filter((one) => one !== column);
  }

  pin(column: string): void {
    const pinned = this.settings.pinned.value;
    this.settings.columns.value = this.table.columns;
    this.settings.pinned.value = pinned.includes(column) ? pinned.filter((one) => one !== column) : [...pinned, column];
  }

  /** Moves a column by so many places. */
  shift(column: string, by: number): void {
    const columns = [...this.table.columns];
    const from = columns.indexOf(column);
    const to = Math.min(columns.length - 1, Math.max(0, from + by));
    columns.splice(to, 0, ...columns.splice(from, 1));
    this.settings.columns.value = columns;
  }

  /** Begins a condition about a column behind what stands there. */
  filterBy(column: string): void {
    const where = this.app.filter.where.trim();
    this.app.filter.where = `${where === '' ? '' : `${where} and `}${writtenName(column)} `;
    document.querySelector<HTMLInputElement>('[role="combobox"]')?.focus();
  }

  /** A column's head is pressed: it is dragged to another place, or only clicked. */
  drag(event: PointerEvent, column: string): void {
    this.moved = false;
    if (event.button !== 0 || event.pointerType === 'touch' || column === 'name') return;
    const head = event.currentTarget as HTMLElement;
    const from = event.clientX;
    const move = ({ clientX, clientY }: PointerEvent): void => {
      if (this.held === null && Math.abs(clientX - from) < DRAG_PX) return;
      this.moved = true;
      this.held = column;
      const under = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-column]');
      this.target = under?.dataset['column'] ?? this.target;
    };
    const end = (): void => {
      head.removeEventListener('pointermove', move);
      const { held, target } = this;
      this.held = this.target = null;
      if (held === null || target === null || target === held || target === 'name') return;
      const columns = this.table.columns;
      this.shift(held, columns.indexOf(target) - columns.indexOf(held));
    };
    head.setPointerCapture(event.pointerId);
    head.addEventListener('pointermove', move);
    head.addEventListener('pointerup', end, { once: true });
    head.addEventListener('pointercancel', end, { once: true });
  }

  stop(): void {
    this.table.stop();
  }
}
