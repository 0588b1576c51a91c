// Asks the server for alert rules and what they fired.

import type {
  AlertsAnswer,
  Delivery,
  Firing,
  HistoryAnswer,
  Rule,
  SaveQuestion,
  ShownRule,
  TestQuestion,
  Trial,
} from './api_types';
import type { Client } from './client';

export type { AlertsAnswer, Delivery, Firing, HistoryAnswer, Rule, ShownRule, Trial };
export type Condition = Rule['condition'];
export type Channel = NonNullable<Rule['channels']>[number];
export type Onset = Trial['found'][number];

async function post<T>(client: Client, path: string, question: unknown): Promise<T> {
  const response = await client.fetch(`alerts/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  return (await response.json()) as T;
}

export async function askAlerts(client: Client): Promise<AlertsAnswer> {
  return (await (await client.fetch('alerts')).json()) as AlertsAnswer;
}

/** What fired, the newest first; with `before` what fired before that number. */
export async function askHistory(client: Client, before: number | null = null): Promise<HistoryAnswer> {
  const path = before === null ? 'alerts/history' : `alerts/history?before=${before}`;
  return (await (await client.fetch(path)).json()) as HistoryAnswer;
}

export const saveRule = (client: Client, question: SaveQuestion): Promise<ShownRule> => post(client, 'save', question);
export const removeRule = (client: Client, id: string): Promise<AlertsAnswer> => post(client, 'remove', { id });
export const tryRule = (client: Client, rule: Rule): Promise<Trial> => post(client, 'try', { rule });
export const testRule = (client: Client, question: TestQuestion): Promise<readonly Delivery[]> =>
  post(client, 'test', question);
export const seeUpTo = (client: Client, number: number): Promise<HistoryAnswer> => post(client, 'seen', { number });
