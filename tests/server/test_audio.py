"""What sounds are, of every writer, as TensorBoard tells them; and of those that are damaged or unknown."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from starlette.testclient import TestClient

import sonde
from sonde import summary
from sonde.panels.audio import sound
from sonde.server.app import Application
from support.media import encoded_sound, event_file, sound_record, tone
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
RATE = 16_000
PCM = tone(RATE // 2, RATE, channels=2)

FILES = {form: encoded_sound(PCM, RATE, form) for form in ("wav", "flac", "ogg", "opus", "mp3")}
BROKEN = {
    "cut": FILES["wav"][:10_000],
    "header": FILES["wav"][:20],
    "adpcm": FILES["wav"].replace(struct.pack("<HH", 1, 2), struct.pack("<HH", 0x11, 2), 1),
    "words": b"no sound at all",
    "nothing": b"",
    "ogg_of_words": b"OggS" + bytes(23) + b"words and words",
    "liar": b"RIFF\xff\xff\xff\xffWAVE" + b"LIST\xff\xff\xff\xff" + bytes(40),
}


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(Application(board, web_root=logdir / "web"), base_url="http://localhost")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    root = tmp_path_factory.mktemp("runs")
    (root / "a").mkdir()
    records = [sound_record(tag, 7, data) for tag, data in (FILES | BROKEN).items()]
    (root / "a" / "events.out.tfevents.0000001000.host.0").write_bytes(event_file(*records))
    with summary.create_file_writer(str(root / "b")).as_default():
        summary.audio("several", np.sin(np.arange(300.0)).reshape(3, 100, 1), 8000, 2)
    with sonde.open(root) as board:
        yield client_of(root, board)


def about(client: TestClient, tag: str, run: str = "a", index: int = 0) -> list[dict[str, Any]]:
    found = client.get("/api/audio/about", params={"run": run, "tag": tag, "index": index})
    assert found.status_code == 200, found.text
    samples: list[dict[str, Any]] = found.json()["samples"]
    return samples


@pytest.mark.parametrize(
    ("form", "media_type", "codec", "rate", "bits", "frames"),
    [
        ("wav", "audio/wav", "pcm", RATE, 16, 8000),
        ("flac", "audio/flac", "flac", RATE, 16, 8000),
        # FFmpeg's encoder of Vorbis counts its pages wrongly, and reads its own file so too.
        ("ogg", "audio/ogg", "vorbis", RATE, 0, 1344),
        ("opus", "audio/ogg", "opus", 48_000, 0, 24_312),
        ("mp3", "audio/mpeg", "mp3", RATE, 0, 9216),
    ],
)
def test_what_a_sound_is_stands_in_its_header(
    client: TestClient, form: str, media_type: str, codec: str, rate: int, bits: int, frames: int
) -> None:
    [clip] = about(client, form)
    assert (clip["media_type"], clip["codec"], clip["sample_rate"], clip["channels"], clip["bits"]) == (
        media_type, codec, rate, 2, bits,
    )  # fmt: skip
    assert (clip["bytes"], clip["problem"]) == (len(FILES[form]), "")
    assert clip["frames"] == frames
    value = client.get("/api/tensors/value", params={"run": "a", "tag": form, "index": 0})
    assert value.headers["content-type"] == media_type
    assert value.content == FILES[form]


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("cut", "cut off: of 8,000 frames it holds 2,4"),
        ("header", "the header of the sound is cut off: it has 20 bytes"),
        ("adpcm", "the codec 0x0011, which browsers do not play"),
        ("words", "found bytes that begin with 6e 6f 20 73"),
        ("nothing", "found no bytes"),
        ("ogg_of_words", "an Ogg file of a codec that is not known"),
        ("liar", "the WAV file holds no samples"),
    ],
)
def test_what_is_wrong_with_a_sound_is_said(client: TestClient, tag: str, says: str) -> None:
    [clip] = about(client, tag)
    assert says in clip["problem"]
    assert clip["bytes"] == len(BROKEN[tag])


def test_headers_that_end_anywhere_are_no_trouble() -> None:
    for data in FILES.values():
        for length in range(200):
            cut = data[:length]
            assert isinstance(sound.look(lambda a, b, cut=cut: cut[a:b], length), sound.Sound)


def test_every_clip_of_a_step(client: TestClient) -> None:
    clips = about(client, "several", "b")
    assert [(clip["part"], clip["frames"], clip["sample_rate"]) for clip in clips] == [
        (part, 100, 8000) for part in range(3)
    ]


def test_bad_questions(client: TestClient) -> None:
    for asked in ({"index": 9}, {"tag": "none"}, {"run": "none"}):
        found = client.get("/api/audio/about", params={"run": "a", "tag": "wav", "index": 0, **asked})
        assert found.status_code == 404
        assert set(found.json()["error"]) == {"code", "message", "hint"}


@pytest.mark.parametrize("case", ["torch", "tensorboardx", "tensorflow1", "tensorflow2"])
def test_steps_types_and_bytes_are_tensorboards(case: str) -> None:
    logdir = CONFORMANCE / case / "logs"
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "audio") as theirs:
        ours = client_of(logdir, board)
        for run, tags in answer(theirs, "audio/tags").items():
            for tag, listed in tags.items():
                asked = {"run": run, "tag": tag, "kind": "audio"}
                every = ours.get("/api/tensors", params={**asked, "format": "json"}).json()
                # Of several points of a step, which a restarted session writes, TensorBoard shows the first.
                first = {point["step"]: point for point in reversed(every)}
                points = [first[step] for step in sorted(first)]
                counts = [len(about(ours, tag, run, point["index"])) for point in points]
                assert max(counts) == listed["samples"]
                for sample in range(listed["samples"]):
                    clips = answer(theirs, "audio/audio", run=run, tag=tag, sample=str(sample))
                    assert [(clip["step"], clip["wall_time"]) for clip in clips] == [
                        (point["step"], point["wall_time"]) for point in points
                    ]
                    for clip, point in zip(clips, points, strict=True):
                        told = about(ours, tag, run, point["index"])[sample]
                        assert told["media_type"] == clip["contentType"]
                        key = {name: values[0] for name, values in parse_qs(clip["query"]).items()}
                        data = theirs.get("/data/plugin/audio/individualAudio", query_string=key).data
                        place = {**asked, "index": point["index"], "part": sample}
                        assert ours.get("/api/tensors/value", params=place).content == data
                        assert told["bytes"] == len(data)
                        compared += 1
    assert compared > 0
