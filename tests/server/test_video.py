"""What videos are, which series hold some, and that of a large one no more is read than is asked for."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

import sonde
from sonde import SummaryWriter
from sonde.panels.video import film, listing
from sonde.server.app import Application
from support.media import (
    encoded_gif,
    encoded_video,
    event_file,
    image_record,
    pictures,
    video_record,
)

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
FRAMES = pictures(24)


def still(form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(FRAMES[0]).save(out, form, **options)
    return out.getvalue()


FILES = {
    "mp4": encoded_video(FRAMES, 12, "mp4"),
    "webm": encoded_video(FRAMES, 12, "webm"),
    "gif": encoded_gif(FRAMES, 80),
}
BROKEN = {
    "cut": FILES["mp4"][:-200],
    "cut_webm": FILES["webm"][:100],
    "cut_gif": FILES["gif"][: len(FILES["gif"]) // 2],
    "words": b"no video at all",
    "nothing": b"",
    "liar": b"\xff\xff\xff\xffftypisom" + b"\0\0\0\x01moov" + b"\xff" * 8 + bytes(40),
}
IMAGES = {
    "moving": FILES["gif"],
    "still": still("GIF"),
    "clear": still("GIF", transparency=0),
    "png": still("PNG"),
}


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(Application(board, web_root=logdir / "web"), base_url="http://localhost")


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    (root / "a").mkdir()
    records = [video_record(tag, 7, data) for tag, data in (FILES | BROKEN).items()]
    records += [image_record(f"images/{tag}", 7, data) for tag, data in IMAGES.items()]
    records += [video_record("several", 7, FILES["mp4"], FILES["webm"])]
    (root / "a" / "events.out.tfevents.0000001000.host.0").write_bytes(event_file(*records))
    with SummaryWriter(root / "b") as writer:
        writer.add_video("rollout", FRAMES.transpose(0, 3, 1, 2)[None], 3, fps=10)
    return root


@pytest.fixture(scope="module")
def client(logdir: Path) -> Iterator[TestClient]:
    with sonde.open(logdir) as board:
        yield client_of(logdir, board)


def about(client: TestClient, tag: str, kind: str = "videos", run: str = "a") -> list[dict[str, Any]]:
    found = client.get("/api/video/about", params={"run": run, "tag": tag, "index": 0, "kind": kind})
    assert found.status_code == 200, found.text
    samples: list[dict[str, Any]] = found.json()["samples"]
    return samples


@pytest.mark.parametrize(
    ("form", "media_type", "codec", "frames", "fps"),
    [
        ("mp4", "video/mp4", "avc1", 24, 12),
        ("webm", "video/webm", "V_VP9", 0, 12),
        ("gif", "image/gif", "gif", 24, 12.5),
    ],
)
def test_what_a_video_is_stands_in_its_header(
    client: TestClient, form: str, media_type: str, codec: str, frames: int, fps: float
) -> None:
    [video] = about(client, form)
    assert (video["media_type"], video["codec"], video["width"], video["height"]) == (
        media_type,
        codec,
        64,
        48,
    )
    assert (video["frames"], video["bytes"], video["problem"]) == (frames, len(FILES[form]), "")
    assert video["fps"] == pytest.approx(fps, rel=0.002)
    value = client.get("/api/tensors/value", params={"run": "a", "tag": form, "index": 0})
    assert (value.headers["content-type"], value.content) == (media_type, FILES[form])


def test_a_video_agrees_with_what_ffmpeg_reads(client: TestClient) -> None:
    data = client.get("/api/tensors/value", params={"run": "b", "tag": "rollout/video", "index": 0}).content
    [video] = about(client, "rollout/video", run="b")
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.video[0]
        assert (video["width"], video["height"]) == (stream.width, stream.height)
        assert video["frames"] == sum(1 for _ in file.decode(stream))
        assert video["fps"] == pytest.approx(float(stream.average_rate or 0))


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("cut", "the video is cut off: of "),
        ("cut_webm", "the WebM file has no track of pictures"),
        ("cut_gif", "the GIF is cut off: it holds 1"),
        ("words", "found bytes that begin with 6e 6f 20 76"),
        ("nothing", "found no bytes"),
        ("liar", "the video is cut off"),
    ],
)
def test_what_is_wrong_with_a_video_is_said(client: TestClient, tag: str, says: str) -> None:
    [video] = about(client, tag)
    assert says in video["problem"]


def test_headers_that_end_anywhere_are_no_trouble() -> None:
    for data in FILES.values():
        for length in [*range(300), *range(300, len(data), 97)]:
            cut = data[:length]
            assert isinstance(film.look(lambda a, b, cut=cut: cut[a:b], length), film.Film)
            assert film.moves(cut[:1024]) in (True, False)


def test_headers_of_noise_are_no_trouble() -> None:
    random = np.random.default_rng(1)
    for data in FILES.values():
        for _ in range(300):
            noisy = bytearray(data)
            for at in random.integers(0, min(len(data), 1500), 6):
                noisy[at] = int(random.integers(256))
            whole = bytes(noisy)
            assert isinstance(film.look(lambda a, b, whole=whole: whole[a:b], len(whole)), film.Film)


def test_pictures_that_move_are_listed_as_videos(client: TestClient) -> None:
    found = client.get("/api/video/series").json()
    assert found["complete"] is True
    listed = {(one["run"], one["tag"], one["kind"]) for one in found["series"]}
    videos = {("a", tag, "videos") for tag in (*FILES, *BROKEN, "several")}
    # The small GIF beside a video is no second one.
    assert listed == videos | {("a", "images/moving", "images"), ("b", "rollout/video", "videos")}
    assert about(client, "images/moving", "images")[0]["frames"] == 24


@pytest.mark.parametrize("case", ["torch", "tensorboardx"])
def test_what_pytorch_and_tensorboardx_write_as_video_is_one(case: str) -> None:
    logdir = CONFORMANCE / case / "logs"
    with sonde.open(logdir) as board:
        found = client_of(logdir, board).get("/api/video/series").json()["series"]
        assert all("video" in one["tag"] for one in found)
        images = {info.tag for info in board.query.series("images") if "video" in info.tag}
        assert {one["tag"] for one in found} == images


def test_new_series_are_listed_and_very_many_come_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    file = tmp_path / "a" / "events.out.tfevents.0000001000.host.0"
    file.write_bytes(event_file(*(image_record(f"i/{n}", 1, IMAGES["moving"]) for n in range(5))))
    monkeypatch.setattr(listing, "SERIES_AT_ONCE", 2)
    monkeypatch.setattr(listing, "SECONDS_AT_ONCE", -1)
    asked = listing.Listing()
    with sonde.open(tmp_path) as board:
        answer = asked.ask(board.query)
        assert (answer.complete, answer.series) == (False, [])
        monkeypatch.setattr(listing, "SECONDS_AT_ONCE", 1)
        assert len(asked.ask(board.query).series) == 5
    (tmp_path / "b").mkdir()
    shutil.copy(file, tmp_path / "b" / file.name)
    with sonde.open(tmp_path) as board:
        assert len(asked.ask(board.query).series) == 10


def test_several_videos_of_a_step_and_bad_questions(client: TestClient) -> None:
    assert [one["media_type"] for one in about(client, "several")] == ["video/mp4", "video/webm"]
    for asked in ({"index": 9}, {"tag": "none"}, {"run": "none"}):
        found = client.get("/api/video/about", params={"run": "a", "tag": "mp4", "index": 0, **asked})
        assert found.status_code == 404
        assert set(found.json()["error"]) == {"code", "message", "hint"}
