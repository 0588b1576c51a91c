"""What a query says stays as it was; the next one says what came, and it is told which that was."""

from __future__ import annotations

import shutil
import threading

from support.event_writer import EventWriter
from support.growth import later


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


def test_changes_name_the_series_that_grew(growing, newest, logdir):
    before = growing.generation
    with EventWriter(logdir / "train" / "events.out.tfevents.2.host.8", wall_time=3e9) as writer:
        writer.scalar("loss", 4, 1.0, wall_time=3e9)
    later(newest, lambda query: query.runs()[1].points == 11)

    changes = growing.changes(before)

    assert changes.generation == growing.generation > before
    assert changes.runs == {"train"}
    assert {
        run: {kind: set(tags) for kind, tags in kinds.items()} for run, kinds in changes.series.items()
    } == {"train": {"scalars": {"loss"}}}
    assert (changes.tags, changes.listed, changes.files) == ({"loss"}, False, False)


def test_changes_say_that_lists_differ(growing, newest, logdir):
    before = growing.generation
    with EventWriter(logdir / "train" / "events.out.tfevents.2.host.8") as writer:
        writer.scalar("accuracy", 4, 1.0, wall_time=3e9)
    later(newest, lambda query: len(query.series(run="train")) == 3)
    with_tag = growing.generation
    assert growing.changes(before).listed

    shutil.rmtree(logdir / "eval")
    later(newest, lambda query: len(query.runs()) == 1)
    without_run = growing.generation
    gone = growing.changes(with_tag)
    assert gone.listed
    assert gone.runs == {"eval"}

    (logdir / "config.yaml").write_text("a: 1\n")
    later(newest, lambda query: len(query.files()) == 2)
    beside = growing.changes(without_run)
    assert (beside.runs, beside.listed, beside.files) == (frozenset(), False, True)


def test_who_shows_the_newest_is_told_of_nothing(growing):
    changes = growing.changes(growing.generation)

    assert changes.generation == growing.generation
    assert (changes.runs, changes.tags, changes.listed, changes.files) == (
        frozenset(),
        frozenset(),
        False,
        False,
    )


def test_who_shows_nothing_is_told_of_everything(growing):
    changes = growing.changes(-1)

    assert changes.generation == growing.generation
    assert (changes.runs, changes.series, changes.tags) == (None, None, None)
    assert changes.listed
    assert changes.files


def test_waiting_ends_with_the_next_generation_or_in_time(growing, logdir):
    generation = growing.generation

    assert growing.wait(generation - 1) == generation
    assert growing.wait(generation, 0.01) == generation
    with EventWriter(logdir / "another" / "events.out.tfevents.1") as writer:
        writer.scalar("loss", 0, 1.0)
    assert growing.wait(generation, 20) > generation


def test_subscribers_hear_of_each_generation_in_order(growing, newest, logdir):
    heard: list[int] = []
    enough = threading.Event()

    def hear(generation: int) -> None:
        heard.append(generation)
        if generation >= growing.generation:
            enough.set()

    generation = growing.generation
    end = growing.subscribe(hear)
    with EventWriter(logdir / "another" / "events.out.tfevents.1") as writer:
        writer.scalar("loss", 0, 1.0)
    later(newest, lambda query: len(query.runs()) == 3)

    assert enough.wait(20)
    end()
    assert heard == list(range(generation + 1, generation + 1 + len(heard)))
    said = len(heard)
    shutil.rmtree(logdir / "another")
    later(newest, lambda query: len(query.runs()) == 2)
    assert len(heard) == said
