// Puts the built panels in order, and a guide to their data where there is no page yet.

import type { Panel } from '../../app/panel';
import { messages } from './messages';
import { topics } from './topics';

/** All panels, built or not, in the order of their tabs; those that no topic names come last. */
export function inOrder(built: readonly Panel[]): readonly [Panel, ...Panel[]] {
  const [first, ...rest] = topics.map((topic): Panel => ({
    title: (app) => app.translator(messages)(`title.${topic.id}`),
    ...topic,
    ...built.find(({ id }) => id === topic.id),
    guide: () => import('./page.svelte'),
  }));
  const others = built.filter(({ id }) => !topics.some((topic) => topic.id === id));
  // What every log has stands before what some logs have.
  const always = others.filter(({ choosesRuns }) => choosesRuns === true);
  return [first!, ...always, ...rest, ...others.filter((panel) => !always.includes(panel))];
}
