// What an image is compared with: the same tag in another run, or another step of its own.

import { ImageModel } from './image_model.svelte';
import type { Images } from './images.svelte';

const FLICKER_MS = 600;

export class Comparison {
  /** The runs that can be chosen, beside the image's own. */
  readonly others = $derived.by(() => this.panel.runs.of(this.tag).filter((one) => one !== this.run));
  /** The chosen one, which may be its own; null for none. */
  readonly other = $derived.by(() => {
    const chosen = this.panel.settings.other.value;
    return chosen !== null && (chosen === this.run || this.others.includes(chosen)) ? chosen : null;
  });
  readonly image: ImageModel;
  /** Both can be seen. */
  readonly ready = $derived.by(() => this.other !== null && this.image.shown !== null && this.first.shown !== null);
  readonly way = $derived.by(() => this.panel.settings.comparison.value);
  /** Which of the two flickering ones is in sight. */
  #blink = $state(false);

  /** Make it while a component is made. */
  constructor(
    private readonly panel: Images,
    private readonly tag: string,
    private readonly run: string,
    private readonly first: ImageModel,
  ) {
    const { settings } = panel;
    this.image = new ImageModel(panel, tag, {
      run: () => this.other,
      // Of the same run the step before, of another one the same step.
      step: () => settings.otherStep.value ?? (this.other === run ? this.#stepBefore : this.#sameStep),
      move: (step) => (settings.otherStep.value = step),
      size: () => (this.other === null ? undefined : null),
      rank: () => -1,
    });
    $effect(() => {
      if (!this.ready || this.way !== 'flicker') return;
      const timer = setInterval(() => (this.#blink = !this.#blink), FLICKER_MS);
      return () => clearInterval(timer);
    });
  }

  choose(run: string | null): void {
    this.panel.settings.otherStep.value = null;
    this.panel.settings.other.value = run;
  }

  get firstInSight(): boolean {
    return this.way !== 'flicker' || !this.#blink;
  }
  get secondInSight(): boolean {
    return this.way !== 'flicker' || this.#blink;
  }

  get #sameStep(): number | null {
    return this.first.points.point?.step ?? null;
  }
  get #stepBefore(): number | null {
    return this.first.points.steps[this.first.points.index - 1] ?? null;
  }
}
