"""PNG files: every picture comes back as it was, and takes hardly more room than Pillow's."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from sonde import _native
from sonde.writer import png as png_module
from sonde.writer.png import encode_png


def decoded(png: bytes, channels: int) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        image.load()
        assert image.mode == ("L", "LA", "RGB", "RGBA")[channels - 1]
        return np.asarray(image).reshape(image.height, image.width, channels)


def assert_comes_back(pixels: np.ndarray) -> bytes:
    png = encode_png(pixels)
    np.testing.assert_array_equal(decoded(png, pixels.shape[2]), pixels)
    return png


shapes = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))


@given(hnp.arrays(np.uint8, shapes))
def test_any_picture(pixels):
    assert_comes_back(pixels)


@given(shapes, st.integers(1, 256), st.integers(0, 2**32 - 1))
def test_pictures_of_few_colours(shape, levels, seed):
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, levels, np.uint8)
    assert_comes_back(colours[rng.integers(0, levels, shape)])


@given(st.integers(1, 2000), st.integers(1, 5), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_repeated_patterns(width, height, period, seed):
    """Matches of every length and distance, up to those that reach over the whole window."""
    pattern = np.random.default_rng(seed).integers(0, 256, period, np.uint8)
    assert_comes_back(np.resize(pattern, (height, width, 1)))


@pytest.mark.parametrize("distance", [1, 2, 257, 4096, 4097, 32767, 32768, 32769, 65536])
def test_matches_from_afar(distance):
    once = np.random.default_rng(distance).integers(0, 256, distance, np.uint8)
    assert_comes_back(np.resize(once, (1, 3 * distance + 7, 1)))


@pytest.mark.parametrize("size", [1, 65534, 65535, 65536, 131071, 300_000])
def test_noise_is_stored_as_it_is(size):
    noise = np.random.default_rng(1).integers(0, 256, (1, size, 1), np.uint8)
    png = assert_comes_back(noise)
    assert len(png) < 1.001 * size + 80


def test_large_pictures():
    smooth = np.add.outer(np.arange(2000), np.arange(3000)).astype(np.uint8)
    png = assert_comes_back(np.repeat(smooth[:, :, None], 3, axis=2))
    assert len(png) < 200_000


def test_wrong_shapes_are_refused():
    for shape in ((0, 1, 3), (1, 0, 3), (1, 1, 0), (1, 1, 5)):
        with pytest.raises(ValueError, match="expected an image with"):
            encode_png(np.zeros(shape, np.uint8))
    for wrong in (np.zeros((2, 2), np.uint8), np.zeros((2, 2, 3), np.float32)):
        with pytest.raises(ValueError, match="expected pixels"):
            encode_png(wrong)


def natural() -> np.ndarray:
    """Noise with the spectrum of photographs."""
    rng = np.random.default_rng(0)
    frequency = np.fft.fftfreq(256)
    radius = np.hypot(*np.meshgrid(frequency, frequency))
    radius[0, 0] = 1
    planes = [np.fft.ifft2(np.fft.fft2(rng.normal(size=(256, 256))) / radius**1.2).real for _ in range(4)]
    channels = [planes[0] + plane / 3 for plane in planes[1:]]
    return np.stack([255 * (c - c.min()) / np.ptp(c) for c in channels], axis=-1).astype(np.uint8)


def figure() -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(4, 3))
    drawn.add_subplot().plot(np.sin(np.arange(200) * 0.1))
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3].copy()


def photograph() -> np.ndarray:
    from sklearn.datasets import load_sample_image

    return load_sample_image("flower.jpg")[100:356, 200:456]


@pytest.mark.parametrize("picture", [natural, figure, photograph])
def test_about_as_small_as_pillows(picture):
    pixels = picture()
    assert len(assert_comes_back(pixels)) < 1.15 * len(pillows(pixels))


def pillows(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


WITHOUT_ISAL = """
import sys
sys.modules["isal"] = None  # as where it has no wheel: importing it fails
import numpy as np
from sonde import deflate
from sonde.writer.png import encode_png
with np.load(sys.argv[1]) as pictures:
    np.savez(sys.argv[2], *(np.frombuffer(encode_png(pixels), np.uint8) for pixels in pictures.values()))
sys.stdout.buffer.write(deflate.gzipped(b"an answer " * 1000))
"""


def test_where_isal_has_no_wheel_zlib_does_its_work(tmp_path):
    rng = np.random.default_rng(0)
    pictures = [rng.integers(0, 256, (7, 5, channels), np.uint8) for channels in (1, 2, 3, 4)]
    pictures += [natural(), photograph(), figure()]
    np.savez(tmp_path / "pictures.npz", *pictures)
    command = [sys.executable, "-c", WITHOUT_ISAL, tmp_path / "pictures.npz", tmp_path / "files.npz"]
    answer = subprocess.run(command, check=True, capture_output=True).stdout

    assert gzip.decompress(answer) == b"an answer " * 1000
    with np.load(tmp_path / "files.npz") as files:
        for pixels, png in zip(pictures, files.values(), strict=True):
            np.testing.assert_array_equal(decoded(png.tobytes(), pixels.shape[2]), pixels)
            assert pixels.size < 1000 or len(png) < 1.2 * len(pillows(pixels))


def test_tall_pictures_are_filtered_in_bands_that_fit_together(monkeypatch):
    monkeypatch.setattr(png_module, "_BAND_BYTES", 1000)
    assert_comes_back(natural())
    assert_comes_back(np.random.default_rng(0).integers(0, 256, (5, 2000, 3), np.uint8))  # a row is a band


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (0, 1, -1)])
def test_pixels_may_lie_in_any_order(order):
    pixels = natural()
    assert_comes_back(pixels[:, :, ::-1] if order[2] < 0 else pixels.transpose(order)[::2, 5:])


def test_the_stream_is_one_that_zlib_reads_alone():
    """Not only Pillow, which forgives some."""
    png = assert_comes_back(natural())
    at = png.index(b"IDAT")
    length = int.from_bytes(png[at - 4 : at], "big")
    rows = zlib.decompress(png[at + 4 : at + 4 + length])
    assert len(rows) == 256 * (1 + 256 * 3)
    assert zlib.crc32(png[at : at + 4 + length]) == int.from_bytes(
        png[at + 4 + length : at + 8 + length], "big"
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_become_pixels_as_in_torch(dtype):
    numbers = np.array([[[-1, 0, 0.5, 254.9 / 255, 1, 7, np.nan, np.inf, -np.inf]]], dtype)
    assert _native.image_pixels(numbers).ravel().tolist() == [0, 0, 127, 254, 255, 255, 0, 255, 0]
    chw = np.random.default_rng(0).random((3, 4, 5)).astype(dtype)
    expected = (chw.astype(np.float32) * np.float32(255)).astype(np.uint8)
    np.testing.assert_array_equal(_native.image_pixels(chw.transpose(1, 2, 0)), expected.transpose(1, 2, 0))
    np.testing.assert_array_equal(_native.image_pixels(chw[:, ::-1, ::2]), expected[:, ::-1, ::2])
