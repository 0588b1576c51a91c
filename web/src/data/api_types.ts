// The forms of the HTTP API. Written by tools/api_types.py from the server's OpenAPI description; not by hand.

/** The rules, and what pages need to know to make them. */
export interface AlertsAnswer {
  readonly rules: readonly ShownRule[];
  /** how many firings nobody has looked at */
  readonly unseen: number;
  /** the number of what fired last; 0 without any */
  readonly newest: number;
  /** up to which number what fired was looked at */
  readonly seen: number;
  /** the servers that webhooks may lead to */
  readonly webhooks: readonly string[];
  /** the addresses and @domains that e-mail may go to */
  readonly mails: readonly string[];
  /** whether the server knows a mail server */
  readonly can_mail: boolean;
}

/** A text at a step of a run, or at all steps up to `last_step`; in the charts of one tag, or of all. */
export interface Annotation {
  readonly id: string;
  readonly run?: string;
  readonly first_step?: number;
  readonly last_step?: number | null;
  readonly tag?: string | null;
  readonly text?: string;
  readonly revision?: number;
  readonly author?: string | null;
  readonly time?: number;
}

/** A new annotation, or what is to become of one. */
export interface AnnotationChange {
  /** null makes a new one, which needs a run */
  readonly id?: string | null;
  /** the revision of what its author looked at; without it the last one wins, and the history has the others */
  readonly seen?: number | null;
  readonly run?: string;
  /** null is the charts of all tags */
  readonly tag?: string | null;
  readonly first_step?: number;
  readonly last_step?: number | null;
  readonly text?: string;
}

/** How many configuration files stand beside runs, and how many studies there are. */
export interface BesideAnswer {
  readonly files: number;
  readonly studies: number;
}

/** By the values of any columns. */
export interface ByColumn {
  readonly kind: "column";
  readonly columns: readonly string[];
}

/** By the directory that runs are in. */
export interface ByDirectory {
  readonly kind: "directory";
  /** So many parts of a run's name, from the left; with a negative one all but so many. -1 is the directory that the run's own is in. */
  readonly level?: number;
}

/** As they were put together by hand. */
export interface ByHand {
  readonly kind: "hand";
  readonly groups: readonly HandGroup[];
}

/** By the values of hyperparameters. */
export interface ByHparam {
  readonly kind: "hparam";
  readonly names: readonly string[];
}

/** By what a regular expression finds in names. */
export interface ByRegex {
  readonly kind: "regex";
  /** Its named groups, else its first group, else all that it matches. Runs in whose names it finds nothing are the rest. */
  readonly pattern: string;
}

/** What would be moved for a run, or why it is not. `inside` are further runs that lie in the same directory. */
export interface Candidate {
  readonly run: string;
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly inside: readonly string[];
  readonly refused: string;
}

/** What people added: what is different since a revision. */
export interface CatalogAnswer {
  /** Tells catalogs apart: revisions of different ones cannot be compared. Empty without one. */
  readonly identity: string;
  /** That of the newest change, whoever made it; 0 without any. */
  readonly revision: number;
  /** What follows changed after this revision; with 0 it is all there is. */
  readonly since: number;
  /** Where it is kept, or is going to be. */
  readonly location: string;
  /** Why it is not in the log directory; empty where it is. */
  readonly reason: string;
  /** Whether runs may be moved to the trash. */
  readonly allow_delete: boolean;
  readonly runs: readonly RunEntry[];
  readonly projects: readonly ProjectEntry[];
  readonly annotations: readonly Annotation[];
  readonly views: readonly View[];
  readonly groups: readonly Group[];
  readonly removed: readonly RemovedAnswer[];
}

/** Everything that is in a catalog, and how it came to be. `root` is the key of the log directory that it was kept for. */
export interface CatalogDocument {
  readonly format: "sonde-catalog";
  readonly version: 1;
  readonly exported?: number;
  readonly root?: string | null;
  readonly runs?: readonly RunEntry[];
  readonly projects?: readonly ProjectEntry[];
  readonly annotations?: readonly Annotation[];
  readonly views?: readonly View[];
  readonly groups?: readonly Group[];
  readonly history?: readonly Revision[];
}

/** One field that became another. Of a set, `before` and `after` are True where the `element` is in it. */
export interface Change {
  readonly kind: "annotation" | "group" | "project" | "run" | "view";
  readonly id: string;
  readonly field: string;
  readonly element: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Which lines, on which axis, how wide, how smooth. */
export interface ChartQuestion {
  readonly series: readonly SeriesQuestion[];
  /** Names of runs; null asks for all. Runs without the tags give no line. */
  readonly runs?: readonly string[] | null;
  /** The axis, as in /api/scalars/query. */
  readonly x?: "index" | "relative" | "step" | "wall";
  /** A tag or an expression that stands on the axis in its place. */
  readonly x_expression?: string | null;
  readonly x_scale?: "linear" | "log";
  /** Where an expression of several tags has points: `common`, at the steps that all have; `previous`, at each step that any has, of the last values before. */
  readonly align?: "common" | "previous";
  /** Weight of the moving average, over all points. */
  readonly smoothing?: number;
  /** `current` leaves superseded points out; `all` gives every attempt as its own line, of a writer that made more than 100 the newest so many. */
  readonly attempts?: "all" | "current";
  /** The part of the axis that is shown, as in /api/scalars/query. */
  readonly x_range?: readonly [number | null, number | null] | null;
  /** Pixel columns of the plot; null asks for every point. */
  readonly width?: number | null;
  /** Points without lines, thinned to pixels instead of columns. */
  readonly dots?: Dots | null;
  /** Columns of points, as in /api/scalars/query. */
  readonly columns?: readonly ("smoothed" | "smoothed_at" | "step" | "value" | "wall_time" | "x")[] | null;
}

/** Whether a condition makes sense: `problem` is null where it does. */
export interface CheckAnswer {
  readonly problem: ConditionProblem | null;
}

/** One clip of a point. Where `problem` says what is wrong with it, the rest may be unknown. */
export interface ClipAnswer {
  /** which of the clips of the point, from 0 */
  readonly part: number;
  /** how many it takes, encoded */
  readonly bytes: number;
  /** empty where it is nothing that is known */
  readonly media_type: string;
  /** `pcm`, `float`, `alaw`, `mulaw`, `flac`, `vorbis`, `opus`, `mp3`; else empty */
  readonly codec: string;
  /** frames per second; 0 where it does not tell */
  readonly sample_rate: number;
  /** 0 where it does not tell */
  readonly channels: number;
  /** of one sample; 0 where that means nothing */
  readonly bits: number;
  /** samples of each channel that it holds; 0 where it does not tell */
  readonly frames: number;
  /** what is wrong with it; empty for nothing */
  readonly problem: string;
}

/** The clips of one point. */
export interface ClipsAnswer {
  readonly index: number;
  readonly samples: readonly ClipAnswer[];
}

/** What there is of one source; `trials` counts its trials, `sessions` what they are made of. */
export interface ColumnsAnswer {
  readonly generation: number;
  readonly trials: number;
  readonly sessions: number;
  readonly hparams: readonly HparamAbout[];
  readonly metrics: readonly MetricSaid[];
}

/** What was typed of a condition, and where the cursor is. */
export interface CompleteQuestion {
  readonly text: string;
  /** In characters; null: at the end. */
  readonly position?: number | null;
}

/** `insert` may take the place of the text from `from` to `to`. */
export interface CompletionAnswer {
  readonly insert: string;
  readonly label: string;
  readonly kind: "column" | "operator" | "value" | "word";
  /** The group of a column. */
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a condition, and where. */
export interface ConditionProblem {
  /** A stable name of what is wrong. */
  readonly problem: string;
  readonly message: string;
  readonly hint: string;
  /** What it is about. */
  readonly found: string;
  /** In characters. */
  readonly position: number;
  readonly length: number;
}

/** `z` has a row for each `y` with a value for each `x`, null where no trial is near; axes of words have their numbers. */
export interface ContourAnswer {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly (readonly (number | null)[])[];
  readonly x_categories: readonly string[];
  readonly y_categories: readonly string[];
  readonly trials: number;
}

/** A metric over two hyperparameters. */
export interface ContourQuestion {
  readonly metric: Metric;
  readonly x: string;
  readonly y: string;
  readonly log_x?: boolean;
  readonly log_y?: boolean;
  /** the id of a study, as /api/hparams/sources has it; empty for the runs themselves */
  readonly source?: string;
  /** how the sessions of a trial become one: the mean of each metric; all metrics of the session whose leading metric is the median, the smallest or the largest; or not at all */
  readonly combine?: "max" | "mean" | "median" | "min" | "none";
  /** names of trials; null asks for all */
  readonly trials?: readonly string[] | null;
  /** how many places a side of the grid has */
  readonly size?: number;
}

/** Which series. */
export interface CurvePointsQuestion {
  readonly tag: string;
  /** Names of runs; null asks for all. Runs without the tag give no row. */
  readonly runs?: readonly string[] | null;
}

/** Which series, and which of their points. */
export interface CurveScoresQuestion {
  readonly tag: string;
  /** Names of runs; null asks for all. Runs without the tag give no row. */
  readonly runs?: readonly string[] | null;
  /** `all` gives superseded points too */
  readonly attempts?: "all" | "current";
}

/** Which curves. */
export interface CurvesQuestion {
  readonly tag: string;
  /** At most 2,000 curves of all runs together. */
  readonly curves: readonly RunCurves[];
}

/** A place that could not be read and was passed over. */
export interface DamageAnswer {
  readonly run: string;
  /** The event file's name in the run's directory; empty when the directory itself could not be listed. */
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

/** What became of telling somebody: `to` is where, without what is secret of it. */
export interface Delivery {
  readonly kind: "mail" | "webhook";
  readonly to: string;
  readonly state: "failed" | "sent" | "waiting";
  readonly tries: number;
  readonly time: number;
  readonly error?: string;
}

/** A line for each fact, hyperparameter and metric that any of the runs has. */
export interface DiffAnswer {
  readonly generation: number;
  readonly runs: readonly string[];
  readonly lines: readonly DiffLine[];
}

/** One column. */
export interface DiffLine {
  readonly id: string;
  readonly group: "catalog" | "hparam" | "metric" | "run";
  readonly label: string;
  readonly type: "bool" | "duration" | "list" | "number" | "text" | "time";
  /** Of each run; null where it has none. */
  readonly values: readonly unknown[];
  readonly differs: boolean;
}

/** Which runs are compared. */
export interface DiffQuestion {
  readonly runs: readonly string[];
  /** What of metrics. */
  readonly statistics?: readonly ("best" | "best_step" | "count" | "first" | "last" | "last_step" | "max" | "max_step" | "mean" | "min" | "min_step")[];
}

/** A point of a text series with its texts. */
export interface Document {
  readonly run: string;
  readonly tag: string;
  /** the point's number in its series */
  readonly index: number;
  readonly step: number;
  readonly wall_time: number;
  /** [] is one text, [n] a column, [n, m] a table */
  readonly shape?: readonly number[];
  /** of more than two axes, the place on each before the last two that is shown */
  readonly slice?: readonly number[];
  readonly rows?: number;
  readonly columns?: number;
  /** row by row; HTML that is safe to show where `html` is true */
  readonly cells?: readonly string[];
  readonly html?: boolean;
  /** how long the texts of this slice are together */
  readonly chars?: number;
  /** how many of these characters are not shown */
  readonly left_out?: number;
  /** how many texts of this slice are not shown */
  readonly cells_left_out?: number;
  /** why it cannot be shown; empty where it can */
  readonly error?: string;
}

/** Which points, and how. */
export interface DocumentsQuestion {
  readonly points: readonly TextPoint[];
  /** as HTML; else as it was written */
  readonly markdown?: boolean;
}

/** A scatter plot, of which one point in each pixel is wanted. */
export interface Dots {
  /** pixel rows of the plot */
  readonly height: number;
  /** the part of the vertical axis that is shown */
  readonly y_range?: readonly [number | null, number | null] | null;
  readonly y_scale?: "linear" | "log";
}

/** Holds when a run comes into one of these states. */
export interface Ended {
  readonly kind: "ended";
  readonly states?: readonly ("failed" | "finished" | "stalled")[];
}

/** Every error has this form. */
export interface ErrorAnswer {
  readonly error: ErrorBody;
}

export interface ErrorBody {
  /** A stable name to branch on. */
  readonly code: string;
  /** What was expected and what was found. */
  readonly message: string;
  /** What to do; may be empty. */
  readonly hint: string;
  /** Of `bad_expression`: a stable name of what is wrong. */
  readonly problem?: string;
  /** Of `bad_expression`: where, in characters. */
  readonly position?: number;
  /** Of `bad_expression`: so many characters are wrong. */
  readonly length?: number;
  /** Of `bad_expression`: what it is about. */
  readonly found?: string;
}

/** Holds where an expression over the tag's own statistics does: `value > 2 * best`. See `sonde.alerts.statistics`. */
export interface Expression {
  readonly kind: "expression";
  /** over `value`, `previous`, `first`, `best`, `min`, `max`, `mean`, `last10.mean` (`.min`, `.max`), `count`, `step`, `best_step`, `since_best` and `elapsed`; the tag's own name is its value */
  readonly expression: string;
}

/** What an expression says. */
export interface ExpressionAnswer {
  /** its tags, in the order in which they are written */
  readonly tags: readonly string[];
  readonly problems: readonly Problem[];
}

/** A file beside event files: a configuration, a trace, a table of labels. */
export interface FileAnswer {
  /** /api/files/content takes it; the same as long as the file stands where it is. */
  readonly key: string;
  /** Below the log directory, as runs are named. */
  readonly path: string;
  /** The last part of its path. */
  readonly name: string;
  /** The run whose directory it is in, or the nearest above; empty without one. */
  readonly run: string;
  /** hparams, config, trace, profile, projector, table, tensor or sprite. */
  readonly kind: string;
  readonly size: number;
  /** In seconds since the epoch, where the storage tells. */
  readonly changed_time: number | null;
}

/** One video of a point. Where `problem` says what is wrong with it, the rest may be unknown. */
export interface FilmAnswer {
  /** which of the videos of the point, from 0 */
  readonly part: number;
  /** how many it takes, encoded */
  readonly bytes: number;
  /** `video/mp4`, `video/webm`, `image/gif`; empty where it is nothing known */
  readonly media_type: string;
  /** as its container names it, such as `avc1` or `V_VP9` */
  readonly codec: string;
  /** in pixels; 0 where it does not tell */
  readonly width: number;
  /** in pixels; 0 where it does not tell */
  readonly height: number;
  /** 0 where it does not tell */
  readonly frames: number;
  /** frames per second; 0 where it does not tell */
  readonly fps: number;
  /** what is wrong with it; empty for nothing */
  readonly problem: string;
}

/** The videos of one point. */
export interface FilmsAnswer {
  readonly index: number;
  readonly samples: readonly FilmAnswer[];
}

/** What is looked for, and where. */
export interface FindQuestion {
  /** upper and lower case are the same */
  readonly text: string;
  /** null looks in every tag */
  readonly tag?: string | null;
  /** names of runs; null asks for all */
  readonly runs?: readonly string[] | null;
  /** `next` of the answer before */
  readonly start?: Position | null;
}

/** A rule that fired. `number` grows; `rule`, `name`, `condition` and `rule_tag` are those of the rule when it did. */
export interface Firing {
  readonly number: number;
  readonly rule: string;
  readonly name: string;
  readonly rule_tag: string;
  readonly condition: Expression | NotFinite | Plateau | Silence | Ended;
  readonly run_key: string;
  readonly onset: Onset;
  readonly time: number;
  readonly deliveries?: readonly Delivery[];
}

/** A value that says it. */
export interface Found {
  readonly run: string;
  readonly tag: string;
  readonly index: number;
  readonly step: number;
  readonly wall_time: number;
  /** how often */
  readonly count: number;
  /** what stands before the first one */
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** What was found. */
export interface FoundAnswer {
  readonly found: readonly Found[];
  /** how many values were looked at */
  readonly looked: number;
  /** how many of them could not be read */
  readonly unreadable: number;
  /** where to go on; null at the end */
  readonly next: Position | null;
}

/** Runs that somebody put together by hand. */
export interface Group {
  readonly id: string;
  readonly project?: string;
  readonly name?: string;
  readonly runs?: readonly string[];
  readonly revision?: number;
  readonly author?: string | null;
  readonly time?: number;
}

/** Runs that belong together. */
export interface GroupAnswer {
  readonly name: string;
  /** By what: of hyperparameters and columns by their ids, of a regular expression by its groups (`match` without a name), `directory`, or `group` where it was made by hand. Null where its runs have none. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly runs: readonly string[];
}

/** A new group, or what is to become of one. */
export interface GroupChange {
  /** null makes a new one, which needs a name */
  readonly id?: string | null;
  /** the revision of what its author looked at; without it the last one wins, and the history has the others */
  readonly seen?: number | null;
  /** key of a root; the first one for a new group */
  readonly project?: string;
  readonly name?: string;
  readonly add_runs?: readonly string[];
  readonly remove_runs?: readonly string[];
}

/** The groups as curves to draw. */
export interface GroupCurvesQuestion {
  readonly tag: string;
  /** A run may be in several. No two have one name. */
  readonly groups: readonly RunGroup[];
  /** The axis, as in /api/scalars/query. `exact` has no sense on axes of time. */
  readonly x?: "index" | "relative" | "step" | "wall";
  readonly x_scale?: "linear" | "log";
  /** Weight of the debiased exponential moving average; each line is smoothed, over all of its points, before anything is summed up. */
  readonly smoothing?: number;
  /** What stands for a group at a place. */
  readonly statistic?: "mean" | "median";
  /** What is told of the spread: mean ± standard deviation; mean ± standard error; least and most; `quantiles`; a bootstrap interval of the mean. Those around the mean are so for the median too. */
  readonly band?: "bootstrap" | "minmax" | "none" | "quantiles" | "sem" | "std";
  /** What a line has at a place where it has no point: what lies on the straight line between its own neighbouring points, and nothing beyond its ends; nothing; its last value, from its first point on. */
  readonly align?: "exact" | "linear" | "previous";
  /** The standard deviation divides by the number of values less this: 1 as pandas does, 0 as NumPy does. */
  readonly ddof?: 0 | 1;
  readonly quantiles?: readonly [number, number];
  /** The share of the bootstrap's means in its interval. */
  readonly confidence?: number;
  /** Names of runs: everything is told beside what stands for these at the same place. */
  readonly baseline?: readonly string[] | null;
  readonly compare?: "difference" | "ratio";
  /** The part of the axis that is shown, as in /api/scalars/query. */
  readonly x_range?: readonly [number | null, number | null] | null;
  /** Pixel columns of the plot. What is sent draws the same picture as all places would. */
  readonly width?: number;
}

/** The groups at places of the axis. */
export interface GroupPlacesQuestion {
  readonly tag: string;
  /** A run may be in several. No two have one name. */
  readonly groups: readonly RunGroup[];
  /** The axis, as in /api/scalars/query. `exact` has no sense on axes of time. */
  readonly x?: "index" | "relative" | "step" | "wall";
  readonly x_scale?: "linear" | "log";
  /** Weight of the debiased exponential moving average; each line is smoothed, over all of its points, before anything is summed up. */
  readonly smoothing?: number;
  /** What stands for a group at a place. */
  readonly statistic?: "mean" | "median";
  /** What is told of the spread: mean ± standard deviation; mean ± standard error; least and most; `quantiles`; a bootstrap interval of the mean. Those around the mean are so for the median too. */
  readonly band?: "bootstrap" | "minmax" | "none" | "quantiles" | "sem" | "std";
  /** What a line has at a place where it has no point: what lies on the straight line between its own neighbouring points, and nothing beyond its ends; nothing; its last value, from its first point on. */
  readonly align?: "exact" | "linear" | "previous";
  /** The standard deviation divides by the number of values less this: 1 as pandas does, 0 as NumPy does. */
  readonly ddof?: 0 | 1;
  readonly quantiles?: readonly [number, number];
  /** The share of the bootstrap's means in its interval. */
  readonly confidence?: number;
  /** Names of runs: everything is told beside what stands for these at the same place. */
  readonly baseline?: readonly string[] | null;
  readonly compare?: "difference" | "ratio";
  /** Places of the axis, in any order. */
  readonly at: readonly number[];
}

/** The groups, in the order of their values. */
export interface GroupsAnswer {
  readonly generation: number;
  readonly groups: readonly GroupAnswer[];
  /** Runs that are in none. */
  readonly rest: readonly string[];
}

/** How runs are put together. */
export interface GroupsQuestion {
  readonly by: ByHparam | ByColumn | ByDirectory | ByRegex | ByHand;
  /** A condition such as `lr < 1e-3 and model == "vit" and val/acc.max > 0.9`; null asks for all runs. */
  readonly where?: string | null;
  /** Names of runs; null asks for all. */
  readonly runs?: readonly string[] | null;
}

/** A group as somebody made it. */
export interface HandGroup {
  readonly name: string;
  readonly runs: readonly string[];
}

/** Which histograms, how many of them, and what of them. */
export interface HistogramsQuestion {
  readonly tag: string;
  /** Names of runs; null asks for all. Runs without the tag give no row. */
  readonly runs?: readonly string[] | null;
  /** The first and the last step; null shows all, at either end too. */
  readonly steps?: readonly [number | null, number | null] | null;
  /** Of more points of a run so many are chosen evenly, first and last too. */
  readonly max_steps?: number;
  /** Into how many bins all are counted over. */
  readonly bins?: number;
  /** Where the first bin begins and the last one ends; null takes what all of them reach over. */
  readonly extent?: readonly [number, number] | null;
  /** On which axis the bins are equally wide. */
  readonly scale?: "linear" | "symlog";
  /** all: a row for each attempt of a run, also those that a later one took the place of. */
  readonly attempts?: "all" | "current";
  /** Shares of the numbers, for `statistics`. */
  readonly quantiles?: readonly number[];
  /** What is wanted of each; null asks for everything. */
  readonly parts?: readonly ("bins" | "percentiles" | "statistics")[] | null;
}

/** What fired, the newest first. */
export interface HistoryAnswer {
  readonly fired: readonly Firing[];
  readonly unseen: number;
  readonly seen: number;
}

/** A hyperparameter. `min` and `max` are of numbers, `categories` of anything else; `trials` have a value. `logarithmic`: it was searched on a logarithmic axis, or is spread over two powers of ten above 0. */
export interface HparamAbout {
  readonly name: string;
  readonly type: "number" | "text";
  readonly trials: number;
  readonly differs: boolean;
  readonly logarithmic: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly categories: readonly string[];
}

/** One image of a point. Where `problem` says why it cannot be shown, the rest may be unknown. */
export interface ImageAnswer {
  /** which of the images of the point, from 0 */
  readonly part: number;
  /** how many it takes, encoded */
  readonly bytes: number;
  /** empty where it is nothing that is known */
  readonly media_type: string;
  /** in pixels; 0 where it does not tell */
  readonly width: number;
  /** in pixels; 0 where it does not tell */
  readonly height: number;
  /** what its summary says that it is; 0 where that says nothing */
  readonly said_width: number;
  /** likewise */
  readonly said_height: number;
  /** its channels: `L` (one), `I;16` (one of 16 bits), `P` (palette), `RGB`, `RGBA`, …; empty of an SVG */
  readonly mode: string;
  /** of each value: 8, 16 or 32; 0 of an SVG */
  readonly bits: number;
  /** whether it has more than one frame */
  readonly moves: boolean;
  /** why it cannot be shown; empty if it can */
  readonly problem: string;
}

/** One bar: the loss of R² (mean, 5th and 95th percentile), and Spearman's correlation with its 95 % interval, null where there is none. */
export interface ImportanceAbout {
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly correlation: number | null;
  readonly correlation_low: number | null;
  readonly correlation_high: number | null;
}

/** The hyperparameters, the most important first. `score` is the R² on trials that the forest had not seen, null without one; `problem` is `few`, `same` or `none` where nothing can be said: too few trials, a metric or hyperparameters that never differ. */
export interface ImportanceAnswer {
  readonly found: readonly ImportanceAbout[];
  readonly score: number | null;
  readonly trials: number;
  readonly used: number;
  readonly constant: readonly string[];
  readonly problem: string;
}

/** For which metric, in which trials. */
export interface ImportanceQuestion {
  readonly metric: Metric;
  /** the id of a study, as /api/hparams/sources has it; empty for the runs themselves */
  readonly source?: string;
  /** how the sessions of a trial become one: the mean of each metric; all metrics of the session whose leading metric is the median, the smallest or the largest; or not at all */
  readonly combine?: "max" | "mean" | "median" | "min" | "none";
  /** names of trials; null asks for all */
  readonly trials?: readonly string[] | null;
}

/** One kind of data over all runs. */
export interface KindAnswer {
  /** scalars, histograms, images, audio, …, or the name of an unknown plugin. */
  readonly kind: string;
  readonly tags: number;
  /** Its tags, counted in each run that has them. */
  readonly series: number;
  readonly points: number;
}

/** The layouts of all runs as one. */
export interface LayoutAnswer {
  readonly categories: readonly LoggedCategory[];
  readonly problems: readonly LayoutProblem[];
}

/** A run whose layout cannot be read, and why. */
export interface LayoutProblem {
  readonly run: string;
  readonly message: string;
}

/** How far reading has come. */
export interface LoadingAnswer {
  readonly files_done: number;
  readonly files: number;
  readonly bytes_done: number;
  readonly bytes: number;
  /** True when everything that is known of has been read. */
  readonly done: boolean;
}

/** Charts under one title. */
export interface LoggedCategory {
  readonly title: string;
  readonly closed: boolean;
  readonly charts: readonly LoggedChart[];
}

/** A chart of the layout. */
export interface LoggedChart {
  readonly title: string;
  /** `unknown` is neither of the two */
  readonly kind: "margin" | "multiline" | "unknown";
  /** of `multiline`: regular expressions, matched where tags begin */
  readonly tags?: readonly string[];
  /** of `margin` */
  readonly series?: readonly MarginSeries[];
}

/** An e-mail to these addresses. */
export interface Mail {
  readonly kind: "mail";
  readonly to: readonly string[];
}

/** The tags of a line and of the margin around it. */
export interface MarginSeries {
  readonly value: string;
  readonly lower: string;
  readonly upper: string;
}

/** The runs that match, in run order. */
export interface MatchingAnswer {
  readonly generation: number;
  readonly total: number;
  readonly names: readonly string[];
}

/** A number that trials are judged by: of runs a scalar, in the run `<trial>/<group>`. */
export interface Metric {
  readonly tag: string;
  readonly group?: string;
  readonly statistic?: "best" | "first" | "last" | "max" | "mean" | "min";
}

/** A metric: `name` is what it is called, `goal` which way is good as far as its name or its study tells. */
export interface MetricSaid {
  readonly tag: string;
  readonly group: string;
  readonly name: string;
  readonly trials: number;
  readonly goal: "max" | "min";
  readonly declared: boolean;
}

/** Holds where the value is NaN or infinite. */
export interface NotFinite {
  readonly kind: "not_finite";
}

/** Where a condition began to hold: at this point of a series, or, of a run as a whole, at this time. `best` is the best value up to there, `since` the step or time from which on nothing better, or nothing at all, came. */
export interface Onset {
  readonly run: string;
  readonly tag: string;
  readonly cause: string;
  readonly time: number;
  readonly step?: number | null;
  readonly value?: number | null;
  readonly best?: number | null;
  readonly since?: number | null;
  readonly state?: "failed" | "finished" | "stalled" | null;
}

/** The page of an installed panel. */
export interface PanelAnswer {
  /** Its routes are below /api/<id>/, its files below /panels/<id>/. */
  readonly id: string;
  readonly title: string;
  /** The same where it has none of its own. */
  readonly chinese_title: string;
  /** It has a tab where the log has one of them; always where it names none. */
  readonly kinds: readonly string[];
  /** Its ES module, relative to the page. */
  readonly module: string;
}

/** A part of an image, as it was logged. */
export interface PixelsAnswer {
  /** of its left column */
  readonly x: number;
  /** of its upper row */
  readonly y: number;
  /** less than was asked for where the image ends */
  readonly width: number;
  /** likewise */
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA */
  readonly channels: number;
  /** row by row, of each pixel its channels */
  readonly values: readonly number[];
}

/** Which lines, and at which place of the axis. */
export interface PlaceQuestion {
  readonly series: readonly SeriesQuestion[];
  /** Names of runs; null asks for all. Runs without the tags give no line. */
  readonly runs?: readonly string[] | null;
  /** The axis, as in /api/scalars/query. */
  readonly x?: "index" | "relative" | "step" | "wall";
  /** A tag or an expression that stands on the axis in its place. */
  readonly x_expression?: string | null;
  readonly x_scale?: "linear" | "log";
  /** Where an expression of several tags has points: `common`, at the steps that all have; `previous`, at each step that any has, of the last values before. */
  readonly align?: "common" | "previous";
  /** Weight of the moving average, over all points. */
  readonly smoothing?: number;
  /** `current` leaves superseded points out; `all` gives every attempt as its own line, of a writer that made more than 100 the newest so many. */
  readonly attempts?: "all" | "current";
  readonly at: number;
}

/** Which lines, and at which places of the axis. */
export interface PlacesQuestion {
  readonly tag: string;
  /** Names of runs; null asks for all. Runs without the tag give no line. */
  readonly runs?: readonly string[] | null;
  /** The axis: the step; seconds since the run's first point; seconds since the epoch; the point's number in its line. */
  readonly x?: "index" | "relative" | "step" | "wall";
  readonly x_scale?: "linear" | "log";
  /** `current` leaves superseded points out; `all` gives every attempt as its own line, of a writer that made more than 100 the newest so many. */
  readonly attempts?: "all" | "current";
  /** Places of the axis, in any order. */
  readonly at: readonly number[];
  /** Weight of the debiased exponential moving average; computed on all points before the place. */
  readonly smoothing?: number;
}

/** Holds where the best value is so many steps old, or older. */
export interface Plateau {
  readonly kind: "plateau";
  readonly steps: number;
  /** a value is better only if it is so by more than this */
  readonly least?: number;
}

/** The images of one point. */
export interface PointAnswer {
  readonly index: number;
  readonly samples: readonly ImageAnswer[];
}

/** Which series. */
export interface PointsQuestion {
  readonly tag: string;
  /** names of runs; null asks for all */
  readonly runs?: readonly string[] | null;
}

/** Where looking goes on. */
export interface Position {
  readonly run: string;
  readonly tag: string;
  readonly index: number;
}

/** What is wrong with a series; the others are drawn. */
export interface Problem {
  /** the number of the series in the question; -1 is the x axis */
  readonly item: number;
  /** a stable name to branch on */
  readonly code: string;
  readonly message: string;
  /** the first character that it is about */
  readonly position?: number;
  readonly length?: number;
  /** what it is about */
  readonly found?: string;
}

/** What is to become of a root of the log directory. */
export interface ProjectChange {
  /** key of a root */
  readonly key: string;
  /** the revision of what its author looked at; without it the last one wins, and the history has the others */
  readonly seen?: number | null;
  readonly note?: string | null;
  readonly default_view?: string | null;
}

/** What people say of a root of the log directory. `default_view` is the id of the view that its page opens with. */
export interface ProjectEntry {
  readonly id: string;
  readonly note?: string;
  readonly default_view?: string | null;
  readonly revision?: number;
  readonly author?: string | null;
  readonly time?: number;
}

/** Which of them are to be deleted for ever. */
export interface PurgeQuestion {
  /** as /api/catalog/trash has them */
  readonly ids: readonly string[];
  /** must be true: what is purged does not come back */
  readonly confirmed?: boolean;
}

/** What is to be thrown away; undoing that brings it back. */
export interface Removal {
  readonly kind: "annotation" | "group" | "view";
  readonly ids: readonly string[];
  /** the revision of what its author looked at; without it the last one wins, and the history has the others */
  readonly seen?: number | null;
}

export interface RemoveQuestion {
  readonly id: string;
}

/** Something that was thrown away. */
export interface RemovedAnswer {
  readonly kind: "annotation" | "group" | "project" | "run" | "view";
  readonly id: string;
}

/** What somebody changed at once. `refused` are changes that were not made, because somebody else was first. */
export interface Revision {
  readonly revision: number;
  readonly time: number;
  readonly author: string | null;
  readonly action: string;
  readonly refused: boolean;
  readonly changes: readonly Change[];
}

/** One root of the log directory and how it is kept up with. */
export interface RootAnswer {
  /** Made of its location alone: the same whatever else is opened with it. */
  readonly key: string;
  readonly location: string;
  readonly label: string;
  readonly present: boolean;
  readonly following: "no" | "notices" | "polling";
  readonly following_reason: string;
}

/** What is looked at, when it is told, and whom beside the open pages. */
export interface Rule {
  readonly name?: string;
  readonly condition: Expression | NotFinite | Plateau | Silence | Ended;
  /** a tag of scalars, or a pattern of tags with * and ? */
  readonly tag?: string;
  /** of which runs: a condition of the runs table; empty for all */
  readonly where?: string;
  /** which value is the best; null guesses it by the tag's name */
  readonly better?: "max" | "min" | null;
  readonly channels?: readonly (Webhook | Mail)[];
  /** of messages that leave the page */
  readonly language?: "en" | "zh-CN";
  readonly armed?: boolean;
}

/** One run: a directory that directly holds event files. */
export interface RunAnswer {
  /** What notes and settings hang on: the same whatever other log directories are opened with the run's own. */
  readonly key: string;
  /** Its path below the log directory, with slashes; `.` is the log directory itself. It begins with a word for the log directory where there are several. */
  readonly name: string;
  /** The earliest wall time of its events, in seconds since the epoch; null while there is none. */
  readonly start_time: number | null;
  /** The latest wall time of its points. */
  readonly last_time: number | null;
  readonly points: number;
  readonly series: number;
  /** The largest number of attempts of any of its series. */
  readonly attempts: number;
  /** Places in its files that could not be read; see /api/damage. */
  readonly damage: number;
  /** `running` while one of its files changed within the last minute; `finished` or `failed` as its session said, else `finished`; `stalled` where a session that began has not ended and was silent for ten minutes. */
  readonly state: "failed" | "finished" | "running" | "stalled";
  readonly files: number;
}

/** One column, and what it holds. */
export interface RunColumnAnswer {
  /** Its name in full; every question and condition takes it. */
  readonly id: string;
  /** `run`: a fact; `catalog`: what people said; `hparam`: a hyperparameter; `metric`: the last value of a scalar, whose other statistics are called by theirs in place of `last`. */
  readonly group: "catalog" | "hparam" | "metric" | "run";
  /** Without its group: the hyperparameter, the tag. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly description: string;
  readonly type: "bool" | "duration" | "list" | "number" | "text" | "time";
  /** All numbers are integers. */
  readonly whole: boolean;
  /** How many runs have a value. */
  readonly present: number;
  /** Whether runs have different values, or only some any; null where there are too many metrics to look. */
  readonly differs: boolean | null;
  /** How many different values there are. */
  readonly distinct: number | null;
  /** The most frequent of them. */
  readonly values: readonly unknown[];
  /** Of finite numbers. */
  readonly min: number | null;
  readonly max: number | null;
  /** Which of a metric's values counts as its best. */
  readonly best?: "" | "max" | "min";
}

/** All columns, and the words for what there is of metrics. */
export interface RunColumnsAnswer {
  readonly generation: number;
  readonly total: number;
  /** The runs that the columns are looked at over. */
  readonly matching: number;
  readonly statistics: readonly string[];
  readonly columns: readonly RunColumnAnswer[];
}

/** Points of one run. */
export interface RunCurves {
  readonly run: string;
  /** the points' numbers, from 0 */
  readonly indices: readonly number[];
}

/** What people say of a run. Without a `display_name` it is called as its directory is. */
export interface RunEntry {
  readonly id: string;
  readonly display_name?: string | null;
  readonly note?: string;
  readonly starred?: boolean;
  readonly archived?: boolean;
  readonly colour?: number | string | null;
  readonly tags?: readonly string[];
  readonly revision?: number;
  readonly author?: string | null;
  readonly time?: number;
}

/** Runs that are summed up. */
export interface RunGroup {
  readonly name: string;
  /** Names of runs; those that are not there, or lack the tag, do not count. */
  readonly runs: readonly string[];
}

/** What is to become of some runs. What is not named stays; null puts a field back. */
export interface RunsChange {
  /** keys of runs */
  readonly keys: readonly string[];
  /** the revision of what its author looked at; without it the last one wins, and the history has the others */
  readonly seen?: number | null;
  readonly display_name?: string | null;
  readonly note?: string | null;
  readonly starred?: boolean;
  readonly archived?: boolean;
  readonly colour?: number | string | null;
  readonly add_tags?: readonly string[];
  readonly remove_tags?: readonly string[];
}

/** A point of a text series as the samples that it holds. */
export interface Samples {
  readonly run: string;
  readonly tag: string;
  /** the point's number in its series */
  readonly index: number;
  readonly step: number;
  readonly wall_time: number;
  /** what the texts of a sample are called, such as `prompt`; "" where nothing says */
  readonly parts?: readonly string[];
  /** of each sample a text for each part; HTML where `html` is true */
  readonly samples?: readonly (readonly string[])[];
  readonly html?: boolean;
  /** how many characters of the value are not shown */
  readonly left_out?: number;
  /** how many samples are not shown */
  readonly samples_left_out?: number;
  /** why it cannot be shown; empty where it can */
  readonly error?: string;
}

/** A new rule, or what one is to be. */
export interface SaveQuestion {
  readonly rule: Rule;
  /** empty for a new one */
  readonly id?: string;
  /** of the rule that was changed; a newer one is not overwritten */
  readonly version?: number | null;
}

/** Which lines, on which axis, how wide, how smooth. */
export interface ScalarsQuestion {
  readonly tag: string;
  /** Names of runs; null asks for all. Runs without the tag give no line. */
  readonly runs?: readonly string[] | null;
  /** The axis: the step; seconds since the run's first point; seconds since the epoch; the point's number in its line. */
  readonly x?: "index" | "relative" | "step" | "wall";
  /** The part of the axis that is shown, its ends in either order; null shows all, at either end too. The nearest points outside come too, so that lines leave the frame. */
  readonly x_range?: readonly [number | null, number | null] | null;
  readonly x_scale?: "linear" | "log";
  /** Pixel columns of the plot. Each keeps its first, last, smallest and largest point; few points are all kept. */
  readonly width?: number;
  /** Weight of the debiased exponential moving average; computed on all points before any is left out. */
  readonly smoothing?: number;
  /** `current` leaves superseded points out; `all` gives every attempt as its own line, of a writer that made more than 100 the newest so many. */
  readonly attempts?: "all" | "current";
  /** Columns of points; null asks for x and value, and smoothed when smoothing is above 0. `smoothed` stands for two, the smoothed line's own points `smoothed_x` and `smoothed`; `smoothed_at` is its value at each x. */
  readonly columns?: readonly ("smoothed" | "smoothed_at" | "step" | "value" | "wall_time" | "x")[] | null;
}

export interface SeenQuestion {
  /** what fired up to this number was looked at */
  readonly number: number;
}

/** One series: one tag of one kind in one run. */
export interface SeriesAnswer {
  readonly run: string;
  readonly tag: string;
  readonly kind: string;
  readonly plugin: string;
  readonly points: number;
  readonly first_step: number;
  readonly last_step: number;
  readonly first_wall_time: number;
  readonly last_wall_time: number;
  readonly attempts: number;
  /** Points that a later attempt replaced. */
  readonly superseded: number;
  /** Files that wrote at the same time. */
  readonly writers: number;
  readonly display_name: string;
  readonly description: string;
  readonly data_class: number;
}

/** One series of a chart: exactly one of the three. */
export interface SeriesQuestion {
  /** a tag as it is */
  readonly tag?: string | null;
  /** every tag that this regular expression matches where the tag begins */
  readonly regex?: string | null;
  /** what is computed of tags, such as `loss/val - loss/train` */
  readonly expression?: string | null;
}

/** Points of one series. */
export interface SeriesStretch {
  readonly run: string;
  readonly tag: string;
  /** needed where the tag has several kinds */
  readonly kind?: string | null;
  /** the number of the first point, from 0 */
  readonly first?: number;
  /** the number behind the last one; null goes to the end */
  readonly last?: number | null;
  /** 2 leaves out every second one, and so on */
  readonly every?: number;
}

/** A channel without what is secret of it: `to` is the server of a webhook, or the addresses of an e-mail. */
export interface ShownChannel {
  readonly kind: "mail" | "webhook";
  readonly to: string;
  readonly id?: string;
  readonly shape?: "dingtalk" | "feishu" | "json" | "slack" | "wecom" | null;
  readonly signed?: boolean;
}

/** A rule as pages see it. `problem` says why it cannot be looked at; empty where it can. */
export interface ShownRule {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly condition: Expression | NotFinite | Plateau | Silence | Ended;
  readonly tag: string;
  readonly where: string;
  readonly better: "max" | "min" | null;
  readonly channels: readonly ShownChannel[];
  readonly language: string;
  readonly armed: boolean;
  readonly armed_time: number | null;
  readonly changed_time: number;
  readonly problem?: string;
}

/** Holds when no point came for so long, in a run that did not say that it ended. */
export interface Silence {
  readonly kind: "silence";
  readonly seconds: number;
}

/** By which column. */
export interface SortBy {
  readonly column: string;
  /** Large values first. */
  readonly descending?: boolean;
}

/** Where trials come from. `id` is "" for the runs; `problem` says why a study cannot be read, `hint` what helps. */
export interface Source {
  readonly id: string;
  readonly tool: string;
  readonly name: string;
  readonly location: string;
  readonly problem?: string;
  readonly hint?: string;
}

/** The server and its data as a whole. */
export interface StatusAnswer {
  readonly version: string;
  /** Another one after every start of the server; generations of different instances cannot be compared. */
  readonly instance: string;
  /** Grows with every change of the data. */
  readonly generation: number;
  /** `loading` while the first reading goes on, `waiting` when there is no run yet, then `following`; `loaded` when it is not followed. */
  readonly state: "following" | "loaded" | "loading" | "waiting";
  readonly logdirs: readonly string[];
  readonly roots: readonly RootAnswer[];
  readonly loading: LoadingAnswer;
  readonly runs: number;
  readonly series: number;
  readonly points: number;
  /** The size of what was read of the event files. */
  readonly bytes: number;
  readonly damage: number;
}

/** Which lines, and which stretch of the axis. */
export interface StretchQuestion {
  readonly tag: string;
  /** Names of runs; null asks for all. Runs without the tag give no line. */
  readonly runs?: readonly string[] | null;
  /** The axis: the step; seconds since the run's first point; seconds since the epoch; the point's number in its line. */
  readonly x?: "index" | "relative" | "step" | "wall";
  readonly x_scale?: "linear" | "log";
  /** `current` leaves superseded points out; `all` gives every attempt as its own line, of a writer that made more than 100 the newest so many. */
  readonly attempts?: "all" | "current";
  /** Its ends, in either order; points at the ends are in it. */
  readonly x_range: readonly [number, number];
}

/** A part of the table. */
export interface TableAnswer {
  readonly generation: number;
  /** All runs. */
  readonly total: number;
  /** Those that match. */
  readonly matching: number;
  /** The names of the runs that are answered. */
  readonly rows: readonly string[];
  /** By the name that was asked for, a value for each row; null where a run has none. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/** Which part of the table. */
export interface TableQuestion {
  /** A condition such as `lr < 1e-3 and model == "vit" and val/acc.max > 0.9`; null asks for all runs. */
  readonly where?: string | null;
  /** Names of runs; only of these, those that match. Null: of all. */
  readonly runs?: readonly string[] | null;
  /** By the first of these, where that is equal by the next, and so on, then in run order. What is missing comes last. */
  readonly sort?: readonly SortBy[];
  /** Names of columns, in full as /api/runs/columns has them or in short; null asks for some facts, all hyperparameters and the last value of all metrics, as far as they differ. */
  readonly columns?: readonly string[] | null;
  /** Of the matching runs so many are left out. */
  readonly offset?: number;
  /** At most so many rows. */
  readonly limit?: number;
}

/** One tag of one kind over all runs. */
export interface TagAnswer {
  readonly tag: string;
  readonly kind: string;
  /** How many runs have it. */
  readonly runs: number;
  readonly points: number;
  readonly display_name: string;
  readonly description: string;
  readonly last_wall_time: number;
}

/** Which series. */
export interface TagQuestion {
  readonly tag: string;
  /** the kind of the series */
  readonly kind: string;
  /** names of runs; null asks for all */
  readonly runs?: readonly string[] | null;
}

/** Which runs' tags, and of which kind. */
export interface TagsQuestion {
  /** scalars, histograms, images, … */
  readonly kind: string;
  /** names of runs */
  readonly runs: readonly string[];
}

/** What a value is. */
export interface TensorAnswer {
  /** the type of its numbers as NumPy names it, or `string` */
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** A part of a plane, row by row. */
export interface TensorCells {
  readonly first_row: number;
  /** the number behind the last one */
  readonly last_row: number;
  readonly first_column: number;
  readonly last_column: number;
  /** numbers as NumPy writes them: read as the tensor's type they are the same; of strings the beginning, of bytes that are no text their hexadecimal digits */
  readonly cells: readonly string[];
  /** of strings how many bytes each has; empty for numbers */
  readonly sizes: readonly number[];
  /** of strings which of them are no text; empty for numbers */
  readonly binary: readonly boolean[];
}

/** Of all numbers of one value; of complex ones, of how large they are. */
export interface TensorStatistics {
  readonly count: number;
  readonly nan: number;
  /** how many are +∞ */
  readonly infinite: number;
  /** how many are -∞ */
  readonly negative_infinite: number;
  readonly zeros: number;
  /** of the finite ones, as all that follows; NaN where there are none */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** the root of the mean squared distance from the mean */
  readonly std: number;
  /** how many lie in each of 60 equal parts from min to max */
  readonly bins: readonly number[];
}

/** A rule whose channels are to be tested; with the `id` of a kept one its webhooks are known. */
export interface TestQuestion {
  readonly rule: Rule;
  readonly id?: string;
}

/** A point of a text series. */
export interface TextPoint {
  readonly run: string;
  readonly tag: string;
  /** the point's number, from 0 */
  readonly index: number;
  /** of more than two axes, the place on each before the last two */
  readonly slice?: readonly number[];
}

/** Which of the things in the trash. */
export interface TrashItems {
  /** as /api/catalog/trash has them */
  readonly ids: readonly string[];
}

/** Which runs are to be moved to the trash. */
export interface TrashQuestion {
  /** keys of runs */
  readonly runs: readonly string[];
  /** true moves them; false only says what would be moved */
  readonly confirmed?: boolean;
}

/** A directory in the trash. `path` is where it was below its root, `runs` the keys of the runs in it. */
export interface Trashed {
  readonly id: string;
  readonly root: string;
  readonly path: string;
  readonly runs: readonly string[];
  readonly time: number;
  readonly author: string | null;
  readonly files: number;
  readonly bytes: number;
}

/** What was looked at, and where the rule would have fired, the newest first. `found` holds the first 1,000 of `fired`; `runs_fired` are the runs among them. `complete` is false where the time was up before all series were looked at. */
export interface Trial {
  readonly runs: number;
  readonly series: number;
  readonly fired: number;
  readonly runs_fired: number;
  readonly complete: boolean;
  readonly found: readonly Onset[];
}

/** Which columns of which trials. */
export interface TrialsQuestion {
  /** the id of a study, as /api/hparams/sources has it; empty for the runs themselves */
  readonly source?: string;
  /** names of hyperparameters */
  readonly hparams?: readonly string[];
  readonly metrics?: readonly Metric[];
  /** how the sessions of a trial become one: the mean of each metric; all metrics of the session whose leading metric is the median, the smallest or the largest; or not at all */
  readonly combine?: "max" | "mean" | "median" | "min" | "none";
  /** the leading metric of `combine` */
  readonly leading?: Metric | null;
}

/** A rule that need not be kept. */
export interface TryQuestion {
  readonly rule: Rule;
}

/** Which change is to be taken back. */
export interface Undo {
  readonly revision: number;
}

/** Which points' values. */
export interface ValuesQuestion {
  /** At most 10,000 points and 64 MiB at once. */
  readonly series: readonly SeriesStretch[];
}

/** The series that hold videos. */
export interface VideoListAnswer {
  readonly series: readonly VideoSeriesAnswer[];
  /** false while series of images remain to be looked at: ask again */
  readonly complete: boolean;
}

/** A series that holds videos. */
export interface VideoSeriesAnswer {
  readonly run: string;
  readonly tag: string;
  /** `videos`, or `images` for pictures that move */
  readonly kind: string;
}

/** A page as somebody left it: `address` is the part of its address that holds the view. */
export interface View {
  readonly id: string;
  readonly project?: string;
  readonly name?: string;
  readonly address?: string;
  readonly revision?: number;
  readonly author?: string | null;
  readonly time?: number;
}

/** A new view, or what is to become of one. */
export interface ViewChange {
  /** null makes a new one, which needs a name and an address */
  readonly id?: string | null;
  /** the revision of what its author looked at; without it the last one wins, and the history has the others */
  readonly seen?: number | null;
  /** key of a root; the first one for a new view */
  readonly project?: string;
  readonly name?: string;
  readonly address?: string;
}

/** A message in the form that a chat service takes, sent to an address of it. With the `id` of a webhook that the rule has, an empty `url` leaves address and secret as they are. */
export interface Webhook {
  readonly kind: "webhook";
  readonly shape: "dingtalk" | "feishu" | "json" | "slack" | "wecom";
  readonly id?: string;
  readonly url?: string;
  /** what Feishu and DingTalk sign messages with */
  readonly secret?: string;
}

/** Which runs. */
export interface WhereQuestion {
  /** A condition such as `lr < 1e-3 and model == "vit" and val/acc.max > 0.9`; null asks for all runs. */
  readonly where?: string | null;
}
