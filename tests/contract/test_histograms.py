"""Histograms: which points are answered, and that they are the same as their values."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from sonde.errors import BadQueryError
from sonde.query import Query
from support.event_writer import DOUBLE, EventWriter, histogram, value
from support.records import bytes_field, metadata, tensor


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """`new` goes back once, from step 2 to step 1; `old` has the form of old writers."""
    root = tmp_path / "logs"
    with EventWriter(root / "new" / "events.out.tfevents.1.host.7", wall_time=1e9) as writer:
        for step, count in ((0, 1), (1, 2), (2, 3), (1, 4), (5, 6)):
            packed = struct.pack("<6d", 0, step, 1, step, step + 0.1, count)
            message = tensor(DOUBLE, (2, 3), bytes_field(4, packed))
            writer.values(step, value("h", tensor=message, metadata=metadata("histograms", data_class=2)))
    with EventWriter(root / "old" / "events.out.tfevents.1.host.7", wall_time=2e9) as writer:
        writer.values(3, value("h", histo=histogram(-0.1, 9, [0, 1, 1e308], [0, 2, 3])))
        writer.scalar("other", 3, 1)
    return root


def test_the_current_points_come_by_step(query: Query) -> None:
    new, old = query.histograms("h")

    assert (new.run, new.steps.tolist(), new.points) == ("new", [0, 1, 5], 3)
    assert (old.run, old.steps.tolist(), old.wall_times.tolist()) == ("old", [3], [2e9 + 1])
    assert new.errors == ("", "", "")
    for found in (new, old):
        points = query.tensors(found.run, "h")
        kept = [points.value(i) for i in np.flatnonzero(~points.superseded)]
        assert found.rows.tolist() == np.concatenate(kept).astype(float).tolist()
        assert found.offsets.tolist() == [0, *np.cumsum([len(one) for one in kept])]


def test_all_attempts_or_what_tensorboard_keeps_may_be_asked_for(query: Query) -> None:
    first, second, old = query.histograms("h", kept="all")

    assert (first.steps.tolist(), first.superseded.tolist()) == ([0, 1, 2], [False, True, True])
    assert (second.steps.tolist(), second.attempts.tolist(), second.points) == ([1, 5], [1, 1], 2)
    assert old.steps.tolist() == [3]
    # No session began anew: TensorBoard shows every point.
    new, _ = query.histograms("h", kept="tensorboard")
    assert new.steps.tolist() == [0, 1, 2, 1, 5]


def test_some_are_chosen_evenly(query: Query) -> None:
    def steps(**asked: object) -> list[list[int]]:
        return [found.steps.tolist() for found in query.histograms("h", **asked)]  # type: ignore[arg-type]

    assert steps(max_steps=2) == [[0, 5], [3]]
    assert steps(max_steps=1) == [[5], [3]]
    assert steps(runs=["old", "none"]) == [[3]]
    assert steps(steps=(1, 3)) == [[1], [3]]
    assert steps(steps=(4, None)) == [[5], []]
    assert query.histograms("other") == query.histograms("none") == []
    with pytest.raises(BadQueryError, match="max_steps"):
        query.histograms("h", max_steps=0)
