// The x axis of a card: where it was drawn, what is chosen of it, and the next place on it.

import { unitOf } from '../../plot/format';
import { lowerBound, upperBound } from '../../plot/line';
import type { LineChart } from '../../plot/line_chart';
import type { Axes } from '../../plot/picture';
import type { Interval } from '../../plot/scale';
import type { CardLines } from './card_lines.svelte';
import { type Chosen, NOTHING_CHOSEN } from './chosen';
import type { Settings } from './settings.svelte';

/** What the axis is of. */
interface Drawn {
  readonly chart: LineChart | null;
  readonly lines: CardLines;
  /** Whether the answer that is drawn is for another axis than the present one. */
  readonly onOtherAxis: boolean;
  /** The first and the last place of the axis. */
  readonly ends: Interval;
}

export class CardAxis {
  /** Where the chart's axes are, as they were drawn last. */
  drawn = $state.raw<Axes | null>(null);

  constructor(
    private readonly settings: Settings,
    private readonly card: Drawn,
  ) {}

  /** How exact the chart's vertical axis is. */
  get unit(): number {
    return this.drawn === null ? Infinity : unitOf(this.drawn.y.domain);
  }

  /** What is chosen of the axis that is drawn. */
  get chosen(): Chosen {
    return this.card.onOtherAxis ? NOTHING_CHOSEN : this.settings.chosen;
  }

  get ends(): Interval {
    return this.card.ends;
  }

  take({ frame, x, y, theme }: Axes): void {
    const { drawn } = this;
    const same =
      drawn !== null &&
      JSON.stringify([drawn.frame, drawn.x.domain, drawn.x.log, drawn.y.domain]) ===
        JSON.stringify([frame, x.domain, x.log, y.domain]);
    if (!same) this.drawn = { frame, x, y, theme };
  }

  /** The place under a pixel of the chart: a point's where every point is drawn. */
  placeAt(px: number): number {
    return this.card.chart?.placeAt(px) ?? this.ends[1];
  }

  /** The next place before or behind another at which a point is drawn; far: by a tenth of what is in view. */
  nextPlace(x: number, direction: 1 | -1, far: boolean): number {
    const [first, last] = this.ends;
    const view = this.drawn?.x.domain ?? this.ends;
    let next = far ? x + (direction * (view[1] - view[0])) / 10 : direction * Infinity;
    if (far && (this.settings.x === 'step' || this.settings.x === 'index')) next = Math.round(next);
    if (!far) {
      for (const line of this.card.lines.shown) {
        if (!line.ordered) continue;
        const each = direction > 0 ? line.x[upperBound(line.x, x)] : line.x[lowerBound(line.x, x) - 1];
        if (each !== undefined) next = direction > 0 ? Math.min(next, each) : Math.max(next, each);
      }
    }
    return Math.min(Math.max(next, first), last);
  }
}
