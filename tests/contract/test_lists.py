"""What there is: runs, series, tags, damage and files beside, in the promised order and with the promised errors."""

from __future__ import annotations

import pytest

from sonde.errors import BadQueryError, NotFoundError, RunNotFoundError, TagNotFoundError


def test_runs_come_by_start_and_say_what_they_hold(query):
    evaluation, train = query.runs()

    assert (evaluation.name, train.name) == ("eval", "train")
    assert (train.start_time, train.last_time) == (2e9, 2e9 + 3)
    assert (train.points, train.series, train.attempts) == (10, 2, 2)
    assert (evaluation.points, evaluation.series, evaluation.damage_count) == (3, 3, 1)


def test_keys_tell_runs_apart(query):
    assert len({run.key for run in query.runs()}) == 2
    (root,) = query.roots
    assert all(run.key.startswith(root.key) for run in query.runs())


def test_series_come_in_run_order_then_by_tag(query):
    assert [(one.run, one.tag, one.kind, one.points) for one in query.series()] == [
        ("eval", "accuracy", "scalars", 1),
        ("eval", "loss", "scalars", 1),
        ("eval", "weights", "tensors", 1),
        ("train", "loss", "scalars", 6),
        ("train", "note", "text", 4),
    ]
    assert [one.run for one in query.series(tag="loss")] == ["eval", "train"]
    assert [one.tag for one in query.series(kind="text", run="train")] == ["note"]


def test_a_series_says_how_far_it_goes(query):
    (loss,) = query.series(run="train", tag="loss")

    assert (loss.first_step, loss.last_step) == (0, 3)
    assert (loss.first_wall_time, loss.last_wall_time) == (2e9, 2e9 + 3)
    assert (loss.attempts, loss.superseded, loss.writers) == (2, 2, 1)


def test_tags_sum_over_runs(query):
    assert [(tag.tag, tag.kind, tag.runs, tag.points) for tag in query.tags()] == [
        ("accuracy", "scalars", 1, 1),
        ("loss", "scalars", 2, 7),
        ("note", "text", 1, 4),
        ("weights", "tensors", 1, 1),
    ]
    assert [tag.tag for tag in query.tags("text")] == ["note"]


def test_tags_that_some_runs_have(query):
    assert query.tag_names("scalars", ["train"]) == ["loss"]
    assert query.tag_names("scalars", ["train", "eval", "train"]) == ["accuracy", "loss"]
    assert query.tag_names("text", ["eval"]) == []
    assert query.tag_names("text", ["train", "gone"]) == ["note"]
    assert query.tag_names("scalars", []) == []


def test_runs_with_a_tag(query):
    assert query.runs_with("loss") == ["eval", "train"]
    assert query.runs_with("loss", ["train"]) == ["train"]
    with pytest.raises(TagNotFoundError):
        query.runs_with("nothing")
    with pytest.raises(RunNotFoundError):
        query.runs_with("loss", ["nothing"])


def test_damage_is_told_with_its_place(query):
    (place,) = query.damage()

    assert (place.run, place.length > 0, place.offset > 0) == ("eval", True, True)
    assert place.reason


def test_loading_is_done(query):
    assert query.loading.done
    assert query.generation > 0


def test_totals_are_over_all_runs(query, logdir):
    totals = query.totals()

    assert (totals.runs, totals.series, totals.points, totals.damage) == (2, 5, 13, 1)
    assert totals.bytes == sum(file.stat().st_size for file in logdir.glob("*/events.out.tfevents.*"))


def test_files_beside_are_read_by_key_alone(query):
    (file,) = query.files()

    assert (file.path, file.run, file.kind, file.size) == ("train/hparams.yaml", "train", "hparams", 8)
    assert query.read_file(file.key) == b"lr: 0.1\n"
    assert query.read_file(file.key, 4, 2) == b"0."
    one = query.file(file.key)
    assert (one.size, one.read(4, 100), b"".join(one.pieces(0, 8))) == (8, b"0.1\n", b"lr: 0.1\n")
    assert query.files(kind="trace") == []
    assert query.files(run="eval") == []
    for path in ("../hparams.yaml", "train/../../hparams.yaml", "nothing"):
        with pytest.raises(NotFoundError):
            query.read_file(f"{file.key.partition(':')[0]}:{path}")
    with pytest.raises(BadQueryError):
        query.read_file(file.key, -1)


def test_unknown_names_are_told(query):
    with pytest.raises(RunNotFoundError):
        query.series(run="nothing")
    with pytest.raises(RunNotFoundError):
        query.files(run="nothing")
    with pytest.raises(RunNotFoundError):
        query.scalars("nothing", "loss")
    with pytest.raises(TagNotFoundError):
        query.scalars("train", "note")
    with pytest.raises(TagNotFoundError):
        query.tensors("train", "loss")
