"""Full and read-only disks, directories that vanish, wrong values: said once, counted, and never raised into training."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

import sonde
from sonde import SummaryWriter
from sonde.errors import WriteError
from support.full_disk import small_disk
from support.tensorboard_reader import all_events, event_files
from support.writing import steps, told, wait_until


@pytest.fixture
def full(tmp_path):
    """A disk of 256 KiB; skips the test where this user may not mount one."""
    with small_disk(tmp_path / "disk", 256) as disk:
        if disk is None:
            pytest.skip("needs the right to mount a tmpfs")
        yield disk


def log(writer, first, last, padding=1000):
    for step in range(first, last):
        writer.add_scalar("x", step, step)
        writer.add_text("t", "." * padding, step)


# --- a full disk -----------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_for_a_while_costs_nothing(full, caplog):
    """What finds no room on the disk waits in memory; a torn record is completed; one warning, one all-clear."""
    writer = SummaryWriter(full / "run")
    log(writer, 0, 1000)
    writer.flush()
    assert len(told(caplog)) == 1
    assert "No space left on device" in told(caplog)[0]
    assert "free some space" in told(caplog)[0]

    log(writer, 1000, 1100)
    subprocess.run(["mount", "-o", "remount,size=64m", str(full)], check=True)
    writer.flush()
    assert len(told(caplog)) == 2
    assert "can be written again" in told(caplog)[1]

    log(writer, 1100, 1200)
    writer.close()
    assert writer.dropped == 0
    assert len(event_files(full / "run")) == 1
    assert steps(full / "run") == list(range(1200))


def test_a_full_disk_recovers_without_anyone_asking(full):
    writer = SummaryWriter(full / "run")
    log(writer, 0, 1000)
    writer.flush()
    subprocess.run(["mount", "-o", "remount,size=64m", str(full)], check=True)

    wait_until(lambda: len(steps(full / "run")) == 1000)
    writer.close()


def test_a_disk_that_stays_full_costs_what_finds_no_room(full, caplog):
    """The file ends in a torn record at most; everything else is counted."""
    writer = SummaryWriter(full / "run")
    log(writer, 0, 1000)
    writer.close()

    written = steps(full / "run")
    assert written == list(range(len(written)))
    assert 0 < len(written) < 1000
    with sonde.open(full / "run") as board:
        (run,) = board.runs()
        assert board.damage() == []
        # Two events a step; the last step may be there by half.
        assert f"{2000 - run.points} events" in " ".join(told(caplog))


def test_memory_for_a_full_disk_is_bounded(full, caplog):
    writer = SummaryWriter(full / "run")
    started = time.monotonic()
    for step in range(100):
        writer.add_text("big", "." * 1_000_000, step)
        writer.add_scalar("x", step, step)
    assert time.monotonic() - started < 10, "nobody waits for a disk that is full"
    assert 50 < writer.dropped < 150
    assert len(told(caplog)) == 2
    assert "memory for them is full" in told(caplog)[1]
    writer.close()


def test_a_writer_made_on_a_full_disk_begins_when_there_is_room(full, caplog):
    (full / "ballast").write_bytes(bytes(250_000))
    with contextlib.suppress(OSError), (full / "more").open("wb", 0) as more:
        while True:
            more.write(bytes(512))
    writer = SummaryWriter(full / "run")
    writer.add_scalar("x", 1, 1)
    writer.flush()
    assert "No space left" in told(caplog)[0]

    (full / "ballast").unlink()
    writer.close()
    assert steps(full / "run") == [1]
    assert writer.dropped == 0


def test_a_file_size_limit_is_told(tmp_path):
    """RLIMIT_FSIZE: the write fails with EFBIG, as on a disk that is full."""
    script = f"""
        import logging, resource, sonde
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        writer = sonde.SummaryWriter({str(tmp_path)!r})
        for step in range(2000): writer.add_scalar("x", step, step)
        writer.close()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], check=True, capture_output=True, text=True
    )

    assert os.strerror(errno.EFBIG) in done.stderr
    assert "ulimit -f" in done.stderr


# --- directories that can't be written -----------------------------------------------------------------------------


def test_a_directory_below_a_file(tmp_path, caplog):
    (tmp_path / "file").write_text("here")
    writer = SummaryWriter(tmp_path / "file" / "run")
    log(writer, 0, 10)
    writer.add_embedding(np.ones((3, 2)))
    writer.close()

    assert any(
        "Not a directory" in message and "choose another log directory" in message for message in told(caplog)
    )
    assert writer.get_logdir() == str(tmp_path / "file" / "run")


def test_a_read_only_file_system(tmp_path, caplog):
    with small_disk(tmp_path / "disk", 64, "ro") as disk:
        if disk is None:
            pytest.skip("needs the right to mount a tmpfs")
        writer = SummaryWriter(disk / "run")
        log(writer, 0, 10)
        writer.close()

    assert "Read-only file system" in told(caplog)[0]
    assert "20 events" in told(caplog)[-1]


def test_a_directory_without_permission():
    """Permissions do not bind root, so somebody else trains where that is who runs the tests."""
    script = """
        import os, sys
        from sonde import SummaryWriter
        folder, root = sys.argv[1], os.geteuid() == 0
        if root:
            os.chown(folder, 65534, 65534)
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        os.chmod(folder, 0o500)
        writer = SummaryWriter(folder + "/run")
        writer.add_scalar("x", 1, 1)
        os.chmod(folder, 0o700)
        writer.close()
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", textwrap.dedent(script), folder]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr

        assert "permissions" in said.splitlines()[0]
        assert steps(Path(folder, "run")) == [1]


def test_a_directory_that_vanishes_is_made_again(tmp_path, caplog):
    writer = SummaryWriter(tmp_path / "run")
    log(writer, 0, 10)
    writer.flush()
    shutil.rmtree(tmp_path / "run")
    log(writer, 10, 20)
    writer.flush()
    shutil.rmtree(tmp_path / "run")
    log(writer, 20, 30)
    writer.close()

    assert steps(tmp_path / "run") == list(range(20, 30))
    assert len(told(caplog)) == 1
    assert "was removed while it was being written" in told(caplog)[0]


def test_a_directory_that_is_moved_takes_its_file_along(tmp_path):
    writer = SummaryWriter(tmp_path / "run")
    log(writer, 0, 10)
    (tmp_path / "run").rename(tmp_path / "renamed")
    log(writer, 10, 20)
    writer.close()

    assert steps(tmp_path / "renamed") == list(range(20))
    assert not (tmp_path / "run").exists()


def test_a_closed_descriptor_leads_to_a_new_file(tmp_path, caplog):
    """Code that closes all descriptors, as daemons do, costs a new file and nothing else."""
    writer = SummaryWriter(tmp_path)
    log(writer, 0, 10)
    writer.flush()
    (path,) = event_files(tmp_path)
    (descriptor,) = (
        int(entry.name)
        for entry in Path("/proc/self/fd").iterdir()
        if entry.exists() and entry.samefile(path)
    )
    os.close(descriptor)
    log(writer, 10, 20)
    writer.close()

    assert steps(tmp_path) == list(range(20))
    assert writer.dropped == 0


# --- wrong values ----------------------------------------------------------------------------------------------------

WRONG = {
    "add_scalar": [
        ("x", "text"),
        ("x", [1, 2]),
        ("x", None),
        ("x", 1j),
        ("x", object()),
        ("x", 1, "never"),
        ("x", 1, 2**70),
    ],
    "add_scalars": [("x", {"a": "text"}), ("x", [1])],
    "add_histogram": [("x", []), ("x", ["a"]), ("x", [np.nan]), ("x", [1.0], 0, "no such rule")],
    "add_histogram_raw": [("x", 0, 1, 2, 3, 4, [1, 2], [1])],
    "add_image": [
        ("x", np.zeros((3, 4))),
        ("x", np.zeros((5, 4, 4))),
        ("x", "/no/such/file.png"),
        ("x", np.zeros((3, 0, 4))),
    ],
    "add_images": [("x", np.zeros((3, 4, 4)))],
    "add_image_with_boxes": [("x", np.zeros((3, 4, 4)), [[1, 2]])],
    "add_figure": [("x", "no figure")],
    "add_video": [("x", np.zeros((3, 4))), ("x", "/no/such/file.mp4"), ("x", np.zeros((1, 0, 3, 4, 4)))],
    "add_audio": [("x", np.zeros((3, 4, 5))), ("x", "/no/such/file.wav")],
    "add_text": [],
    "add_tensor": [("x", object())],
    "add_embedding": [
        (np.zeros(3),),
        (np.zeros((3, 2)), ["a"]),
        (np.zeros((3, 2)), None, np.zeros((2, 3, 4, 4))),
    ],
    "add_pr_curve": [("x", [1, 0], [0.5]), ("x", [1, 0], [0.5, 0.5], 0, 0), ("x", ["a"], [0.5])],
    "add_pr_curve_raw": [("x", [1], [1, 2], [1], [1], [1], [1])],
    "add_mesh": [("x", np.zeros((3, 2)))],
    "add_custom_scalars": [({"a": {"b": ["Margin", ["only one"]]}},), (7,)],
    "add_custom_scalars_marginchart": [(["only one"],)],
    "add_hparams": [({"x": [1, 2]}, {}), ({}, {"m": "text"}), ([], {}), ({"x": 1}, {}, {"y": [1]})],
}
CASES = [(method, arguments) for method, cases in WRONG.items() for arguments in cases]


@pytest.mark.parametrize(("method", "arguments"), CASES, ids=lambda case: str(case)[:40].replace("\n", ""))
def test_wrong_values_are_told_once_and_counted(tmp_path, caplog, method, arguments):
    with SummaryWriter(tmp_path) as writer:
        for _ in range(3):
            getattr(writer, method)(*arguments)
        assert writer.dropped == 3
    assert len(told(caplog)) == 1
    assert f"sonde: {method}" in told(caplog)[0]
    assert "was not logged" in told(caplog)[0]
    assert all_events(tmp_path) == []


@pytest.mark.parametrize(("method", "arguments"), CASES, ids=lambda case: str(case)[:40].replace("\n", ""))
def test_wrong_values_are_raised_in_strict_mode(tmp_path, monkeypatch, method, arguments):
    monkeypatch.setenv("SONDE_STRICT", "1")
    with SummaryWriter(tmp_path) as writer, pytest.raises(WriteError, match=f"{method}.* was not logged"):
        getattr(writer, method)(*arguments)


def test_disks_raise_in_strict_mode(tmp_path, monkeypatch):
    monkeypatch.setenv("SONDE_STRICT", "1")
    (tmp_path / "file").write_text("here")
    with pytest.raises(WriteError, match="Not a directory"):
        SummaryWriter(tmp_path / "file" / "run")


def test_what_is_not_there_is_passed_over_with_one_warning(tmp_path, caplog):
    with SummaryWriter(tmp_path) as writer:
        for _ in range(2):
            writer.add_graph(object(), None)
            writer.add_onnx_graph("model.onnx")
            writer.add_openvino_graph("model.xml")
            writer.export_scalars_to_json(tmp_path / "scalars.json")

    names = ["add_graph", "add_onnx_graph", "add_openvino_graph", "export_scalars_to_json"]
    assert [message.split()[1] for message in told(caplog)] == names


def test_keyboard_interrupts_pass(tmp_path):
    class Interrupting:
        def __array__(self, *args, **kwargs):
            raise KeyboardInterrupt

    with SummaryWriter(tmp_path) as writer, pytest.raises(KeyboardInterrupt):
        writer.add_histogram("x", Interrupting())


def test_warnings_go_to_a_logger_that_can_be_silenced(tmp_path, caplog):
    logging.getLogger("sonde").setLevel(logging.ERROR)
    try:
        with SummaryWriter(tmp_path) as writer:
            writer.add_scalar("x", "text")
    finally:
        logging.getLogger("sonde").setLevel(logging.NOTSET)
    assert told(caplog) == []


# --- what is meant to break it ---------------------------------------------------------------------------------------


class UnspeakableError(Exception):
    def __str__(self):
        raise RuntimeError("not even a message")

    __repr__ = __str__


class Tensor:
    """Fails to become an array, and to say why."""

    def __array__(self, *_, **__):
        raise UnspeakableError

    __float__ = __index__ = __bool__ = __len__ = __repr__ = __str__ = __array__


class Tag(str):
    __slots__ = ()

    def __repr__(self, *_):
        raise UnspeakableError

    __str__ = __format__ = __repr__


HOSTILE = [
    Tensor(),
    Tag("x"),
    b"x",
    None,
    "\ud800",
    object(),
    float("nan"),
    10**400,
    [Tensor()],
    {"a": Tensor()},
]
METHODS = sorted(name for name in WRONG if name != "add_custom_scalars")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
@pytest.mark.filterwarnings("ignore")  # of NumPy's, about what comes of these
def test_nothing_that_is_given_is_raised_into_training(tmp_path, caplog, method, number):
    hostile = HOSTILE[number]
    good = WRONG[method][0] if WRONG[method] else ("x", "y")
    with SummaryWriter(tmp_path) as writer:
        for place in range(len(good)):
            arguments = list(good)
            arguments[place] = hostile
            getattr(writer, method)(*arguments)
        getattr(writer, method)(*good, global_step=hostile) if method in ("add_scalar", "add_text") else None
        writer.add_scalar(hostile, hostile, hostile, hostile, hostile, hostile)
        writer.add_scalar("x", 1.0, 1, None, hostile, hostile)
        writer.add_scalar("fine", 1.0, 1)
    assert steps(tmp_path, "fine") == [1]


def test_what_cannot_be_said_is_told_by_its_type(tmp_path, caplog):
    with SummaryWriter(tmp_path) as writer:
        for _ in range(3):
            writer.add_histogram(Tag("x"), Tensor())
        assert writer.dropped == 3
    assert told(caplog) == [
        "sonde: add_histogram of 'x' was not logged: UnspeakableError: a UnspeakableError"
    ]


def test_each_kind_of_mistake_is_told_once(tmp_path, caplog):
    with SummaryWriter(tmp_path) as writer:
        for _ in range(3):
            writer.add_scalar("x", None, 0)
            writer.add_scalar("x", 1.0, "a")
            writer.add_scalar("x", 1.0, 1.5)
            writer.add_scalar("x", [1, 2], 0)
        assert writer.dropped == 9
    none, step, cut, array = told(caplog)
    assert "expected a number or an array, found NoneType" in none
    assert "expected an integer step, found 'a'" in step
    assert "the step 1.5 is no integer; such steps are cut, as to 1 here" in cut
    assert "found an array of shape (2,)" in array
    assert steps(tmp_path) == [1, 1, 1]


def test_paths_may_be_bytes(tmp_path):
    with SummaryWriter(os.fsencode(tmp_path / "run"), filename_suffix=b".s") as writer:
        assert writer.log_dir == str(tmp_path / "run")
        writer.add_scalar("x", 1, 1)
    assert steps(tmp_path / "run") == [1]


@pytest.mark.parametrize(
    "wrong", [5, Tensor(), "r\ud800", Tag("run"), [1, 2]], ids=lambda wrong: type(wrong).__name__
)
def test_a_wrong_log_dir_is_told_and_training_goes_on(tmp_path, monkeypatch, caplog, wrong):
    monkeypatch.chdir(tmp_path)
    with SummaryWriter(wrong) as writer:
        writer.add_scalar("x", 1, 1)
        assert writer.dropped == 0
    assert steps(tmp_path / writer.log_dir) == [1]
    for other in (sonde.FileWriter, sonde.summary.create_file_writer):
        with contextlib.closing(other(wrong)) as one:
            one.flush()


@pytest.mark.parametrize("secs", ["x", None, float("nan"), float("inf"), -1, Tensor(), "7"])
def test_a_wrong_flush_secs_is_replaced(tmp_path, caplog, secs):
    url = f"memory://{tmp_path}"
    for where in (tmp_path / "run", url):
        with SummaryWriter(where, flush_secs=secs) as writer:
            writer.add_scalar("x", 1, 1)
        assert steps(where) == [1]
    assert len(told(caplog)) == (2 if secs == "x" or secs is None or isinstance(secs, Tensor) else 0)


def test_a_zero_byte_in_a_name_is_refused_and_told(tmp_path, caplog):
    """The system ends the name there, where a directory is: making the file would be tried for ever."""
    for arguments in ((f"{tmp_path}/x\0b",), (f"{tmp_path}/y", "", None, 10, 120, "a\0b")):
        with SummaryWriter(*arguments) as writer:
            writer.add_scalar("x", 1, 1)
    assert len([message for message in told(caplog) if "zero byte in its name" in message]) == 2
    assert not event_files(tmp_path)


def test_without_a_temporary_directory_a_url_is_told_and_counted(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not" / "there"))
    with SummaryWriter("memory://bucket/run") as writer:
        for step in range(5):
            writer.add_scalar("x", step, step)
        assert writer.dropped == 5
    begin, lost = told(caplog)
    assert "nothing can be logged to memory://bucket/run: FileNotFoundError" in begin
    assert "5 events for memory://bucket/run could not be written and are lost" in lost


def test_a_handler_that_raises_is_the_scripts_own_affair(tmp_path):
    class Raising(logging.Handler):
        def emit(self, record):
            raise RuntimeError("no stream")

    handler = Raising()
    logging.getLogger("sonde").addHandler(handler)
    try:
        with SummaryWriter(tmp_path) as writer:
            writer.add_scalar("x", None, 1)
            writer.add_scalar("x", 2, 2)
    finally:
        logging.getLogger("sonde").removeHandler(handler)
    assert steps(tmp_path) == [2]


@pytest.mark.parametrize(
    ("method", "given", "words"),
    [
        (
            "add_images",
            [],
            "expected at least one image with at least one pixel, found an array of shape (0,)",
        ),
        ("add_images", np.zeros((0, 3, 4, 4)), "found an array of shape (0, 3, 4, 4)"),
        ("add_image", np.array([[["a"]]]), "expected an image of real numbers, found one of <U1"),
        ("add_histogram", np.array([object()]), "expected an array of real numbers, found one of object"),
        ("add_histogram", np.array(["a"]), "expected an array of real numbers, found one of <U1"),
        ("add_histogram", np.array([1j]), "expected an array of real numbers, found one of complex128"),
    ],
)
def test_what_was_expected_is_said_in_words(tmp_path, caplog, method, given, words):
    with SummaryWriter(tmp_path) as writer:
        getattr(writer, method)("x", given)
    assert words in told(caplog)[0]
