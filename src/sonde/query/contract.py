"""The data contract: what every answer of this room keeps to, so that the server, the panels, the command line, the
Python API and a notebook say the same of the same files.

Snapshots. Every answer comes from one immutable snapshot, so the parts of it agree with each other. A `Query` is bound
to one snapshot; ask the board for a new one to see newer data. Nothing is read from a file to answer but the blobs that
are asked for.

Runs and tags. A run is named by its path below the root, `.` for the root itself; with several roots the name begins
with the root's label. Runs come in order of (start time, name), runs without events last. A series is (run, tag, kind).
A tag that was written with two kinds is two series. Lists name all series, also those of plugins that nobody knows.

Points. Every point that a file holds is in the answer to "every point": no sampling, no purging. Points come file by
file in the order of file names, and in the order of records inside a file; steps need not increase. Steps are int64,
wall times float64 seconds since the epoch, scalar values float64 (exact for every float32 and float64 input; whole
numbers beyond 2**53 lose their last digits). NaN and infinities are values like others.

Attempts and writers. Attempts count from 0. A point is superseded when a later attempt began at its step or before it;
what is not superseded is current. Files of a run whose wall times overlap are parallel writers: each is its own line,
writers count from 0 in the order of file names.

Lines. A line is what is drawn as one: the current points of one writer of one run, or, where all attempts are asked
for, one attempt of one writer. A run that does not have the tag gives no line, and so does a run that is not there
(any more): whoever shows a list that is a moment old gets the rest of it. A writer may have made more attempts than
anyone can draw, a line each: who asks for all may ask for its newest so many, and is told how many there are.

Decimation. A line with at most four points for each pixel column is given whole. Any other keeps, in each column, the
first, the last, the smallest and the largest point, and the first NaN and the first of each infinity, all at their own
place: the picture is the one that all points would give. It is computed on all points of the line, never on a sample,
and so is smoothing. The nearest points outside the asked range are kept too, so that lines leave the picture.
Without a width nothing is left out: every point in the range that has a place on the axis, and none outside it.

Smoothing. A debiased exponential moving average over the line's finite values, in line order; a line whose values are
all equal stays as it is. The smoothed curve is decimated by itself.

Places. What a line has at a place of the axis is its point with the largest x that is not above the place, the last in
line order of equal ones, with the smoothed value over all points up to there; a line that begins later has nothing there.
A summary of a stretch of the axis, its ends included, is over all points with a finite value; start and end are the points
with the smallest and the largest x, whatever their values.

Groups. What a group of runs comes to is told at every place of the axis where one of its lines has a finite value; values that are
not finite count as if they had not been logged. What the other lines have at such a place is a rule that is asked for (`GroupRule`);
none is ever continued beyond its ends, but for `previous`, which goes on with the last value. Each writer of a run is a line, and of
attempts the current points count. On an axis of time a point that a clock which was set back puts before an earlier one is passed
over. Smoothing is of each line by itself, over all its points, and then the smoothed lines are summed up. A baseline is taken off, or
divided by, place by place; where it has nothing there is nothing. The picture is that of all places, for the centre and for both edges of the
band. Where lines times places are too many, a group is looked at in a part of its places, which a fixed rule chooses, the first and the
last among them, and the answer says so.

Axes. `step`; `relative`: seconds since the run's first point of the series; `wall`: seconds since the epoch; `index`:
0, 1, 2 … along the line. On a logarithmic axis points at zero and below have no place; they are counted as hidden.

Files beside. Files of known names below a root (a configuration, a trace, a table of labels) are listed with the run
whose directory they are in, or the nearest above. They are read by their key and never by a path, so that nothing but
what was listed can be read; a link that leads out of the root is not listed, nor followed later.

Histograms. The current points of a series by step, or all attempts of it, one after the other; or what TensorBoard keeps,
in the order of the records: all but what a session that began anew took the place of (`SessionLog.START`; in files older
than `brain.Event:2`, a step that goes back). What old and new writers stored is read as the same rows of buckets. Where only
so many are asked for they are chosen evenly, the first and the last among them, and it is told how many there are.

Blobs. Everything that is no scalar is kept as a place in its file and read when asked for; its checksum is verified
then, if it was too large to be verified at load. Damage in one blob is an error for that blob alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

XAxis = Literal["step", "relative", "wall", "index"]
XScale = Literal["linear", "log"]
Attempts = Literal["current", "all"]
KeptPoints = Literal["current", "tensorboard", "all"]

X_AXES: tuple[XAxis, ...] = ("step", "relative", "wall", "index")
"""In the order in which the native core counts them."""

Statistic = Literal["mean", "median"]
Band = Literal["none", "std", "sem", "minmax", "quantiles", "bootstrap"]
Alignment = Literal["linear", "exact", "previous"]
Comparison = Literal["difference", "ratio"]

# In the order in which the native core counts them.
STATISTICS: tuple[Statistic, ...] = ("mean", "median")
BANDS: tuple[Band, ...] = ("none", "std", "sem", "minmax", "quantiles", "bootstrap")
ALIGNMENTS: tuple[Alignment, ...] = ("linear", "exact", "previous")
COMPARISONS: tuple[Comparison | None, ...] = (None, "difference", "ratio")


@dataclass(frozen=True, slots=True)
class GroupRule:
    """What is made of the lines of a group at each place.

    `statistic` stands for the group. `band`: `std` and `sem` are around the mean, whatever stands for the group, with a standard
    deviation that divides by the number of values less `ddof` (1 as in pandas, 0 as in NumPy); `quantiles` are the two that are
    named; `bootstrap` is the interval of the mean that holds `confidence` of the means of lines drawn anew, the same ones
    every time. `align` says what a line has where it has no point: `linear` what lies between its own neighbouring points,
    `previous` its last value, `exact` nothing. With `baseline`, names of runs, every value is told beside what stands for these
    at the same place, as their `compare`.
    """

    statistic: Statistic = "mean"
    band: Band = "std"
    align: Alignment = "linear"
    ddof: int = 1
    quantiles: tuple[float, float] = (0.25, 0.75)
    confidence: float = 0.95
    baseline: tuple[str, ...] | None = None
    compare: Comparison = "difference"


DEFAULT_RULE = GroupRule()

DEFAULT_X: XAxis = "step"

DEFAULT_X_SCALE: XScale = "linear"

DEFAULT_ATTEMPTS: Attempts = "current"

DEFAULT_WIDTH = 400
"""Pixel columns of a chart whose width nobody tells."""

DEFAULT_SMOOTHING = 0.0

MAX_ATTEMPTS = 100
"""The most attempts of one writer that are drawn, the newest. A job that restarts without end, or a file whose step goes
back at every point, has hundreds of thousands; already a hundred lines of one colour can't be told apart.
"""

MAX_WIDTH = 65_536
"""The widest chart that is answered, in pixel columns."""

MAX_SMOOTHING = 0.999

MAX_PLACES = 1000
"""The most places of the x axis that one question may name."""

MAX_GROUPS = 10_000
"""The most groups of runs that one question may name."""

MAX_GROUP_CELLS = 40_000_000
"""So many values of lines at places of the axis are summed up for one question, about: a quarter of a second."""

MAX_FILE_READ_BYTES = 64 << 20
"""So much of a file beside event files is read at once."""

MAX_VALUES = 10_000
"""So many values of points are answered at once."""

MAX_VALUES_BYTES = 64 << 20
"""So many bytes, as they stand in their files, are answered at once."""

MAX_FILLED_BYTES = 64 << 20
"""What the entries that a tensor does not list may take, in one value or in all that are answered at once, unless somebody asks
for more.
"""

MAX_BINS = 4096
"""So many bins histograms are counted over into."""

BASIS_POINTS = (0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10_000)
"""The shares, in ten-thousandths, whose percentiles TensorBoard's Distributions show: the ends, the median, and half a standard
deviation of a normal distribution, one and one and a half, to both sides.
"""
