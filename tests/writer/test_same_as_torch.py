"""The same calls made with PyTorch's writer (and tensorboardX's) and with ours are read as the same."""

from __future__ import annotations

import inspect
import io
import wave
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
import tensorboardX
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
from torch.utils import tensorboard as torch_tensorboard

import sonde
from support import sonde_reader, tensorboard_reader
from support.tensorboard_reader import Series, event_files

mpl.use("agg")

WALL_TIME = 1700000000.25


def seeded():
    return np.random.default_rng(7)


def figure():
    from matplotlib import pyplot as plt

    drawn = plt.figure(figsize=(2, 1))
    drawn.gca().plot([1, 3, 2])
    return drawn


LAYOUT = {
    "Losses": {"both": ["Multiline", ["loss/.*"]], "margin": ["Margin", ["loss", "loss/low", "loss/high"]]},
    "空": {},
}

# (method, arguments, keyword arguments), the arguments made anew for each writer.
CALLS = {
    "scalar": lambda: ("add_scalar", ("loss/train", 0.1, 3, WALL_TIME), {}),
    "scalar of a tensor": lambda: ("add_scalar", ("x", torch.tensor([[0.1]], requires_grad=True), 3), {}),
    "scalar too large for a float": lambda: ("add_scalar", ("x", 1e300, 3), {}),
    "scalar, new style": lambda: ("add_scalar", ("x", 0.1, 3, WALL_TIME, True), {}),
    "scalar, double": lambda: ("add_scalar", ("x", 0.1, 3, WALL_TIME, True, True), {}),
    "scalars": lambda: ("add_scalars", ("a/b", {"one": 1, "two": 2.5}, 4, WALL_TIME), {}),
    "tensor": lambda: (
        "add_tensor",
        ("t", torch.arange(6, dtype=torch.float32).reshape(2, 3), 1, WALL_TIME),
        {},
    ),
    "tensor, double": lambda: ("add_tensor", ("t", torch.from_numpy(seeded().random(5)), 1), {}),
    "tensor, int64": lambda: ("add_tensor", ("t", torch.tensor([1, -(2**60)]), 1), {}),
    "tensor, int32": lambda: ("add_tensor", ("t", torch.tensor([1, -7], dtype=torch.int32), 1), {}),
    "tensor, bool": lambda: ("add_tensor", ("t", torch.tensor([True, False]), 1), {}),
    "tensor, complex": lambda: ("add_tensor", ("t", torch.tensor([1 + 2j]), 1), {}),
    "tensor of rank 0": lambda: ("add_tensor", ("t", torch.tensor(3.5), 1), {}),
    "histogram": lambda: ("add_histogram", ("h", seeded().normal(size=1000), 5, "tensorflow", WALL_TIME), {}),
    "histogram of a tensor": lambda: (
        "add_histogram",
        ("h", torch.from_numpy(seeded().normal(size=(10, 30))).float(), 5),
        {},
    ),
    "histogram, auto": lambda: ("add_histogram", ("h", seeded().normal(size=300), 5), {"bins": "auto"}),
    "histogram, number of bins": lambda: ("add_histogram", ("h", seeded().normal(size=300), 5), {"bins": 12}),
    "histogram, edges": lambda: (
        "add_histogram",
        ("h", seeded().normal(size=300), 5),
        {"bins": [-1.0, 0.0, 0.5, 2.0]},
    ),
    "histogram, at most 50 bins": lambda: (
        "add_histogram",
        ("h", seeded().normal(size=300), 5),
        {"max_bins": 50},
    ),
    "histogram of integers": lambda: ("add_histogram", ("h", np.arange(-20, 30), 5), {}),
    "histogram of integers, auto": lambda: ("add_histogram", ("h", np.arange(-20, 30), 5), {"bins": "auto"}),
    "histogram of booleans, auto": lambda: (
        "add_histogram",
        ("h", np.arange(30) % 3 == 0, 5),
        {"bins": "auto"},
    ),
    "histogram of one value": lambda: ("add_histogram", ("h", np.zeros(4), 5), {}),
    "histogram, raw": lambda: (
        "add_histogram_raw",
        ("h", 0.0, 3.0, 6, 7.0, 15.0, [1.0, 2.0, 3.0], [1, 2, 3], 2, WALL_TIME),
        {},
    ),
    "pr curve": lambda: ("add_pr_curve", ("pr", seeded().integers(0, 2, 100), seeded().random(100), 3), {}),
    "pr curve, weighted": lambda: (
        "add_pr_curve",
        ("pr", seeded().integers(0, 2, 100), seeded().random(100), 3, 33, seeded().random(100), WALL_TIME),
        {},
    ),
    "pr curve of tensors": lambda: (
        "add_pr_curve",
        ("pr", torch.tensor([True, False, True]), torch.tensor([0.9, 0.1, 1.0]), 3, 1000),
        {},
    ),
    "pr curve, raw": lambda: (
        "add_pr_curve_raw",
        ("pr", *seeded().random((6, 20)), 3, 20, None, WALL_TIME),
        {},
    ),
    "image": lambda: ("add_image", ("i", seeded().random((3, 9, 7)).astype("f4"), 1, WALL_TIME), {}),
    "image, grey": lambda: ("add_image", ("i", seeded().random((1, 9, 7)), 1), {}),
    "image, RGBA": lambda: (
        "add_image",
        ("i", seeded().integers(0, 256, (9, 7, 4), "u1"), 1),
        {"dataformats": "HWC"},
    ),
    "image, HW": lambda: (
        "add_image",
        ("i", torch.from_numpy(seeded().integers(0, 256, (9, 7), "u1")), 1),
        {"dataformats": "hw"},
    ),
    "image, WHC": lambda: ("add_image", ("i", seeded().random((9, 7, 3)), 1), {"dataformats": "WHC"}),
    "image out of range": lambda: ("add_image", ("i", seeded().normal(size=(3, 9, 7)), 1), {}),
    "image of integers": lambda: ("add_image", ("i", np.arange(63).reshape(1, 9, 7) % 3, 1), {}),
    "images": lambda: ("add_images", ("i", seeded().random((11, 3, 8, 5)), 1, WALL_TIME), {}),
    "images, NHWC, grey": lambda: (
        "add_images",
        ("i", seeded().random((4, 8, 5, 1)), 1),
        {"dataformats": "NHWC"},
    ),
    "image with boxes": lambda: (
        "add_image_with_boxes",
        ("i", seeded().random((3, 60, 80)), np.array([[5, 6, 40, 50], [1, 2, 30, 20]]), 1, WALL_TIME),
        {"labels": ["cat", "dog"]},
    ),
    "image with boxes, scaled": lambda: (
        "add_image_with_boxes",
        (
            "i",
            torch.rand(3, 20, 30, generator=torch.manual_seed(1)),
            torch.tensor([[5.0, 6.0, 19.0, 15.0]]),
            1,
        ),
        {"rescale": 2, "labels": "one"},
    ),
    "figure": lambda: ("add_figure", ("f", figure(), 1, True, WALL_TIME), {}),
    "figures": lambda: ("add_figure", ("f", [figure(), figure()], 1), {}),
    "audio": lambda: ("add_audio", ("a", torch.sin(torch.arange(400) * 0.2)[None], 1, 8000, WALL_TIME), {}),
    "audio, too loud": lambda: ("add_audio", ("a", 2 * np.sin(np.arange(400) * 0.2), 1), {}),
    "text": lambda: ("add_text", ("t", "**bold** 文字", 1, WALL_TIME), {}),
    "mesh": lambda: (
        "add_mesh",
        ("m", torch.rand(1, 5, 3, generator=torch.manual_seed(1))),
        {"colors": torch.arange(15).reshape(1, 5, 3), "faces": torch.tensor([[[0, 1, 2]]]), "global_step": 4},
    ),
    "point cloud": lambda: (
        "add_mesh",
        ("m", torch.ones(2, 5, 3)),
        {"config_dict": {"camera": {"cls": "PerspectiveCamera", "fov": 75}}, "walltime": WALL_TIME},
    ),
    "custom scalars": lambda: ("add_custom_scalars", (LAYOUT,), {}),
    "multiline chart": lambda: ("add_custom_scalars_multilinechart", (["a", "b"], "cat", "title"), {}),
    "margin chart": lambda: ("add_custom_scalars_marginchart", (["a", "b", "c"],), {}),
    "hparams": lambda: (
        "add_hparams",
        ({"lr": 0.1, "n": 3, "name": "x", "flag": True, "none": None}, {"m/acc": 0.5, "loss": 1}),
        {"run_name": "trial", "global_step": 3},
    ),
    "hparams with domains": lambda: (
        "add_hparams",
        (
            {"lr": 0.1, "opt": "sgd", "t": torch.tensor([2.0])},
            {"acc": 0.5},
            {"lr": [0.1, 0.2], "opt": ["sgd", "adam"]},
            "trial",
        ),
        {},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_torch(tmp_path, name):
    made = {}
    for writer_class in (torch_tensorboard.SummaryWriter, sonde.SummaryWriter):
        method, args, kwargs = CALLS[name]()
        logdir = tmp_path / writer_class.__module__.partition(".")[0]
        with writer_class(str(logdir)) as writer:
            getattr(writer, method)(*args, **kwargs)
        made[logdir.name] = logdir

    for read in (tensorboard_reader.read_all, sonde_reader.read_all):
        assert_same(read(made["torch"]), read(made["sonde"]), timed=is_timed(args, kwargs))


def is_timed(args, kwargs) -> bool:
    return any(given is WALL_TIME for given in (*args, *kwargs.values()))


def assert_same(
    theirs: dict[str, Series], ours: dict[str, Series], *, timed: bool, sound_tolerance: int = 0
) -> None:
    assert theirs
    assert list(theirs) == list(ours)
    for tag, their in theirs.items():
        our = ours[tag]
        assert our.plugin == their.plugin, tag
        if our.plugin == "hparams":  # a map's entries come in any order
            assert HParamsPluginData.FromString(our.content) == HParamsPluginData.FromString(their.content)
        else:
            assert our.content == their.content, tag
        assert (our.display_name, our.description, our.data_class) == (
            their.display_name,
            their.description,
            their.data_class,
        )
        assert our.steps == their.steps
        if timed:
            assert [p.wall_time for p in our.points] == [p.wall_time for p in their.points] == [WALL_TIME]
        for a, b in zip(their.values, our.values, strict=True):
            assert_same_value(their.plugin, a, b, sound_tolerance)


def assert_same_value(plugin: str, their: np.ndarray, our: np.ndarray, sound_tolerance: int) -> None:
    assert (our.dtype, our.shape) == (their.dtype, their.shape)
    if plugin == "images":
        assert our[:2].tolist() == their[:2].tolist()
        np.testing.assert_array_equal(decoded_image(our[2]), decoded_image(their[2]))
    elif plugin == "audio":
        (our_parameters, our_samples), (their_parameters, their_samples) = map(
            decoded_sound, (our.ravel()[0], their.ravel()[0])
        )
        assert our_parameters == their_parameters
        np.testing.assert_allclose(our_samples, their_samples, atol=sound_tolerance)
    else:
        np.testing.assert_array_equal(our, their)


def decoded_image(encoded: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(encoded)))


def decoded_sound(encoded: bytes) -> tuple:
    with wave.open(io.BytesIO(encoded)) as sound:
        return sound.getparams(), np.frombuffer(sound.readframes(sound.getnframes()), "<i2")


def test_raw_histogram_moments_agree_with_torch(tmp_path):
    """What the migration to tensors leaves out: num, sum and sum of squares."""
    values = seeded().normal(3, 2, 10_000)
    moments = []
    for writer_class in (torch_tensorboard.SummaryWriter, sonde.SummaryWriter):
        logdir = tmp_path / writer_class.__module__.partition(".")[0]
        with writer_class(str(logdir)) as writer:
            writer.add_histogram("h", values, 1)
        accumulator = EventAccumulator(str(logdir)).Reload()
        (event,) = accumulator.Histograms("h")
        histogram = event.histogram_value
        moments.append([histogram.min, histogram.max, histogram.num, histogram.sum, histogram.sum_squares])

    np.testing.assert_allclose(moments[1], moments[0], rtol=1e-13)


def test_embedding_files_are_what_torch_writes(tmp_path):
    for writer_class in (torch_tensorboard.SummaryWriter, sonde.SummaryWriter):
        rng = torch.manual_seed(3)
        with writer_class(str(tmp_path / writer_class.__module__.partition(".")[0])) as writer:
            writer.add_embedding(torch.rand(10, 4, generator=rng), metadata=list("abcdefghij"), global_step=2)
            writer.add_embedding(
                torch.rand(10, 4, generator=rng, dtype=torch.float64),
                metadata=[[i, f"é{i}"] for i in range(10)],
                metadata_header=["i", "name"],
                label_img=torch.rand(10, 3, 5, 5, generator=rng),
                tag='a/b%"c\\',
            )

    theirs, ours = tmp_path / "torch", tmp_path / "sonde"
    names = sorted(str(path.relative_to(theirs)) for path in theirs.rglob("*") if path.is_file())
    names = [name for name in names if "tfevents" not in name]
    assert names == sorted(
        str(path.relative_to(ours))
        for path in ours.rglob("*")
        if path.is_file() and "tfevents" not in path.name
    )
    for name in names:
        if name.endswith(".png"):
            np.testing.assert_array_equal(
                decoded_image((ours / name).read_bytes()), decoded_image((theirs / name).read_bytes())
            )
        elif name.endswith("tensors.tsv"):
            np.testing.assert_array_equal(np.loadtxt(ours / name), np.loadtxt(theirs / name))
        elif name.endswith(".pbtxt"):
            assert projector_config(ours / name) == projector_config(theirs / name)
        else:
            assert (ours / name).read_text() == (theirs / name).read_text()


def projector_config(path):
    from google.protobuf import text_format
    from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

    return text_format.Parse(path.read_text(), ProjectorConfig())


@pytest.mark.parametrize(
    ("name", "method"),
    inspect.getmembers(torch_tensorboard.SummaryWriter, inspect.isfunction),
    ids=lambda x: str(x)[:40],
)
def test_every_method_takes_torchs_arguments(name, method):
    if name.startswith("_") and name not in ("__init__", "__enter__", "__exit__", "_get_file_writer"):
        return
    ours = list(inspect.signature(getattr(sonde.SummaryWriter, name)).parameters.values())
    for position, theirs in enumerate(inspect.signature(method).parameters.values()):
        if name == "__exit__":  # its three are given by position alone
            continue
        assert ours[position].name == theirs.name
        assert ours[position].default == theirs.default


X_CALLS = {
    "described scalar": lambda: (
        "add_scalar",
        ("x", 0.1, 3, WALL_TIME),
        {"display_name": "X", "summary_description": "*x*"},
    ),
    "described scalar, by position": lambda: ("add_scalar", ("x", 0.1, 3, WALL_TIME, "X", "*x*"), {}),
    "scalar with a description alone": lambda: ("add_scalar", ("x", 0.1, 3, WALL_TIME, "", "*x*"), {}),
    "list of images": lambda: (
        "add_images",
        ("i", [np.ones((3, 4, 5), "f4")] * 3, 1),
        {"dataformats": "CHW"},
    ),
    "image with boxes": lambda: (
        "add_image_with_boxes",
        ("i", np.zeros((40, 50, 3), "u1"), np.array([[1, 2, 30, 20]]), 1, WALL_TIME, "HWC", ["x"]),
        {},
    ),
    "stereo": lambda: ("add_audio", ("a", np.sin(np.arange(800) * 0.2).reshape(400, 2), 1, 8000), {}),
    "text": lambda: ("add_text", ("t", "hello", 1), {}),
    "pr curve": lambda: ("add_pr_curve", ("pr", seeded().integers(0, 2, 100), seeded().random(100), 3), {}),
    "histogram of a list": lambda: ("add_histogram", ("h", [1.0, 2.0, 3.0], 5), {}),
    "hparams with a name": lambda: (
        "add_hparams",
        ({"lr": 0.1, "name": "x"}, {"acc": 0.5}, "trial"),
        {"global_step": 3},
    ),
}


@pytest.mark.parametrize("name", X_CALLS)
def test_tensorboardx(tmp_path, name):
    made = {}
    for writer_class in (tensorboardX.SummaryWriter, sonde.SummaryWriter):
        method, args, kwargs = X_CALLS[name]()
        logdir = tmp_path / writer_class.__module__.partition(".")[0]
        with writer_class(str(logdir)) as writer:
            getattr(writer, method)(*args, **kwargs)
        made[logdir.name] = logdir

    for read in (tensorboard_reader.read_all, sonde_reader.read_all):
        theirs, ours = read(made["tensorboardX"]), read(made["sonde"])
        if (
            name == "hparams with a name"
        ):  # tensorboardX writes the three summaries at step 0 whatever the step
            theirs = {
                tag: replace(s, points=[replace(p, step=3) for p in s.points]) for tag, s in theirs.items()
            }
        # tensorboardX rounds samples, PyTorch and we cut them.
        assert_same(theirs, ours, timed=is_timed(args, kwargs), sound_tolerance=2)


def test_a_default_step_and_wall_time(tmp_path):
    for writer_class in (tensorboardX.SummaryWriter, sonde.SummaryWriter):
        with writer_class(str(tmp_path / writer_class.__module__.partition(".")[0])) as writer:
            with writer.use_metadata(global_step=7, walltime=WALL_TIME) as same:
                assert same is writer
                writer.add_scalar("x", 1.0)
                writer.add_text("t", "hello")
                writer.add_histogram("h", [1.0, 2.0], 8)
            writer.add_scalar("after", 1.0)

    theirs, ours = (tensorboard_reader.read_run(tmp_path / name) for name in ("tensorboardX", "sonde"))
    assert theirs.pop("after").steps == ours.pop("after").steps == [0]
    assert_same(theirs, ours, timed=True)
    assert [series.steps for series in ours.values()] == [[7], [7], [8]]


def test_every_method_of_tensorboardx_is_there():
    theirs = {name for name in vars(tensorboardX.SummaryWriter) if not name.startswith("_")}
    assert {name for name in theirs if not hasattr(sonde.SummaryWriter, name)} == set()
    assert "comet_config" in inspect.signature(sonde.SummaryWriter).parameters


def test_a_closed_file_holds_one_header_and_one_event(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_text("t", "x")

    assert len(event_files(tmp_path)) == 1
