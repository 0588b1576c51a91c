"""What parallel writers are called: host and process, as far as the names of their event files tell."""

from __future__ import annotations

import pytest

from sonde.query.writers import writer_names

TIME = "events.out.tfevents.1700000000"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (f"{TIME}.node7.1234.0", "node7:1234"),  # torch, sonde
        (f"{TIME}.node7.example.org.1234.0.v2", "node7.example.org:1234"),  # TensorFlow 2
        (f"{TIME}.10.0.0.7.1234.0", "10.0.0.7:1234"),
        (f"{TIME}.node7.1234.12.rank.3.4", "node7:1234"),  # a suffix of the user's
        (f"{TIME}.node7.1234.0_train", "node7:1234"),
        (f"{TIME}.node7.1234", "node7:1234"),
        (f"{TIME}.node7.1234.v2", "node7:1234"),
        (f"{TIME}.node7", "node7"),  # tensorboardX, TensorFlow 1
        (f"{TIME}.node7.example.org", "node7.example.org"),
        (f"{TIME}.10.0.0.7", "10.0.0.7"),
        ("eval.out.tfevents.1700000000.node7.1234.0", "node7:1234"),
        ("deep/below/" + f"{TIME}.node7.1234.0", "node7:1234"),
        ("my.tfevents", "my.tfevents"),
        (TIME, TIME),
    ],
)
def test_the_name_of_a_file_says_who_wrote_it(file, name):
    assert writer_names([file]) == [name]


def test_writers_that_would_share_a_name_are_told_apart():
    files = [
        f"{TIME}.a.1.0",
        f"{TIME}.a.2.0",
        f"{TIME}.a.2.1",
        "events.out.tfevents.1700000001.b.3.0",
        "events.out.tfevents.1700000002.b.3.0",
        f"{TIME}.c",
        "events.out.tfevents.1700000001.c",
    ]

    assert writer_names(files) == ["a:1", "a:2.0", "a:2.1", files[3], files[4], files[5], files[6]]
