// The reading view's columns and rows: of which runs and steps, with which prompts, and what they say.

import { asking } from '../../cards/asking';
import type { ApiError } from '../../data/client';
import type { TextSamples } from '../../data/text';
import { type Notch, type OrderedRun, placeAt } from './notches';
import { answerOf, besideTag, isPrompt, numberedTags, promptWord } from './pairs';
import type { Texts } from './texts.svelte';

/** More tags of samples than this are in their own cards. */
const MOST_TAGS = 20;
/** No column is narrower, in pixels. */
const LEAST_WIDTH = 320;

/** A run at one of its steps; without a step where it says nothing yet. */
export interface Column {
  readonly run: string;
  readonly step: number | null;
  /** Which of several points at the step. */
  readonly nth: number;
  readonly wallTime: number | null;
}

function columnAt({ points, order }: OrderedRun, place: number): Column {
  const index = order[place];
  if (index === undefined) return { run: points.run, step: null, nth: 0, wallTime: null };
  const step = points.steps[index]!;
  const first = order.findIndex((one) => points.steps[one] === step);
  return { run: points.run, step, nth: place - first, wallTime: points.wallTimes[index]! };
}

/** What a column says in a row: its prompt, and the parts of its answer. */
export interface Cell {
  readonly prompt: string | null;
  readonly answers: readonly { readonly part: string; readonly text: string }[];
  readonly html: boolean;
  readonly error: string;
}

/** A sample in all columns. */
export interface Row {
  readonly key: string;
  /** Its tag where there are several, and its number there. */
  readonly tag: string | null;
  readonly number: number;
  /** What all columns were asked; null where they were asked different things, or nothing. */
  readonly prompt: string | null;
  readonly html: boolean;
  readonly cells: readonly Cell[];
}

/** What was read for a column, by tag. */
interface Said {
  readonly column: Column;
  readonly samples: ReadonlyMap<string, TextSamples>;
}

/** What the card knows. */
interface Place {
  readonly runs: readonly OrderedRun[];
  readonly notch: Notch | undefined;
  readonly width: number;
}

export class Reading {
  /** The answers' tags, one for each sample that has its own. */
  readonly tags = $derived.by(() => this.#tagsNow());
  /** How many there are beyond them. */
  readonly tagsLeftOut = $derived.by(() => numberedTags(this.#answer, this.#all).length - this.tags.length);
  /** What may be the prompt: parts of the texts, and tags beside theirs. */
  readonly promptTags = $derived.by(() => [...besideTag(this.#answer, this.#all).keys()]);
  readonly columns = $derived.by(() => this.#columnsNow());
  readonly fit = $derived.by(() => Math.max(1, Math.floor(this.place().width / LEAST_WIDTH)));
  /** The runs that could be columns. */
  readonly runNames = $derived.by(() => this.place().runs.map(({ points }) => points.run));
  /** The run whose steps are shown. */
  readonly run = $derived.by(() => {
    const wanted = this.panel.settings.readRun.value;
    return this.runNames.includes(wanted) ? wanted : (this.runNames[0] ?? '');
  });
  /** The place of the first run that is shown. */
  readonly from = $derived.by(() => {
    const last = Math.max(0, this.runNames.length - this.fit);
    return Math.min(last, Math.max(0, this.runNames.indexOf(this.panel.settings.readFrom.value)));
  });

  #said = $state.raw<readonly Said[] | null>(null);
  error = $state.raw<ApiError | null>(null);
  #tries = $state(0);

  /** The names of the parts that the texts have, prompt and answers. */
  readonly parts = $derived.by(() => {
    const of = (this.#said ?? []).flatMap(({ samples }) => this.tags.flatMap((tag) => samples.get(tag)?.parts ?? []));
    return [...new Set(of)];
  });
  /** Where prompts come from, as the settings say it: `tag:prompt`, `part:prompt`, or `none`. */
  readonly prompt = $derived.by(() => this.#promptNow());
  readonly shown = $derived.by(() => this.#said?.map(({ column }) => column) ?? null);
  readonly rows = $derived.by(() => this.#rowsNow());
  /** Why a column says nothing, or not all. */
  readonly notes = $derived.by(() => this.#said?.map((said) => this.#noteOf(said)) ?? []);

  readonly #all: readonly string[];
  readonly #answer: string;

  /** Call it while a component is set up. */
  constructor(
    private readonly panel: Texts,
    tag: string,
    private readonly place: () => Place,
  ) {
    this.#all = panel.app.tags('text').all.map((info) => info.tag);
    this.#answer = answerOf(tag, this.#all);
    $effect(() => this.#ask());
  }

  get loaded(): boolean {
    return this.#said !== null;
  }

  retry(): void {
    this.#tries += 1;
  }

  #tagsNow(): readonly string[] {
    const all = numberedTags(this.#answer, this.#all);
    const from = MOST_TAGS * Math.floor(all.indexOf(this.#answer) / MOST_TAGS);
    return all.slice(from, from + MOST_TAGS);
  }

  #columnsNow(): readonly Column[] {
    const { runs, notch } = this.place();
    if (notch === undefined) return [];
    if (this.panel.settings.read.value === 'steps') {
      const of = runs.find(({ points }) => points.run === this.run);
      const place = of === undefined ? -1 : placeAt(of, notch);
      const first = Math.max(0, place + 1 - this.fit);
      return of === undefined
        ? []
        : Array.from({ length: place + 1 - first }, (_, nearer) => columnAt(of, first + nearer));
    }
    return runs.slice(this.from, this.from + this.fit).map((of) => columnAt(of, placeAt(of, notch)));
  }

  #promptNow(): string {
    const chosen = this.panel.settings.prompt.value;
    if (chosen === 'none' || this.promptTags.some((word) => chosen === `tag:${word}`)) return chosen;
    if (this.parts.some((part) => chosen === `part:${part}`)) return chosen;
    const word = promptWord(this.#answer, this.#all);
    if (word !== null) return `tag:${word}`;
    const part = this.parts.find((name) => isPrompt(name));
    return part === undefined ? 'none' : `part:${part}`;
  }

  /** Columns change together, when all of them are there: nothing jumps while a step is left for the next. */
  #ask(): (() => void) | undefined {
    const [columns, tags, word, tries] = [this.columns, this.tags, this.#tagWord, this.#tries];
    const { settings } = this.panel;
    const markdown = settings.markdown.value && !settings.differences.value;
    if (columns.length === 0 || tries < 0) return undefined;
    const prompts = word === null ? [] : tags.flatMap((tag) => besideTag(tag, this.#all).get(word) ?? []);
    return asking(
      async (signal) => {
        const wanted = [...tags, ...prompts];
        const points = await Promise.all(wanted.map((tag) => this.#pointsOf(tag, signal)));
        const ask = async (column: Column): Promise<Said> => {
          const at = wanted.flatMap((tag, i) => {
            const of = points[i]!.find((one) => one.points.run === column.run);
            if (of === undefined || column.step === null) return [];
            const index = of.order[placeAt(of, { step: column.step, nth: column.nth })];
            return index === undefined ? [] : [{ tag, index, wallTime: of.points.wallTimes[index] }];
          });
          const asked = at.map(({ tag, index }) => ({ run: column.run, tag, index, slice: [] }));
          const mark = JSON.stringify(at.map(({ wallTime }) => wallTime));
          const found = asked.length === 0 ? [] : await this.panel.samples(asked, mark, markdown, signal);
          return { column, samples: new Map(found.map((samples) => [samples.tag, samples])) };
        };
        const said = await Promise.all(columns.map(ask));
        signal.throwIfAborted();
        [this.#said, this.error] = [said, null];
      },
      (error) => (this.error = error),
    );
  }

  readonly #tagWord = $derived.by(() => (this.prompt.startsWith('tag:') ? this.prompt.slice('tag:'.length) : null));

  async #pointsOf(tag: string, signal: AbortSignal): Promise<readonly OrderedRun[]> {
    const { app } = this.panel;
    const { selection } = app.runs;
    const version = app.changes.of('text', tag, selection);
    return (await this.panel.points(tag, selection, version, () => -1, signal)).runs;
  }

  #rowsNow(): readonly Row[] {
    const said = this.#said ?? [];
    return this.tags.flatMap((tag) => {
      const count = Math.max(0, ...said.map(({ samples }) => samples.get(tag)?.samples.length ?? 0));
      return Array.from({ length: count }, (_, number): Row => {
        const cells = said.map(({ samples }) => this.#cellOf(samples, tag, number));
        const prompts = new Set(cells.flatMap(({ prompt }) => prompt ?? []));
        const one = prompts.size === 1 ? [...prompts][0]! : null;
        const html = cells.some((cell) => cell.html);
        return {
          key: `${tag} ${number}`,
          tag: this.tags.length > 1 ? tag : null,
          number,
          prompt: one,
          html,
          cells: one === null ? cells : cells.map((cell) => ({ ...cell, prompt: null })),
        };
      });
    });
  }

  #cellOf(samples: ReadonlyMap<string, TextSamples>, tag: string, number: number): Cell {
    const of = samples.get(tag);
    const texts = of?.samples[number] ?? [];
    const wanted = this.panel.settings.part.value;
    const isPart = (part: string): boolean => this.prompt === `part:${part}`;
    const answers = (of?.parts ?? []).flatMap((part, i) => {
      if (isPart(part) || (this.parts.includes(wanted) && part !== wanted)) return [];
      const text = texts[i] ?? '';
      return text === '' && texts.length > 1 ? [] : [{ part, text }];
    });
    const at = of?.parts.findIndex(isPart) ?? -1;
    return {
      prompt: this.#tagWord === null ? (texts[at] ?? null) : this.#promptOfTag(samples, tag, number),
      answers: texts.length === 0 ? [] : answers,
      html: of?.html ?? false,
      error: of?.error ?? '',
    };
  }

  /** One prompt may stand for all samples of its step. */
  #promptOfTag(samples: ReadonlyMap<string, TextSamples>, tag: string, number: number): string | null {
    const prompts = samples.get(besideTag(tag, this.#all).get(this.#tagWord ?? '') ?? '')?.samples ?? [];
    return (prompts[number] ?? (prompts.length === 1 ? prompts[0] : undefined))?.join('\n\n') ?? null;
  }

  #noteOf({ samples }: Said): string {
    const { t } = this.panel;
    const all = [...samples.values()];
    const chars = all.reduce((sum, one) => sum + one.left_out, 0);
    const more = all.reduce((sum, one) => sum + one.samples_left_out, 0);
    const parts = [
      ...(chars > 0 ? [t('text.leftOut', { count: chars })] : []),
      ...(more > 0 ? [t('read.samplesLeftOut', { count: more })] : []),
    ];
    return parts.join(' ');
  }
}
