"""Videos: encoded by real encoders, decoded again by PyAV and Pillow, and found by TensorBoard and by Sonde's own reader."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
from dataclasses import dataclass

import av
import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard._utils import _prepare_video

import sonde
from sonde import SummaryWriter
from sonde.errors import WriteError
from support.tensorboard_reader import read_run

VISIBLE = 24  # of 255: what an encoder that halves the resolution of colours may change in a smooth picture


def moving_gradient(batch=1, frames=5, height=32, width=48, channels=3):
    """Smooth frames that all differ: [batch, frames, channels, height, width] in [0, 1]."""
    n, t, c, y, x = np.meshgrid(
        np.arange(batch) / batch,
        np.arange(frames) / frames,
        np.arange(channels) / 3,
        np.arange(height) / height,
        np.arange(width) / width,
        indexing="ij",
    )
    return 0.5 + 0.5 * np.sin(2 * np.pi * (0.25 * x + 0.15 * y + t + c + n / 2))


def as_sheet(video):
    """The frames that a batch of videos is to show: torch's own layout, [frames, height, width, 3] uint8."""
    frames = np.uint8(np.round(255 * _prepare_video(video)))
    return np.repeat(frames, 3, axis=3) if frames.shape[3] == 1 else frames


@dataclass(frozen=True)
class Decoded:
    frames: np.ndarray
    fps: float
    codec: str
    container: str
    colours: tuple[int, int]  # colour space and range, as FFmpeg numbers them


def decoded(encoded: bytes) -> Decoded:
    with av.open(io.BytesIO(encoded)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        pixels = np.stack([frame.to_ndarray(format="rgb24") for frame in frames])
        rate = float(stream.average_rate)
        np.testing.assert_allclose(
            [frame.time for frame in frames], np.arange(len(frames)) / rate, atol=0.001
        )
        colours = int(frames[0].colorspace), int(frames[0].color_range)
        return Decoded(pixels, rate, stream.codec_context.name, container.format.name, colours)


def gif_frames(encoded: bytes) -> tuple[np.ndarray, list[int]]:
    """The frames [frames, height, width, 3] of a GIF, and how many milliseconds each is shown."""
    with Image.open(io.BytesIO(encoded)) as image:
        assert image.format == "GIF"
        assert getattr(image, "n_frames", 1) == 1 or image.info["loop"] == 0
        frames, durations = [], []
        for number in range(image.n_frames):
            image.seek(number)
            frames.append(np.asarray(image.convert("RGB")))
            durations.append(image.info.get("duration", 0))
        return np.stack(frames), durations


def stored(directory, tag="v"):
    """(width, height, encoded) of the one real video that Sonde's reader finds."""
    with sonde.open(directory) as board:
        assert board.damage() == []
        (info,) = board.series("videos")
        assert info.tag == f"{tag}/video"
        tensors = board.tensors(".", info.tag, "videos")
        width, height, encoded = np.asarray(tensors.values[0]).tolist()
        assert encoded in tensors.blob(0)
        return int(width), int(height), encoded


def preview(directory, tag="v"):
    """(width, height, encoded) of the image that TensorBoard finds under the tag."""
    accumulator = EventAccumulator(str(directory)).Reload()
    (image,) = accumulator.Images(tag)
    return image.width, image.height, image.encoded_image_string


def log(directory, *args, **kwargs):
    with SummaryWriter(directory) as writer:
        writer.add_video("v", *args, **kwargs)
        assert writer.dropped == 0


def assert_close(ours, wanted, tolerance=VISIBLE):
    assert ours.shape == wanted.shape
    assert np.abs(ours.astype(int) - wanted).max() <= tolerance


VIDEOS = {
    "floats": moving_gradient,
    "bytes": lambda: (moving_gradient() * 255).astype("u1"),
    "grey": lambda: moving_gradient(channels=1),
    "batch of four": lambda: moving_gradient(batch=4),
    "batch of three, and a black one": lambda: moving_gradient(batch=3),
    "one frame": lambda: moving_gradient(frames=1),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_every_frame_is_there_again(tmp_path, name):
    video = VIDEOS[name]()
    log(tmp_path, torch.from_numpy(video), 3)

    wanted = as_sheet(video)
    width, height, encoded = stored(tmp_path)
    found = decoded(encoded)
    assert (width, height) == (wanted.shape[2], wanted.shape[1])
    assert (found.codec, found.fps) == ("h264", 4)
    assert "mp4" in found.container
    # Between videos of a grid there are hard edges, where halved colours spread by a pixel.
    assert np.abs(found.frames.astype(int) - wanted).mean() < 3
    if len(video) == 1:
        assert_close(found.frames, wanted)


@pytest.mark.parametrize(("height", "width"), [(33, 48), (32, 49), (33, 49), (1, 1), (3, 2)])
def test_odd_sides_lose_and_shift_nothing(tmp_path, height, width):
    """Lines of one pixel that wander in from the last row and column; those are there once more, outside the picture."""
    video = np.zeros((1, 8, 1, height, width), np.uint8)
    for frame in range(8):
        video[:, frame, :, -1 - frame % height, :] = 255
        video[:, frame, :, :, -1 - frame % width] = 255
    log(tmp_path, video)

    told_width, told_height, encoded = stored(tmp_path)
    found = decoded(encoded).frames
    assert (told_width, told_height) == (width, height)
    assert found.shape[1:3] == (height + height % 2, width + width % 2)
    padded = np.pad(as_sheet(video), [(0, 0), (0, height % 2), (0, width % 2), (0, 0)], mode="edge")
    np.testing.assert_array_equal(found > 127, padded > 127)


@pytest.mark.parametrize("fps", [1, 4.0, 29.97, 0.5, 120, np.float32(12), torch.tensor(15)])
def test_fps(tmp_path, fps):
    log(tmp_path, moving_gradient(), fps=fps)

    assert decoded(stored(tmp_path)[2]).fps == pytest.approx(float(fps), rel=1e-4)


def test_colours_do_not_depend_on_a_players_guess(tmp_path):
    log(tmp_path, moving_gradient())

    assert decoded(stored(tmp_path)[2]).colours == (1, 1)  # BT.709, limited range


def test_dataformats(tmp_path):
    video = moving_gradient(batch=2, channels=1)
    log(tmp_path, video.transpose(1, 3, 4, 0, 2), dataformats="thwnc")

    assert np.abs(decoded(stored(tmp_path)[2]).frames.astype(int) - as_sheet(video)).mean() < 3


def test_tensorboard_shows_a_preview_under_the_tag(tmp_path):
    video = moving_gradient()
    with SummaryWriter(tmp_path) as writer:
        writer.add_video("v", video, 7, 10, 1700000000.25)

    width, height, encoded = preview(tmp_path)
    frames, durations = gif_frames(encoded)
    assert (width, height) == (48, 32)
    assert durations == [100] * 5
    assert_close(frames, as_sheet(video), 64)  # a palette of 256 colours
    series = read_run(tmp_path)
    assert sorted(series) == ["v", "v/video"]
    assert (series["v"].plugin, series["v/video"].plugin) == ("images", "videos")
    for each in series.values():
        assert [(point.step, point.wall_time) for point in each.points] == [(7, 1700000000.25)]


def test_a_preview_of_a_long_and_large_video_is_small(tmp_path):
    log(tmp_path, moving_gradient(frames=200, height=90, width=400), fps=20)

    width, height, encoded = preview(tmp_path)
    frames, durations = gif_frames(encoded)
    assert (width, height) == (320, 72)
    assert frames.shape == (50, 72, 320, 3)
    assert durations == [200] * 50


def test_a_preview_lasts_as_long_as_its_video(tmp_path):
    """A GIF counts hundredths of a second, and 30 frames in a second take 3 1/3."""
    log(tmp_path, moving_gradient(frames=30), fps=30)

    _, durations = gif_frames(preview(tmp_path)[2])
    assert sum(durations) == 1000
    assert set(durations) == {30, 40}


def test_where_no_h264_can_be_encoded_it_is_vp9(tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", av.codecs_available - {"libx264"})
    video = moving_gradient(height=33, width=49)
    log(tmp_path, video)

    found = decoded(stored(tmp_path)[2])
    assert (found.codec, found.fps) == ("vp9", 4)
    assert "webm" in found.container
    assert_close(found.frames, as_sheet(video))
    with sonde.open(tmp_path) as board:
        assert b"video/webm" in board.series("videos")[0].plugin_content


def test_a_video_that_h264_refuses_is_vp9(tmp_path):
    """No level of H.264 has so many pixels a side."""
    video = np.zeros((1, 2, 1, 2, 16_400), np.uint8)
    log(tmp_path, video)

    assert decoded(stored(tmp_path)[2]).codec == "vp9"


def test_without_an_encoder_the_image_has_every_frame(tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", set())
    video = moving_gradient(frames=100, height=30, width=400)
    log(tmp_path, video)

    frames, durations = gif_frames(preview(tmp_path)[2])
    assert_close(frames, as_sheet(video), 64)
    assert durations == [250] * 100
    with sonde.open(tmp_path) as board:
        assert board.series("videos") == []


def test_without_pyav(tmp_path):
    """Arrays become images alone; files are stored as they are, and have no preview."""
    encode_file(tmp_path / "film.mp4", "libx264")
    script = f"""
        import sys
        sys.modules["av"] = None
        import numpy as np, sonde
        with sonde.SummaryWriter({str(tmp_path / "run")!r}) as writer:
            writer.add_video("array", np.zeros((1, 3, 3, 8, 8), np.uint8), fps=2)
            writer.add_video("file", {str(tmp_path / "film.mp4")!r})
            assert writer.dropped == 0
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert {tag: s.plugin for tag, s in read_run(tmp_path / "run").items()} == {
        "array": "images",
        "file/video": "videos",
    }
    assert stored(tmp_path / "run", "file") == (0, 0, (tmp_path / "film.mp4").read_bytes())


def encode_file(path, codec, frames=5, fps=12):
    video = as_sheet(moving_gradient(frames=frames))
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = 48, 32, "yuv420p"
        for frame in video:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode(None))
    return video


@pytest.mark.parametrize(
    ("name", "codec", "media_type"),
    [
        ("film.mp4", "libx264", "video/mp4"),
        ("film.webm", "libvpx-vp9", "video/webm"),
        ("film.avi", "mpeg4", "video/x-msvideo"),
    ],
)
def test_a_video_file_is_stored_as_it_is(tmp_path, name, codec, media_type):
    video = encode_file(tmp_path / name, codec, frames=150)
    log(tmp_path / "run", tmp_path / name)

    assert stored(tmp_path / "run") == (48, 32, (tmp_path / name).read_bytes())
    width, height, encoded = preview(tmp_path / "run")
    frames, durations = gif_frames(encoded)
    assert (width, height) == (48, 32)
    assert_close(frames, video[::4], 80)
    assert sum(durations) == pytest.approx(4 * 38 * 1000 / 12, abs=10)
    with sonde.open(tmp_path / "run") as board:
        assert media_type.encode() in board.series("videos")[0].plugin_content


def test_a_gif_file_is_stored_as_it_is(tmp_path):
    first, *others = (Image.new("RGB", (20, 10), (shade, 0, 0)) for shade in (0, 99, 200))
    first.save(tmp_path / "film.gif", save_all=True, append_images=others, duration=70)
    log(tmp_path / "run", str(tmp_path / "film.gif"))

    assert preview(tmp_path / "run") == (20, 10, (tmp_path / "film.gif").read_bytes())
    with sonde.open(tmp_path / "run") as board:
        assert board.series("videos") == []


def test_summary_video(tmp_path):
    video = moving_gradient(batch=2)
    with sonde.summary.create_file_writer(tmp_path).as_default():
        assert sonde.summary.video("v", video.transpose(0, 1, 3, 4, 2), fps=8, step=2)

    sonde.summary.flush()
    found = decoded(stored(tmp_path)[2])
    assert found.fps == 8
    assert np.abs(found.frames.astype(int) - as_sheet(video)).mean() < 3
    assert preview(tmp_path)[:2] == (96, 32)


WRONG = {
    "four dimensions": ((np.zeros((5, 3, 8, 8)),), r"dimensions NTCHW, found shape \(5, 3, 8, 8\)"),
    "no frames": (
        (np.zeros((1, 0, 3, 8, 8)),),
        r"at least one frame and pixel, found shape \(1, 0, 3, 8, 8\)",
    ),
    "no videos": ((np.zeros((0, 2, 3, 8, 8)),), "at least one frame"),
    "two channels": ((np.zeros((1, 2, 2, 8, 8)),), "expected 1 or 3 channels, found 2"),
    "no such dimension": ((np.zeros((1, 2, 3, 8, 8)), 0, 4, None, "NTCHX"), "NTCHX"),
    "no time": ((np.zeros((1, 2, 3, 8, 8)), 0, 0), "fps to be more than 0"),
    "back in time": ((np.zeros((1, 2, 3, 8, 8)), 0, -4), "fps to be more than 0"),
    "not a number": ((np.zeros((1, 2, 3, 8, 8)), 0, float("nan")), "fps to be more than 0"),
    "no video file": ((__file__,), "expected a video file such as .mp4"),
    "no file": (("/no/such/film.mp4",), "No such file"),
    "no array": ((object(),), "expected a number or an array"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_video_is_told_once(tmp_path, caplog, name):
    arguments, _ = WRONG[name]
    with SummaryWriter(tmp_path) as writer:
        writer.add_video("v", *arguments)
        writer.add_video("v", *arguments)
        assert writer.dropped == 2
        writer.add_video("v", moving_gradient())
    assert len([record for record in caplog.records if record.name == "sonde"]) == 1
    assert stored(tmp_path)[:2] == (48, 32)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_video_is_raised_in_strict_mode(tmp_path, monkeypatch, name):
    monkeypatch.setenv("SONDE_STRICT", "1")
    arguments, wanted = WRONG[name]
    with (
        SummaryWriter(tmp_path) as writer,
        pytest.raises(WriteError, match=f"add_video of 'v' was not logged: .*{wanted}"),
    ):
        writer.add_video("v", *arguments)


def test_a_file_that_holds_no_video_is_told(tmp_path, caplog):
    (tmp_path / "film.mp4").write_bytes(b"no video at all")
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_video("v", tmp_path / "film.mp4")
        assert writer.dropped == 1
    assert "add_video of 'v' was not logged" in caplog.text
