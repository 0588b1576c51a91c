"""Every point, lines, places and stretches of scalars: exact, with attempts, and within the limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sonde.errors import BadQueryError
from sonde.query.contract import MAX_PLACES, MAX_SMOOTHING, MAX_WIDTH
from sonde.query.point_columns import COLUMNS, NAMES


def test_every_point_is_there_in_order(query):
    loss = query.scalars("train", "loss")

    assert loss.steps.tolist() == [0, 1, 2, 3, 2, 3]
    assert np.array_equal(loss.values, [4, 2, math.nan, 1, 8, 0.5], equal_nan=True)
    assert loss.wall_times.tolist() == [2e9, 2e9 + 1, 2e9 + 2, 2e9 + 3, 2e9 + 2, 2e9 + 3]
    assert loss.attempts.tolist() == [0, 0, 0, 0, 1, 1]
    assert loss.superseded.tolist() == [False, False, True, True, False, False]
    assert loss.writers.tolist() == [0] * 6
    assert (loss.steps.dtype, loss.values.dtype, loss.attempts.dtype) == (np.int64, np.float64, np.int32)


def test_the_table_of_every_point_has_the_agreed_columns(query):
    pytest.importorskip("pyarrow")
    table = query.to_arrow("loss")

    assert table.column_names == list(NAMES)
    assert table.num_rows == 7
    for column in COLUMNS:
        type_of = table.schema.field(column.name).type
        assert str(getattr(type_of, "value_type", type_of)) == {"float64": "double"}.get(
            column.type, column.type
        )


def test_lines_are_the_current_points(query):
    lines = query.scalars_lines("loss")

    assert lines.run_names == ("eval", "train")
    assert lines.offsets.tolist() == [0, 1, 5]
    assert lines.steps.tolist() == [10, 0, 1, 2, 3]
    assert lines.values.tolist() == [3.0, 4.0, 2.0, 8.0, 0.5]
    assert lines.generation == query.generation
    assert (lines.x_min, lines.x_max, lines.y_min, lines.y_max) == (0, 10, 0.5, 8)


def test_every_attempt_is_a_line_on_request(query):
    lines = query.scalars_lines("loss", ["train"], attempts="all")

    assert lines.attempts.tolist() == [0, 1]
    assert lines.points.tolist() == [4, 2]
    assert query.scalars_lines("loss", ["train"], attempts="all", max_attempts=1).attempts.tolist() == [1]


def test_a_run_that_is_not_there_gives_no_line(query):
    assert query.scalars_lines("loss", ["nothing", "eval"]).run_names == ("eval",)
    assert len(query.scalars_lines("nothing")) == 0


@pytest.mark.parametrize("x", ["step", "relative", "wall", "index"])
def test_every_axis_is_answered(query, x):
    loss = query.scalars("train", "loss").current()
    wanted = {
        "step": loss.steps,
        "relative": loss.wall_times - loss.wall_times.min(),
        "wall": loss.wall_times,
        "index": np.arange(4),
    }

    assert query.scalars_lines("loss", ["train"], x=x).x.tolist() == wanted[x].tolist()


def test_smoothing_is_of_all_points(query):
    lines = query.scalars_lines("loss", ["train"], smoothing=0.5)
    values, average, weight = [4.0, 2.0, 8.0, 0.5], 0.0, 0.0
    wanted = []
    for number in values:
        average, weight = average * 0.5 + number * 0.5, weight * 0.5 + 0.5
        wanted.append(average / weight)

    assert lines.smoothed_at.tolist() == pytest.approx(wanted)


def test_a_range_keeps_its_neighbours(query):
    lines = query.scalars_lines("loss", ["train"], x_range=(1, 2))

    assert lines.in_range.tolist() == [2]
    assert set(lines.steps.tolist()) >= {0, 1, 2, 3}


def test_without_a_width_nothing_in_the_range_is_left_out_and_nothing_outside_is_in(query):
    whole = query.scalars_lines("loss", width=None, smoothing=0.5)
    part = query.scalars_lines("loss", x_range=(1, 2), width=None, smoothing=0.5)
    open_ended = query.scalars_lines("loss", x_range=(2, None), width=None)

    assert whole.steps.tolist() == [10, 0, 1, 2, 3]
    assert part.run_names == ("eval", "train")
    assert part.offsets.tolist() == part.smoothed_offsets.tolist() == [0, 0, 2]
    assert (part.steps.tolist(), part.values.tolist()) == ([1, 2], [2.0, 8.0])
    assert part.wall_times.tolist() == [2e9 + 1, 2e9 + 2]
    assert part.smoothed_at.tolist() == whole.smoothed_at[2:4].tolist()
    assert part.smoothed.tolist() == whole.smoothed[2:4].tolist()
    assert open_ended.steps.tolist() == [10, 2, 3]


def test_the_point_at_or_before_a_place(query):
    found = query.scalars_at("loss", [2.5, -1, 100], ["train"])

    assert (found.places.tolist(), found.steps.tolist(), found.values.tolist()) == (
        [2.5, 100],
        [2, 3],
        [8, 0.5],
    )


def test_what_a_stretch_comes_to(query):
    found = query.scalars_summaries("loss", (1, 3), ["train"])

    assert (found.counts.tolist(), found.mins.tolist(), found.maxs.tolist()) == ([3], [0.5], [8.0])
    assert found.means.tolist() == pytest.approx([3.5])


@pytest.mark.parametrize(
    "asked",
    [
        {"width": 0},
        {"width": MAX_WIDTH + 1},
        {"smoothing": -0.1},
        {"smoothing": (1 + MAX_SMOOTHING) / 2},
        {"x": "time"},
        {"x_scale": "square"},
        {"attempts": "some"},
        {"max_attempts": 0},
        {"x_range": (2.0, 1.0)},
        {"x_range": (math.nan, 1.0)},
    ],
)
def test_a_question_beyond_the_limits_is_refused(query, asked):
    with pytest.raises(BadQueryError):
        query.scalars_lines("loss", **asked)


def test_too_many_places_are_refused(query):
    with pytest.raises(BadQueryError):
        query.scalars_at("loss", [0.0] * (MAX_PLACES + 1))
