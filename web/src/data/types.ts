// The server's words for what it answers, and what a live event says. Times are seconds since 1970.

import type {
  DamageAnswer,
  KindAnswer,
  PanelAnswer,
  RunAnswer,
  ScalarsQuestion,
  SeriesAnswer,
  StatusAnswer,
  TagAnswer,
} from './api_types';

export type Run = RunAnswer;
export type TagInfo = TagAnswer;
export type SeriesInfo = SeriesAnswer;
export type KindInfo = KindAnswer;
export type PanelInfo = PanelAnswer;
export type Damage = DamageAnswer;
export type Status = StatusAnswer;
export type XAxis = NonNullable<ScalarsQuestion['x']>;

/** What a chart asks for: everything is said, so that a change of the server's usual values changes no picture. */
export type ScalarsRequest = Required<Omit<ScalarsQuestion, 'columns'>> & Pick<ScalarsQuestion, 'columns'>;

/** What a live event says: what is different since the generation that this client had, and the status of the moment. */
export interface Change extends Omit<Status, 'runs'> {
  /** The runs that changed; null when they are too many to name. */
  readonly runs: readonly string[] | null;
  /**
   * The tags, by run and kind, of the series that came, went or have other points. A run of `runs` that is not in it changed in more
   * series than are worth naming; null means everything.
   */
  readonly changed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> | null;
  /** The tags of `changed`, if it names all. */
  readonly tags: readonly string[] | null;
  /** Whether a run or a tag came or went. */
  readonly listed: boolean;
  /** Whether files beside the event files came, went or changed. */
  readonly files: boolean;
}
