"""What the native rooms of columns and lines compute, said again slowly in plain Python: attempts, lines, M4, smoothing, ranges.

A file is a list of points (step, wall_time, value) and START marks; a run is a list of files in order of their names.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sonde import _native
from sonde._native import _testing

START = "session start"
NAN = float("nan")
INF = float("inf")

Point = tuple[int, float, float]
File = Sequence[Point | str]


def fill(file: File, table: _testing.FileTable | None = None, tag: str = "loss") -> _testing.FileTable:
    """Append the points of a file to a table."""
    table = table or _testing.FileTable()
    for session in split(list(file), lambda each: each == START):
        if session[0] == START:
            table.start_session()
        points = [each for each in session if each != START]
        if points:
            steps, wall_times, values = zip(*points, strict=True)
            table.append_scalars(
                tag, np.array(steps, "i8"), np.array(wall_times, "f8"), np.array(values, "f8")
            )
    return table


def run(*files: File, tag: str = "loss") -> _native.RunSnapshot:
    return _native.RunSnapshot(
        [fill(file, tag=tag).snapshot(f"events.{i:03}") for i, file in enumerate(files)]
    )


def split(items, starts):
    """Cut a list before every item for which starts(item) holds."""
    parts = [[]]
    for item in items:
        if starts(item):
            parts.append([])
        parts[-1].append(item)
    return [part for part in parts if part]


# --- attempts --------------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """A point, and what a run's history says of it."""

    step: int
    wall_time: float
    value: float
    file: int
    segment: int
    cluster: int = -1
    attempt: int = -1
    writer: int = -1
    superseded: bool = False


def tell(files: Sequence[File]) -> list[Told]:
    """Every point in file order, with its attempt, its writer, and whether it is superseded."""
    points = [point for number, file in enumerate(files) for point in _segments(number, file)]
    order = _clusters(points)
    first_attempt = 0
    for cluster, members in enumerate(order):
        segments = 0
        for writer, file in enumerate(sorted(members)):
            for point in points:
                if point.file == file:
                    point.cluster, point.writer = cluster, writer
                    point.attempt = first_attempt + point.segment
                    segments = max(segments, point.segment + 1)
        first_attempt += segments
    starts = {}
    for point in points:
        starts.setdefault((point.file, point.segment), point)
    for point in points:
        point.superseded = any(
            start.step <= point.step
            and (
                start.cluster > point.cluster or (start.file == point.file and start.segment > point.segment)
            )
            for start in starts.values()
        )
    return points


def _segments(number: int, file: File) -> list[Told]:
    told: list[Told] = []
    segment = 0
    pending = False  # a session start, which counts from the second point on
    for each in file:
        if each == START:
            pending = bool(told)
            continue
        step, wall_time, value = each
        if told and (pending or step < told[-1].step):
            segment += 1
        pending = False
        told.append(Told(step, wall_time, value, number, segment))
    return told


def _clusters(points: list[Told]) -> list[set[int]]:
    """Sets of files whose wall times overlap, in the order of their wall times."""
    ranges: dict[int, tuple[float, float]] = {}
    for point in points:
        low, high = ranges.get(point.file, (INF, -INF))
        if math.isfinite(point.wall_time):
            low, high = min(low, point.wall_time), max(high, point.wall_time)
        ranges[point.file] = (low, high)
    clusters = [{file} for file in ranges]

    def overlap(a: set[int], b: set[int]) -> bool:
        return any(ranges[i][0] <= ranges[j][1] and ranges[j][0] <= ranges[i][1] for i in a for j in b)

    while pair := next(((a, b) for a in clusters for b in clusters if a is not b and overlap(a, b)), None):
        clusters.remove(pair[0])
        clusters.remove(pair[1])
        clusters.append(pair[0] | pair[1])

    def start(cluster: set[int]) -> tuple[float, int]:
        low = min(ranges[file][0] for file in cluster)
        return (low if low < INF else -INF, min(cluster))

    return sorted(clusters, key=start)


# --- lines -----------------------------------------------------------------------------------------------------------


@dataclass
class DrawnLine:
    run: int
    attempt: int
    attempt_count: int
    writer: int
    writer_count: int
    points: list[Told]
    superseded: int = 0  # points of its writer that are left out


def lines(files: Sequence[File], *, all_attempts: bool, run: int = 0) -> list[DrawnLine]:
    told = tell(files)
    attempts = Counter(writer for writer, _ in {(point.writer, point.attempt) for point in told})
    count = max((point.writer for point in told), default=-1) + 1
    drawn = []
    if all_attempts:
        for attempt, writer in sorted({(point.attempt, point.writer) for point in told}):
            members = [point for point in told if (point.attempt, point.writer) == (attempt, writer)]
            drawn.append(DrawnLine(run, attempt, attempts[writer], writer, count, members))
        return drawn
    for writer in range(count):
        members = [point for point in told if point.writer == writer and not point.superseded]
        members.sort(key=lambda point: point.cluster)  # stable: file order inside a cluster
        if members:
            hidden = sum(point.writer == writer and point.superseded for point in told)
            drawn.append(
                DrawnLine(run, members[-1].attempt, attempts[writer], writer, count, members, hidden)
            )
    return drawn


# --- drawing ---------------------------------------------------------------------------------------------------------


def smooth(values: Sequence[float], weight: float) -> list[float]:
    last, out = 0.0, []
    so_far: list[float] = []
    for value in values:
        if not math.isfinite(value):
            out.append(value)
            continue
        so_far.append(value)
        last = last * weight + (1 - weight) * value
        constant = all(each == so_far[0] for each in so_far[:20]) and len(set(so_far)) == 1
        out.append(value if constant else last / (1 - weight ** len(so_far)))
    return out


def column_of(x: float, lo: float, hi: float, width: int, *, log: bool) -> int:
    if log:
        x, lo, hi = math.log10(x), math.log10(lo), math.log10(hi)
    if hi <= lo:
        return 0
    if math.isinf(hi - lo):
        x, lo, hi = x / 2, lo / 2, hi / 2
    return min(int((x - lo) / (hi - lo) * width), width - 1)


def drawable(x: float, *, log: bool) -> bool:
    return math.isfinite(x) and (x > 0 or not log)


def decimate(xs, ys, lo: float, hi: float, width: int, *, log: bool = False) -> list[int]:
    """Indices of the points to draw."""
    inside = [i for i, x in enumerate(xs) if drawable(x, log=log) and lo <= x <= hi]
    left = [i for i, x in enumerate(xs) if drawable(x, log=log) and x < lo]
    right = [i for i, x in enumerate(xs) if drawable(x, log=log) and x > hi]
    kept = set()
    if left:
        kept.add(max(left, key=lambda i: (xs[i], i)))
    if right:
        kept.add(min(right, key=lambda i: (xs[i], i)))
    if len(inside) <= 4 * width:
        return sorted(kept | set(inside))
    columns: dict[int, list[int]] = {}
    for i in inside:
        columns.setdefault(column_of(xs[i], lo, hi, width, log=log), []).append(i)
    for members in columns.values():
        finite = [i for i in members if math.isfinite(ys[i])]
        kept |= {members[0], members[-1]}
        if finite:
            kept |= {min(finite, key=lambda i: ys[i]), max(finite, key=lambda i: ys[i])}
        for test in (math.isnan, lambda y: y == INF, lambda y: y == -INF):
            kept |= set([i for i in members if test(ys[i])][:1])
    return sorted(kept)


def xs_of(line: DrawnLine, x: int, origin: float) -> list[float]:
    if x == 0:
        return [float(point.step) for point in line.points]
    if x == 1:
        return [point.wall_time - origin for point in line.points]
    if x == 2:
        return [point.wall_time for point in line.points]
    return [float(i) for i in range(len(line.points))]


def origin_of(drawn: Sequence[DrawnLine]) -> float:
    firsts = [next((p.wall_time for p in line.points if math.isfinite(p.wall_time)), INF) for line in drawn]
    return min(firsts, default=INF)


def outlier_extent(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(value for value in values if math.isfinite(value))
    if not ordered:
        return NAN, NAN
    if len(ordered) <= 2:
        return ordered[0], ordered[-1]
    last = len(ordered) - 1
    return ordered[math.ceil(0.05 * last)], ordered[math.floor(0.95 * last)]


def shown_lines(
    runs: Sequence[Sequence[File]], *, x: int, all_attempts: bool, max_attempts: int | None
) -> list[tuple[DrawnLine, list[float], float]]:
    """The lines of all runs, each with its x and with the wall time of its run's relative 0."""
    shown = []
    for number, files in enumerate(runs):
        of_run = lines(files, all_attempts=all_attempts, run=number)
        origin = origin_of(of_run)
        if all_attempts and max_attempts is not None:
            by_writer = [[line for line in of_run if line.writer == w] for w in range(len(of_run))]
            of_run = [line for line in of_run if line in by_writer[line.writer][-max_attempts:]]
        shown += [(line, xs_of(line, x, origin), origin) for line in of_run]
    return shown


def _of_line(line: DrawnLine) -> dict:
    return {
        "runs": line.run, "attempts": line.attempt, "attempt_counts": line.attempt_count, "writers": line.writer,
        "writer_counts": line.writer_count, "points": len(line.points),
    }  # fmt: skip


def points_at(
    runs: Sequence[Sequence[File]],
    places: Sequence[float],
    *,
    x: int,
    log_x: bool,
    smoothing: float,
    all_attempts: bool,
    max_attempts: int | None = None,
) -> list[dict]:
    """What points_at answers, row by row."""
    rows = []
    for line, xs, origin in shown_lines(runs, x=x, all_attempts=all_attempts, max_attempts=max_attempts):
        values = [point.value for point in line.points]
        curve = smooth(values, smoothing) if smoothing else values
        for number, place in enumerate(places):
            before = [i for i, each in enumerate(xs) if drawable(each, log=log_x) and each <= place]
            if not before:
                continue
            i = max(before, key=lambda i: (xs[i], i))
            point = line.points[i]
            rows.append(
                _of_line(line)
                | {
                    "places": number, "indices": i, "steps": point.step, "wall_times": point.wall_time,
                    "relative_times": point.wall_time - origin, "x": xs[i], "values": point.value, "smoothed": curve[i],
                }
            )  # fmt: skip
    return rows


def summarise(
    runs: Sequence[Sequence[File]],
    *,
    lo: float,
    hi: float,
    x: int,
    log_x: bool,
    all_attempts: bool,
    max_attempts: int | None = None,
) -> list[dict]:
    """What summarise answers, row by row."""
    rows = []
    for line, xs, _ in shown_lines(runs, x=x, all_attempts=all_attempts, max_attempts=max_attempts):
        inside = [i for i, each in enumerate(xs) if drawable(each, log=log_x) and lo <= each <= hi]
        if not inside:
            continue
        points = line.points
        start = points[min(inside, key=lambda i: (xs[i], i))]
        end = points[max(inside, key=lambda i: (xs[i], i))]
        finite = [points[i] for i in inside if math.isfinite(points[i].value)]
        values = np.array([point.value for point in finite], float)
        least = min(finite, key=lambda point: point.value, default=points[inside[0]])
        most = max(finite, key=lambda point: point.value, default=points[inside[0]])
        rows.append(
            _of_line(line)
            | {
                "counts": len(inside), "finite_counts": len(finite),
                "start_steps": start.step, "start_wall_times": start.wall_time, "start_values": start.value,
                "end_steps": end.step, "end_wall_times": end.wall_time, "end_values": end.value,
                "mins": values.min() if finite else NAN, "min_steps": least.step,
                "maxs": values.max() if finite else NAN, "max_steps": most.step,
                "means": math.fsum(values) / len(values) if finite else NAN,
            }
        )  # fmt: skip
    return rows


def query(
    runs: Sequence[Sequence[File]],
    *,
    x: int,
    lo: float | None,
    hi: float | None,
    width: int,
    log_x: bool,
    smoothing: float,
    all_attempts: bool,
    max_attempts: int | None = None,
) -> dict:
    """What query_scalars answers, as lists: a dict of its attributes, with points as one list per line."""
    drawn = [
        (line, xs)
        for line, xs, _ in shown_lines(runs, x=x, all_attempts=all_attempts, max_attempts=max_attempts)
    ]
    seen = [each for _, xs in drawn for each in xs if drawable(each, log=log_x)]
    if lo is None or (log_x and lo <= 0):
        lo = min(seen, default=1.0)
        lo = min(lo, hi) if hi is not None else lo
    if hi is None:
        hi = max(max(seen, default=1.0), lo)
    if log_x and hi <= 0:
        lo = hi = float(np.finfo(float).tiny)

    told = {
        name: []
        for name in (
            "runs", "attempts", "attempt_counts", "writers", "writer_counts", "points", "in_range", "hidden",
        )
    }  # fmt: skip
    told |= {"superseded": [], "start_attempts": [], "start_x": []}
    told |= {
        name: [] for name in ("steps", "wall_times", "x", "values", "smoothed_at", "smoothed_x", "smoothed")
    }
    view_x, view_y, outliers = [], [], []
    for line, xs in drawn:
        ys = [point.value for point in line.points]
        inside = [i for i, each in enumerate(xs) if drawable(each, log=log_x) and lo <= each <= hi]
        kept = decimate(xs, ys, lo, hi, width, log=log_x)
        told["runs"].append(line.run)
        told["attempts"].append(line.attempt)
        told["attempt_counts"].append(line.attempt_count)
        told["writers"].append(line.writer)
        told["writer_counts"].append(line.writer_count)
        told["points"].append(len(xs))
        told["in_range"].append(len(inside))
        told["hidden"].append(sum(not drawable(each, log=log_x) for each in xs))
        told["superseded"].append(line.superseded)
        starts = [i for i, p in enumerate(line.points) if i == 0 or line.points[i - 1].attempt != p.attempt]
        starts = [i for i in starts[-(max_attempts or len(starts)) :] if line.points[i].attempt > 0]
        told["start_attempts"].append([line.points[i].attempt for i in starts])
        told["start_x"].append([xs[i] for i in starts])
        told["steps"].append([line.points[i].step for i in kept])
        told["wall_times"].append([line.points[i].wall_time for i in kept])
        told["x"].append([xs[i] for i in kept])
        told["values"].append([ys[i] for i in kept])
        view_x += [xs[i] for i in inside]
        curve = smooth(ys, smoothing) if smoothing else ys
        view_y += [y for i in inside for y in (ys[i], curve[i]) if math.isfinite(y)]
        outliers += [curve[i] for i in inside]
        kept_of_curve = decimate(xs, curve, lo, hi, width, log=log_x) if smoothing else []
        told["smoothed_at"].append([curve[i] for i in kept] if smoothing else [])
        told["smoothed_x"].append([xs[i] for i in kept_of_curve])
        told["smoothed"].append([curve[i] for i in kept_of_curve])
    told["x_min"], told["x_max"] = min(view_x, default=NAN), max(view_x, default=NAN)
    told["y_min"], told["y_max"] = min(view_y, default=NAN), max(view_y, default=NAN)
    told["y_p05"], told["y_p95"] = outlier_extent(outliers)
    return told
