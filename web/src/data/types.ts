// The server's answers, as JSON gives them. Times are seconds since 1970; names are the server's own.

export interface Run {
  /** POSIX path below the log directory; `.` is the log directory itself. */
  readonly name: string;
  /** The earliest wall time in the run; null when it holds no point yet. */
  readonly start_time: number | null;
  readonly last_time: number | null;
  readonly points: number;
  readonly series: number;
  readonly attempts: number;
  /** How many stretches of its files could not be read. */
  readonly damage: number;
  readonly state: 'live' | 'finished';
  readonly files: number;
}

export interface TagInfo {
  readonly tag: string;
  readonly kind: string;
  /** How many runs have the tag. */
  readonly runs: number;
  readonly points: number;
  readonly display_name: string;
  readonly description: string;
  readonly last_wall_time: number | null;
}

export interface Damage {
  readonly run: string;
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

/** How far the reading has come. */
export interface Loading {
  readonly files_done: number;
  readonly files: number;
  readonly bytes_done: number;
  readonly bytes: number;
  readonly done: boolean;
}

/** One root of the log directory and how the server keeps up with it. */
export interface Root {
  readonly location: string;
  readonly label: string;
  readonly present: boolean;
  readonly following: 'notices' | 'polling' | 'no';
  readonly following_reason: string;
}

export interface Status {
  readonly version: string;
  /** Another one after every start of the server; generations of different instances cannot be compared. */
  readonly instance: string;
  /** Grows with every change of the data. */
  readonly generation: number;
  readonly state: 'loading' | 'waiting' | 'following' | 'loaded';
  readonly logdirs: readonly string[];
  readonly roots: readonly Root[];
  readonly loading: Loading;
  readonly runs: number;
  readonly series: number;
  readonly points: number;
  readonly bytes: number;
  /** How many stretches of files could not be read. */
  readonly damage: number;
}

/** What a live event says: what is different since the generation that this client had, and the status of the moment. */
export interface Change extends Omit<Status, 'runs'> {
  /** The runs that changed; null when they are too many to name. */
  readonly runs: readonly string[] | null;
  /** The tags that got points; null when they are too many to name. */
  readonly tags: readonly string[] | null;
  /** Whether a run or a tag came or went. */
  readonly listed: boolean;
}

export type XAxis = 'step' | 'relative' | 'wall' | 'index';

export interface ScalarsRequest {
  readonly tag: string;
  /** The runs to draw; null for all. */
  readonly runs: readonly string[] | null;
  readonly x: XAxis;
  readonly x_range: readonly [number, number] | null;
  readonly x_scale: 'linear' | 'log';
  /** The chart's width in pixels: the answer has at most four points for each. */
  readonly width: number;
  readonly smoothing: number;
  readonly attempts: 'current' | 'all';
  readonly columns?: readonly ('x' | 'value' | 'smoothed' | 'step' | 'wall_time')[];
}
