"""Values of any kind become arrays, and no framework is imported for it."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import ml_dtypes
import numpy as np
import pytest
import torch
from PIL import Image

import sonde
from sonde.writer.values import as_array, as_number
from support.sonde_reader import read_all


class OnlyArray:
    def __array__(self, dtype=None, copy=None):
        return np.array([1.0, 2.0])


class TensorFlowBfloat16:
    """A scalar tensor of bfloat16 in TensorFlow 2.21: NumPy refuses what its __array__ returns."""

    def __array__(self, dtype=None, copy=None):
        return ml_dtypes.bfloat16(1.5)

    def numpy(self):
        return ml_dtypes.bfloat16(1.5)


def test_scalars_of_tensorflow_that_numpy_refuses(tmp_path, monkeypatch):
    monkeypatch.setenv("SONDE_STRICT", "1")
    with pytest.raises(ValueError, match="__array__ method not producing an array"):
        np.asarray(TensorFlowBfloat16())
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", TensorFlowBfloat16(), 1)
        writer.add_tensor("t", TensorFlowBfloat16(), 1)
    with sonde.open(tmp_path) as board:
        assert board.scalars(".", "x").values.tolist() == [1.5]
        assert board.tensors(".", "t").values[0] == 1.5


class TensorFlowStrings:
    """A tensor of strings in TensorFlow, whose DLPack aborts the process."""

    class dtype:  # noqa: N801
        name = "string"

    def __array__(self, dtype=None, copy=None):
        return np.array([b"a", b"\xff"], object)

    def __dlpack__(self, **kwargs):
        pytest.fail("this would end the process")


def test_strings_of_tensorflow_are_stored_and_are_no_numbers(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_tensor("t", TensorFlowStrings(), 1)
        assert writer.dropped == 0
        writer.add_histogram("h", TensorFlowStrings(), 1)
        writer.add_scalar("s", TensorFlowStrings(), 1)
        assert writer.dropped == 2
    with sonde.open(tmp_path) as board:
        assert np.asarray(board.tensors(".", "t").values[0]).tolist() == [b"a", b"\xff"]


class OnlyDlpack:
    """What a tensor without __array__ has, PyTorch's own protocol behind it."""

    tensor = torch.tensor([1.0, 2.0])

    def __dlpack__(self, **kwargs):
        return self.tensor.__dlpack__()

    def __dlpack_device__(self):
        return self.tensor.__dlpack_device__()


class Cupy:
    """CuPy's arrays refuse the implicit copy from the device."""

    __module__ = "cupy"

    def __array__(self, *args, **kwargs):
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()`")

    def get(self):
        return np.array([1.0, 2.0])


ONE_TWO = {
    "list": [1.0, 2.0],
    "tuple": (1, np.float32(2)),
    "list of tensors": [torch.tensor(1.0), torch.tensor(2.0)],
    "range": range(1, 3),
    "numpy": np.array([1.0, 2.0]),
    "not contiguous": np.array([1.0, 0, 2.0, 0])[::2],
    "big-endian": np.array([1.0, 2.0], ">f8"),
    "long double": np.array([1.0, 2.0], np.longdouble),
    "bfloat16 of NumPy": np.array([1, 2], ml_dtypes.bfloat16),
    "float8 of NumPy": np.array([1, 2], ml_dtypes.float8_e4m3fn),
    "int4 of NumPy": np.array([1, 2], ml_dtypes.int4),
    "torch": torch.tensor([1.0, 2.0]),
    "torch with gradients": torch.tensor([1.0, 2.0], requires_grad=True),
    "torch in a graph": torch.tensor([1.0, 2.0], requires_grad=True) * 1,
    "torch, bfloat16": torch.tensor([1, 2], dtype=torch.bfloat16),
    "torch, float8": torch.tensor([1.0, 2.0]).to(torch.float8_e5m2),
    "torch, half": torch.tensor([1, 2], dtype=torch.float16),
    "torch, sparse": torch.tensor([1.0, 2.0]).to_sparse(),
    "torch, negated view": torch.tensor([-1j, -2j]).imag.neg(),
    "torch parameter": torch.nn.Parameter(torch.tensor([1.0, 2.0])),
    "__array__": OnlyArray(),
    "__dlpack__": OnlyDlpack(),
    "CuPy": Cupy(),
}


@pytest.mark.parametrize("kind", ONE_TWO)
def test_arrays_of_any_kind(kind):
    array = as_array(ONE_TWO[kind])

    assert isinstance(array, np.ndarray)
    np.testing.assert_array_equal(array.astype(float), [1, 2])


@pytest.mark.parametrize("kind", ONE_TWO)
def test_histograms_of_any_kind(tmp_path, kind):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_histogram("h", ONE_TWO[kind])
        assert writer.dropped == 0


@pytest.mark.parametrize(
    "number", [2, 2.0, True + 1, np.int8(2), np.array([[2]]), torch.tensor(2), [2.0]], ids=repr
)
def test_one_number(number):
    assert as_number(number) == 2.0
    assert type(as_number(number)) is float


@pytest.mark.parametrize("value", [None, "text", object(), {1: 2}, b"bytes"], ids=repr)
def test_what_is_no_array_is_refused(value):
    with pytest.raises(TypeError, match="expected a number or an array, found"):
        as_array(value)


PIXELS = np.random.default_rng(0).integers(0, 256, (6, 5, 4), np.uint8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_pil_images_of_any_mode(tmp_path, mode):
    image = Image.fromarray(PIXELS[:, :, :3]).convert("L" if mode in ("I;16", "F") else "RGB").convert(mode)
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_image("i", image, 1)
        assert writer.dropped == 0

    width, height, _ = read_all(tmp_path)[".: i"].values[0]
    assert (width, height) == (b"5", b"6")


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp", "webp", "tiff"])
def test_image_files(tmp_path, suffix):
    path = tmp_path / f"image.{suffix}"
    Image.fromarray(PIXELS[:, :, :3]).save(path)
    with sonde.SummaryWriter(tmp_path / "run") as writer:
        writer.add_image("i", path, 1)
        writer.add_image("s", str(path), 1)

    stored = read_all(tmp_path / "run")[".: i"].values[0]
    assert stored[:2].tolist() == [b"5", b"6"]
    assert (stored[2] == path.read_bytes()) == (suffix != "tiff"), (
        "browsers do not show TIFF, so it is made PNG"
    )


def test_sound_files(tmp_path):
    import wave

    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(bytes(400))
    with sonde.SummaryWriter(tmp_path / "run") as writer:
        writer.add_audio("a", path, 1)

    assert read_all(tmp_path / "run")[".: a"].values[0].ravel()[0] == path.read_bytes()


def test_sound_of_sixteen_bits_is_kept_as_it_is(tmp_path):
    samples = np.array([-32768, -1, 0, 1, 32767], np.int16)
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_audio("a", samples, 1, 8000)

    assert read_all(tmp_path)[".: a"].values[0].ravel()[0][44:] == samples.tobytes()


TENSORS = {
    "bfloat16": (torch.tensor([1.5, -2]).bfloat16(), np.array([1.5, -2], ml_dtypes.bfloat16)),
    "float8_e4m3fn": (
        torch.tensor([1.5, -2]).to(torch.float8_e4m3fn),
        np.array([1.5, -2], ml_dtypes.float8_e4m3fn),
    ),
    "float8_e5m2": (
        torch.tensor([1.5, -2]).to(torch.float8_e5m2),
        np.array([1.5, -2], ml_dtypes.float8_e5m2),
    ),
    "float16": (torch.tensor([1.5, -2]).half(), np.array([1.5, -2], np.float16)),
    "uint8": (torch.tensor([1, 255], dtype=torch.uint8), np.array([1, 255], np.uint8)),
    "complex128": (torch.tensor([1 + 2j], dtype=torch.complex128), np.array([1 + 2j])),
    "uint64": (np.array([2**64 - 1], np.uint64), np.array([2**64 - 1], np.uint64)),
    "empty": (torch.zeros(0, 3), np.zeros((0, 3), np.float32)),
    "big-endian": (np.array([1, 2], ">i4"), np.array([1, 2], np.int32)),
    "transposed": (torch.arange(6).reshape(2, 3).T, np.arange(6).reshape(2, 3).T),
    "a string": ("hello", np.array(b"hello", object)),
    "strings": (["a", "é"], np.array([b"a", "é".encode()], object)),
}


@pytest.mark.parametrize("kind", TENSORS)
def test_tensors_keep_their_bits(tmp_path, kind):
    given, expected = TENSORS[kind]
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_tensor("t", given, 1)
        assert writer.dropped == 0

    (stored,) = read_all(tmp_path)[".: t"].values
    assert stored.shape == expected.shape
    if expected.dtype == object:
        assert stored.tolist() == expected.tolist()
    elif expected.dtype.name.startswith(("bfloat16", "float8")):
        np.testing.assert_array_equal(stored.astype(np.float32), expected.astype(np.float32))
    else:
        assert stored.dtype == expected.dtype
        np.testing.assert_array_equal(stored, expected)


def test_logging_imports_no_framework(tmp_path):
    """Numbers, arrays, images, sound, text, curves, meshes and hyperparameters, by NumPy and the native core alone."""
    script = f"""
        import sys
        import numpy as np
        import sonde
        with sonde.SummaryWriter({str(tmp_path)!r}) as w:
            w.add_scalar("x", 1.0, 1)
            w.add_scalar("x", np.float32(1), 1)
            w.add_histogram("h", np.ones(3))
            w.add_image("i", np.zeros((3, 4, 5)))
            w.add_audio("a", np.zeros(9))
            w.add_text("t", "x")
            w.add_pr_curve("p", [0, 1], [0.1, 0.9])
            w.add_mesh("m", np.zeros((1, 3, 3)))
            w.add_hparams({{"lr": 0.1}}, {{"m": 1}}, run_name="r")
            w.add_embedding(np.ones((3, 2)))
            w.add_custom_scalars({{}})
            assert w.dropped == 0
        with sonde.summary.create_file_writer({str(tmp_path)!r}).as_default():
            sonde.summary.scalar("y", 1.0, step=1)
            sonde.hparams.hparams({{"lr": 0.1}})
        heavy = {{"torch", "tensorflow", "jax", "keras", "PIL", "google", "fsspec", "starlette", "msgspec", "uvicorn", "pandas", "pyarrow",
                 "tensorboard", "matplotlib", "av", "scipy"}}
        print(sorted(heavy & set(sys.modules)))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], check=True, capture_output=True, text=True
    )

    assert done.stdout == "[]\n"
    assert done.stderr == ""


def test_predictions_that_are_nan_are_in_no_curve(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_pr_curve("some", [1, 0, 1], [0.9, np.nan, 0.2], num_thresholds=5)
        writer.add_pr_curve("without", [1, 1], [0.9, 0.2], num_thresholds=5)
        assert writer.dropped == 0
    with sonde.open(tmp_path) as board:
        some, without = (board.tensors(".", tag).values[0] for tag in ("some", "without"))
    np.testing.assert_array_equal(some, without)


def test_labels_of_embeddings_stay_with_their_points(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_embedding(np.ones((2, 3)), metadata=["two\nlines", "one\r\nmore"], tag="a")
        rows = [["tab\there", 1], ["line\nhere", 2]]
        writer.add_embedding(np.ones((2, 3)), metadata=rows, metadata_header=["name", "n"], tag="..")
    folder = tmp_path / "00000"
    assert (folder / "a" / "metadata.tsv").read_text() == "two lines\none more\n"
    assert (folder / "%2e%2e" / "metadata.tsv").read_text() == "name\tn\ntab here\t1\nline here\t2\n"
    assert not (tmp_path / "tensors.tsv").exists()
