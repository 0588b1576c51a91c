"""read_hparams and session against protobuf's own reading, and on bytes that are no message."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sonde
from sonde import _native, wire
from support.event_writer import EventWriter, value
from support.records import metadata

names = st.sampled_from(["lr", "opt", "a.b", "é", "", "layers"])
plain = st.floats() | st.booleans() | st.text(max_size=5) | st.none()
sessions = st.lists(st.lists(st.dictionaries(names, plain, max_size=4), max_size=3), max_size=5)


def message(values):
    data = wire.HParamsPluginData()
    data.session_start_info.SetInParent()
    for name, one in values.items():
        cell = data.session_start_info.hparams[name]
        if one is None:
            cell.null_value = 0
        else:
            field = (
                "bool_value"
                if isinstance(one, bool)
                else "string_value"
                if isinstance(one, str)
                else "number_value"
            )
            setattr(cell, field, one)
    return data.SerializeToString()


def read(contents, numbers):
    found_names, offsets, owners, kinds, numerals, words, texts, damaged = _native.read_hparams(
        contents, np.array(numbers, np.int32)
    )
    said = {}
    for name, begin, end in zip(found_names, offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        assert sorted(owners[begin:end].tolist()) == owners[begin:end].tolist()
        for at in range(begin, end):
            kind = int(kinds[at])
            cell = {1: None, 2: float(numerals[at]), 4: bool(numerals[at])}.get(kind)
            said[int(owners[at]), name] = texts[words[at]].decode() if kind == 3 else cell
    return said, damaged.tolist()


@given(sessions)
def test_hyperparameters_are_as_protobuf_reads_them(given_sessions):
    contents, numbers, wanted = [], [], {}
    for session, parts in enumerate(given_sessions):
        for values in parts:
            contents.append(message(values))
            numbers.append(session)
            wanted |= {(session, name): one for name, one in values.items()}

    said, damaged = read(contents, numbers)

    assert damaged == []
    assert said.keys() == wanted.keys()
    for key, one in wanted.items():
        assert type(said[key]) is type(one)
        np.testing.assert_equal(said[key], one)


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_bytes_that_are_no_message_are_named(contents):
    _, damaged = read(contents, list(range(len(contents))))

    assert set(damaged) <= set(range(len(contents)))


@given(st.integers(0, 60))
def test_a_message_that_was_cut_off_is_named(size):
    whole = message({"lr": 0.5, "opt": "adam", "amp": True})
    cut = whole[: min(size, len(whole) - 1)]

    said, damaged = read([cut, whole], [0, 1])

    assert damaged == [0]
    assert {name: one for (session, name), one in said.items() if session == 1} == {
        "lr": 0.5,
        "opt": "adam",
        "amp": True,
    }


def test_each_content_needs_a_session():
    with pytest.raises(ValueError, match="2 contents, found 1"):
        _native.read_hparams([b"", b""], np.zeros(1, np.int32))


@pytest.mark.parametrize("content", [b"", b"\x22", b"\x22\x02\x08\xff", b"\xff" * 20, b"\x22\x02\x08\x63"])
def test_an_end_that_says_nothing_known_is_an_end(tmp_path, content):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.values(0, value("_hparams_/session_end_info", metadata=metadata("hparams", content=content)))
    (run,) = sonde.open(tmp_path).runs()

    assert (run.session.status, run.session.started_at) == ("unknown", None)
    assert run.state(run.changed_time) == "finished"
