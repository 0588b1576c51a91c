"""What a query says stays as it was; the next one says what came."""

from __future__ import annotations

import shutil
import time

from support.event_writer import EventWriter


def later(newest, holds):
    """The first query of which this holds."""
    deadline = time.monotonic() + 20
    while not holds(query := newest()):
        assert time.monotonic() < deadline, [(run.name, run.points) for run in query.runs()]
    return query


def test_answers_of_one_query_agree_with_each_other(newest, logdir):
    before = newest()
    with EventWriter(logdir / "train" / "events.out.tfevents.2.host.8") as writer:
        for step in range(4, 104):
            writer.scalar("loss", step, 1.0, wall_time=3e9 + step)

    after = later(newest, lambda query: query.runs()[1].points == 110)

    assert after.generation > before.generation
    assert len(before.scalars("train", "loss")) == before.series(run="train", tag="loss")[0].points == 6
    assert len(after.scalars("train", "loss")) == after.series(run="train", tag="loss")[0].points == 106
    assert before.scalars_lines("loss").generation == before.generation


def test_runs_come_and_go(newest, logdir):
    newest()
    with EventWriter(logdir / "another" / "events.out.tfevents.1") as writer:
        writer.scalar("loss", 0, 1.0)
    shutil.rmtree(logdir / "eval")

    query = later(newest, lambda query: {run.name for run in query.runs()} == {"another", "train"})

    assert [one.run for one in query.series(tag="loss")] == [run.name for run in query.runs()]
    assert query.damage() == []


def test_files_beside_come_change_and_go(newest, logdir):
    newest()
    (logdir / "config.yaml").write_text("a: 1\n")
    (logdir / "train" / "hparams.yaml").write_text("lr: 0.25\n")

    query = later(newest, lambda query: [file.size for file in query.files()] == [5, 9])
    assert [query.read_file(file.key) for file in query.files()] == [b"a: 1\n", b"lr: 0.25\n"]
    etag = query.file(query.files()[0].key).etag
    (logdir / "train" / "hparams.yaml").unlink()
    query = later(newest, lambda query: len(query.files()) == 1)
    assert query.file(query.files()[0].key).etag == etag
