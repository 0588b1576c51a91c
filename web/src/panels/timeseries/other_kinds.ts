// The kinds of data that other panels show, and lend their cards of.

import type { Panel, PanelCards } from '../../app/panel';
import type { IconName } from '../../widgets/icons';

export interface OtherKind {
  readonly kind: string;
  readonly panel: Panel;
  readonly icon: IconName;
  readonly cards: PanelCards;
}

/** In the order of the tabs. */
export function otherKinds(panels: readonly Panel[]): readonly OtherKind[] {
  return panels.flatMap((panel) => {
    const { kinds, cards, icon } = panel;
    if (cards === undefined || kinds === 'others') return [];
    return kinds.map((kind) => ({ kind, panel, icon, cards }));
  });
}
