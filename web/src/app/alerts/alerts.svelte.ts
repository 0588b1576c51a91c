// Alerts, as the page knows them: the rules, what they fired, and what is told of it here. Kept up to date by the live stream.
//
//   app.alerts.unseen            how much of what fired nobody has looked at
//   app.alerts.tellWhen(tag)     opens the editor with a new rule about a tag

import { untrack } from 'svelte';
import {
  type AlertsAnswer,
  askAlerts,
  askHistory,
  type Delivery,
  type Firing,
  type Onset,
  removeRule,
  type Rule,
  saveRule,
  seeUpTo,
  type ShownRule,
  testRule,
  type Trial,
  tryRule,
} from '../../data/alerts';
import { ApiError } from '../../data/client';
import type { App } from '../app.svelte';
import { messages } from './messages';
import { ruleOf, saidOf, type Say } from './words';

const MAX_NOTICES = 3;
const PAGE = 100;
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** What the editor begins with. */
export interface Draft {
  readonly rule: Rule;
  /** The kept rule that is changed; null for a new one. */
  readonly kept: ShownRule | null;
}

export type Shown = 'fired' | 'rules' | 'edit';

export class Alerts {
  readonly t: Say;
  /** What the window shows; null while it is closed. */
  shown = $state<Shown | null>(null);
  draft = $state.raw<Draft | null>(null);
  #about = $state.raw<AlertsAnswer | null>(null);
  #fired = $state.raw<readonly Firing[]>([]);
  #mayBeOlder = $state(false);
  #notices = $state.raw<readonly Firing[]>([]);
  #error = $state.raw<ApiError | null>(null);
  #unseen = $state(0);
  readonly #app: App;
  readonly #desktop;

  constructor(app: App) {
    this.#app = app;
    this.t = app.translator(messages);
    this.#desktop = app.preferences.field('alertsOnDesktop', false, isBoolean);
  }

  get about(): AlertsAnswer | null {
    return this.#about;
  }
  get rules(): readonly ShownRule[] {
    return this.#about?.rules ?? [];
  }
  /** What fired, the newest first, as far as it was asked for. */
  get fired(): readonly Firing[] {
    return this.#fired;
  }
  get mayBeOlder(): boolean {
    return this.#mayBeOlder;
  }
  get unseen(): number {
    return this.#unseen;
  }
  /** What is told on the page now, the newest first. */
  get notices(): readonly Firing[] {
    return this.#notices.slice(0, MAX_NOTICES);
  }
  get moreNotices(): number {
    return Math.max(this.#notices.length - MAX_NOTICES, 0);
  }
  /** Why nothing is known. */
  get error(): ApiError | null {
    return this.#error;
  }

  /** What happened, in words. */
  said(firing: Firing): string {
    return saidOf(firing.condition, firing.onset, this.t);
  }
  nameOf(firing: Firing): string {
    return firing.name || ruleOf(firing.condition, firing.rule_tag, this.t);
  }

  async refresh(): Promise<void> {
    try {
      this.#about = await askAlerts(this.#app.client);
      this.#unseen = this.#about.unseen;
      this.#error = null;
    } catch (cause) {
      this.#error = cause instanceof ApiError ? cause : new ApiError('offline', String(cause));
    }
  }

  async open(shown: Shown): Promise<void> {
    this.shown = shown;
    await Promise.all([this.refresh(), shown === 'fired' ? this.#askFired() : null]);
    if (shown === 'fired') await this.#see();
  }

  close(): void {
    this.shown = null;
    this.draft = null;
  }

  /** The editor, with a new rule about a tag. */
  tellWhen(tag: string): void {
    const rule: Rule = { condition: { kind: 'expression', expression: 'value > 2 * best' }, tag };
    void this.edit({ rule, kept: null });
  }

  async edit(draft: Draft): Promise<void> {
    this.draft = draft;
    await this.open('edit');
  }

  async askOlder(): Promise<void> {
    const { fired } = await askHistory(this.#app.client, this.#fired.at(-1)?.number ?? null);
    this.#fired = [...this.#fired, ...fired];
    this.#mayBeOlder = fired.length === PAGE;
  }

  async #askFired(): Promise<void> {
    const { fired, unseen } = await askHistory(this.#app.client);
    this.#fired = fired;
    this.#unseen = unseen;
    this.#mayBeOlder = fired.length === PAGE;
  }

  async #see(): Promise<void> {
    this.#notices = [];
    const newest = this.#fired[0]?.number;
    if (newest === undefined) return;
    this.#unseen = (await seeUpTo(this.#app.client, newest)).unseen;
  }

  async save(rule: Rule, kept: ShownRule | null): Promise<void> {
    const question = {
      rule: { ...rule, language: this.#app.locale },
      ...(kept && { id: kept.id, version: kept.version }),
    };
    await saveRule(this.#app.client, question);
    await this.refresh();
  }

  async remove(rule: ShownRule): Promise<void> {
    this.#about = await removeRule(this.#app.client, rule.id);
    this.#app.announce(this.t('rules.removed', { name: rule.name || ruleOf(rule.condition, rule.tag, this.t) }));
  }

  attempt(rule: Rule): Promise<Trial> {
    return tryRule(this.#app.client, rule);
  }

  test(rule: Rule, kept: ShownRule | null): Promise<readonly Delivery[]> {
    return testRule(this.#app.client, { rule: { ...rule, language: this.#app.locale }, id: kept?.id ?? '' });
  }

  /** A live event: something fired. */
  hear(firing: Firing): void {
    if (this.#fired.some(({ number }) => number === firing.number)) return;
    this.#fired = [firing, ...this.#fired];
    this.#app.announce(`${this.t('notice.label')}: ${this.nameOf(firing)}. ${firing.onset.run}. ${this.said(firing)}`);
    this.#notifyDesktop(firing);
    if (untrack(() => this.shown) === 'fired') return void this.#see();
    this.#unseen += 1;
    this.#notices = [firing, ...this.#notices];
  }

  dismiss(firing: Firing): void {
    this.#notices = this.#notices.filter((one) => one !== firing);
  }

  // The desktop

  get canNotify(): boolean {
    return 'Notification' in globalThis;
  }
  get refused(): boolean {
    return this.canNotify && this.#desktop.value && Notification.permission === 'denied';
  }
  /** Whether what fires is told by the desktop, and the page stays awake for that. */
  get onDesktop(): boolean {
    return this.canNotify && this.#desktop.value && Notification.permission === 'granted';
  }
  async setDesktop(on: boolean): Promise<void> {
    if (on && Notification.permission === 'default') await Notification.requestPermission();
    this.#desktop.value = on;
  }

  #notifyDesktop(firing: Firing): void {
    if (!this.onDesktop) return;
    // Several open pages show one notification: it has one tag.
    const notification = new Notification(`Sonde · ${this.nameOf(firing)}`, {
      body: `${firing.onset.run}\n${this.said(firing)}`,
      tag: `sonde-${firing.rule}-${firing.number}`,
    });
    notification.onclick = () => {
      window.focus();
      this.goTo(firing.onset);
      notification.close();
    };
  }

  /** Opens the run of an onset: its tag, fills the page, at that step. */
  goTo(onset: Onset): void {
    const { view, runs } = this.#app;
    if (!runs.isVisible(onset.run)) runs.show([onset.run], true);
    runs.point(onset.run);
    view.open('timeseries');
    if (onset.tag !== '') {
      view.set('timeseries.full', onset.tag);
      view.set('x', null);
      view.set('timeseries.chosen', onset.step === null || onset.step === undefined ? null : String(onset.step));
    }
    for (const firing of this.#notices) if (firing.onset === onset) this.dismiss(firing);
    this.close();
  }
}
