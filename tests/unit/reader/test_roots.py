"""What a person may give as a log directory, and how several roots name their runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import sonde
from sonde.errors import LogdirError
from sonde.reader.roots import open_roots
from support.event_writer import EventWriter


def labels(*given):
    return list(open_roots(list(given)))


def test_one_root_needs_no_label():
    assert list(open_roots("runs")) == [""]


def test_several_roots_are_labelled_by_their_last_part():
    assert labels("/data/first", "/data/second") == ["first", "second"]


def test_equal_last_parts_get_as_many_more_as_tell_them_apart():
    assert labels("/a/x/runs", "/b/x/runs", "/c") == ["a/x/runs", "b/x/runs", "c"]


def test_a_root_given_twice_counts_once():
    assert labels("/data/runs", "/data/runs/") == [""]


def test_urls_and_paths_may_be_mixed():
    assert labels("memory://bucket/runs", "/data/local") == ["runs", "local"]


def test_a_path_object_and_a_file_url_are_local():
    (by_path,) = open_roots(Path("/data/runs")).values()
    (by_url,) = open_roots("file:///data/runs").values()

    assert by_path.location == by_url.location == "/data/runs"


@pytest.mark.parametrize("root", ["memory://", "memory:///"])
def test_the_root_of_a_storage_is_a_url_still(root):
    (tree,) = open_roots(root).values()

    assert tree.location == "memory://"


@pytest.mark.parametrize("nothing", ["", [], b"runs"])
def test_nothing_useful_is_an_error(nothing):
    with pytest.raises(LogdirError):
        open_roots(nothing)


def test_an_unknown_protocol_is_an_error():
    with pytest.raises(LogdirError, match="nosuchthing"):
        sonde.open("nosuchthing://bucket/runs")


def test_a_protocol_whose_package_is_missing_names_it():
    with pytest.raises(LogdirError, match="install the package that it names"):
        sonde.open("gs://bucket/runs")


def test_runs_of_several_roots_begin_with_the_label(tmp_path):
    for name in ("one", "two"):
        for run in (".", "train"):
            with EventWriter(tmp_path / name / run / "events.out.tfevents.1") as writer:
                writer.scalar("loss", 0, 1.0)

    board = sonde.open([tmp_path / "one", tmp_path / "two"])

    assert sorted(run.name for run in board.runs()) == ["one", "one/train", "two", "two/train"]
    assert [root.label for root in board.roots] == ["one", "two"]
