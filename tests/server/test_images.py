"""What images are, and small copies of them: also of those that are damaged, too large or in disguise."""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from httpx2 import Response
from PIL import Image
from starlette.testclient import TestClient

import sonde
from sonde import summary
from sonde.panels.images.kept import Kept
from sonde.panels.images.picture import pixels as pixels_of
from sonde.panels.images.picture import thumbnail
from sonde.server.app import Application
from support.records import bytes_field, event, record, varint_field
from support.servers import SondeProcess, peak_mb

random = np.random.default_rng(1)
LARGE = random.integers(0, 255, (900, 1600, 3), np.uint8)


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes with so many pixels, all black."""
    rows = zlib.compress(bytes(1 + width) * 20)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def moving(form: str) -> bytes:
    frames = [Image.fromarray(np.full((20, 30), shade, np.uint8)) for shade in (0, 120, 250)]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


ROUND = Image.fromarray(LARGE[:40, :60])
DRAWING = b"""<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY who "me">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="30mm" height="1in" onload="alert(1)">
<script>alert(2)</script><style>@import 'http://elsewhere/x.css'</style>
<a xlink:href="javascript:alert(3)"><text onclick="alert(4)" x="3">here &amp; now</text></a>
<use xlink:href="http://elsewhere/a.svg#b"/><use xlink:href="#shape" x="5" style="fill: red"/>
<image href="http://elsewhere/x.png"/><image href="data:image/png;base64,AAAA"/><image href="data:image/svg+xml,x"/>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(5)"/></body></foreignObject>
<rect id="shape" fill="url(#paint)" width="4" style="stroke: url(http://elsewhere/y)"/>
<set attributeName="href" to="javascript:alert(6)"/><linearGradient id="paint"><stop offset="1"/></linearGradient></svg>"""
LAUGHS = b"<svg><g id='a0'><path/></g>%b<use href='#a9'/></svg>" % b"".join(
    b"<g id='a%d'>%b</g>" % (level, b"<use href='#a%d'/>" % (level - 1) * 10) for level in range(1, 10)
)
DEEP = (np.arange(300 * 200, dtype=np.uint32) % 65536).astype(np.uint16).reshape(200, 300)
FILES = {
    "png": encoded(ROUND, "PNG"),
    "jpeg": encoded(ROUND, "JPEG"),
    "webp": encoded(ROUND, "WEBP"),
    "bmp": encoded(ROUND, "BMP"),
    "tiff": encoded(ROUND, "TIFF"),
    "gif": moving("GIF"),
    "moving_png": moving("PNG"),
    "moving_webp": moving("WEBP"),
    "still": encoded(Image.new("L", (30, 20)), "GIF"),
    "palette": encoded(ROUND.quantize(16), "PNG"),
    "clear": encoded(Image.new("RGBA", (700, 20), (255, 0, 0, 90)), "PNG"),
    "cmyk": encoded(ROUND.resize((800, 600)).convert("CMYK"), "JPEG"),
    "deep": encoded(Image.fromarray(DEEP), "PNG"),
    "large": encoded(Image.fromarray(LARGE), "PNG"),
    "cut": encoded(Image.fromarray(LARGE), "PNG")[:200_000],
    "cut_small": encoded(ROUND, "PNG")[:-900],
    "bomb": png_that_says(20_000, 10_000),
    "larger": png_that_says(10_000, 10_000),
    "svg": DRAWING,
    "circular_svg": b"<svg><g id='a'><use href='#a'/></g></svg>",
    "laughing_svg": LAUGHS,
    "broken_svg": b"<svg><p>outside</p></svg>",
    "page": b"<!doctype html><html><svg></svg></html>",
    "words": b"not an image at all",
    "nothing": b"",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    (root / "a").mkdir()
    records = b"".join(
        record(event(bytes_field(5, bytes_field(1, bytes_field(1, tag) + old_image(data))), 7, 1000.0))
        for tag, data in FILES.items()
    )
    version = record(event(bytes_field(3, "brain.Event:2"), wall_time=1000.0))
    (root / "a" / "events.out.tfevents.0000001000.host.0").write_bytes(version + records)
    with sonde.SummaryWriter(root / "b") as writer:
        writer.add_tensor("numbers", np.arange(6.0), 0)
    with summary.create_file_writer(str(root / "b")).as_default():
        summary.image("several", LARGE[None, :50, :80].repeat(3, 0), 2)
    return root


def old_image(data: bytes) -> bytes:
    return bytes_field(4, varint_field(1, 5) + varint_field(2, 5) + varint_field(3, 3) + bytes_field(4, data))


@pytest.fixture(scope="module")
def client(logdir: Path) -> Iterator[TestClient]:
    with sonde.open(logdir) as board:
        yield TestClient(Application(board), base_url="http://localhost:6006", raise_server_exceptions=False)


def small(client: TestClient, tag: str, size: int = 256, run: str = "a", **more: Any) -> Response:
    params = {"run": run, "tag": tag, "index": 0, "size": size, **more}
    return client.get("/api/images/thumbnail", params=params)


def about(client: TestClient, tag: str, run: str = "a") -> list[dict[str, Any]]:
    answer = client.get("/api/images/about", params={"run": run, "tag": tag, "index": 0})
    assert answer.status_code == 200, answer.text
    samples: list[dict[str, Any]] = answer.json()["samples"]
    return samples


@pytest.mark.parametrize("tag", ["png", "jpeg", "webp", "bmp", "gif", "moving_png", "palette"])
def test_what_fits_comes_as_it_was_logged(client: TestClient, tag: str) -> None:
    assert small(client, tag).content == FILES[tag]


@pytest.mark.parametrize(
    ("tag", "size", "expected"),
    [
        ("large", 256, (256, 144)),
        ("clear", 100, (100, 3)),
        ("cmyk", 400, (400, 300)),
        ("deep", 100, (100, 67)),
        ("still", 16, (16, 11)),
    ],
)
def test_what_does_not_fit_is_made_smaller(
    client: TestClient, tag: str, size: int, expected: tuple[int, int]
) -> None:
    answer = small(client, tag, size)

    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == expected


@pytest.mark.parametrize("tag", ["gif", "moving_png", "moving_webp"])
def test_what_moves_is_not_stilled(client: TestClient, tag: str) -> None:
    assert small(client, tag, 16).content == FILES[tag]


def test_what_browsers_do_not_show_comes_with_all_its_pixels(client: TestClient) -> None:
    answer = small(client, "tiff", 512)

    assert answer.headers["content-type"] == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(answer.content))), np.asarray(ROUND))


def test_a_drawing_draws_and_does_nothing_else(client: TestClient) -> None:
    answer = small(client, "svg", 16)

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["content-security-policy"]
    for word in (
        "script",
        "alert",
        "onload",
        "onclick",
        "elsewhere",
        "foreignObject",
        "<a",
        "<set",
        "<style",
        "svg+xml",
    ):
        assert word not in answer.text
    for kept in (
        "here &amp; now",
        'href="#shape"',
        'style="fill: red"',
        'fill="url(#paint)"',
        "data:image/png;base64,AAAA",
    ):
        assert kept in answer.text
    raw = client.get("/api/tensors/value", params={"run": "a", "tag": "svg", "index": 0})
    assert raw.headers["content-type"].startswith("text/plain")


def test_figures_of_matplotlib_lose_nothing_that_is_seen() -> None:
    figure = pytest.importorskip("matplotlib.figure").Figure((3, 2))
    axes = figure.subplots()
    axes.plot([1, 3, 2], marker="o")
    axes.imshow(np.eye(3))
    out = io.BytesIO()
    figure.savefig(out, format="svg")
    before = out.getvalue().decode()

    after = thumbnail(out.getvalue(), 256).decode()

    for element in ("<path", "<use", "<image", "<clipPath", 'style="', "transform="):
        assert (element, after.count(element)) == (element, before.count(element))


def deep_png(pixels: np.ndarray) -> bytes:
    """A PNG of 16 bits, [height, width, channel]."""
    height, width, channels = pixels.shape
    rows = zlib.compress(b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels))
    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pixels_of_16_bits_are_exact(channels: int) -> None:
    pixels = random.integers(0, 65536, (5, 7, channels)).astype(np.uint16)

    assert np.array_equal(pixels_of(deep_png(pixels)), pixels)


def test_a_part_of_the_pixels_is_answered(client: TestClient) -> None:
    def ask(tag: str, **more: int) -> Any:
        return client.get("/api/images/pixels", params={"run": "a", "tag": tag, "index": 0, **more})

    found = ask("deep", x=290, y=198, width=64, height=64).json()
    assert {name: found[name] for name in ("x", "y", "width", "height", "channels")} == {
        "x": 290, "y": 198, "width": 10, "height": 2, "channels": 1,
    }  # fmt: skip
    assert found["values"] == DEEP[198:, 290:].ravel().tolist()
    assert ask("png", x=3, y=5).json()["values"] == LARGE[5, 3].tolist()
    assert ask("clear", x=0, y=0).json()["values"] == [255, 0, 0, 90]
    assert ask("palette", x=0, y=0).json()["channels"] == 3
    assert "300 × 200 pixels, found x 300, y 0" in ask("deep", x=300, y=0).json()["error"]["message"]
    assert ask("bomb", x=0, y=0).status_code == 422
    assert ask("cut", x=0, y=0).status_code == 410
    assert ask("svg", x=0, y=0).status_code == 410


def test_a_deep_image_is_stretched_on_request() -> None:
    dark = (np.arange(20 * 30).reshape(20, 30, 1) + 500).astype(np.uint16)

    plain, stretched = (
        np.asarray(Image.open(io.BytesIO(thumbnail(deep_png(dark), 256, stretched=on))).convert("I"))
        for on in (False, True)
    )
    assert plain.max() == dark.max()
    assert np.array_equal(stretched, np.round((dark[..., 0] - 500.0) / 599 * 255))
    assert np.array_equal(thumbnail(FILES["png"], 256, stretched=True), FILES["png"])


def test_a_small_copy_shows_the_same(client: TestClient) -> None:
    copy = np.asarray(Image.open(io.BytesIO(small(client, "deep", 100).content)).convert("L"))
    averaged = (DEEP >> 8).astype(np.float32).reshape(200, 100, 3).mean(2)

    expected = np.asarray(Image.fromarray(averaged).resize((100, 67), Image.Resampling.LANCZOS))
    assert np.abs(copy - expected).mean() < 3
    clear = Image.open(io.BytesIO(small(client, "clear", 100).content))
    assert (clear.mode, clear.getpixel((50, 1))[3]) == ("RGBA", 90)  # type: ignore[index]


@pytest.mark.parametrize(
    ("tag", "status", "code", "says"),
    [
        ("cut", 410, "damaged_blob", "the image cannot be decoded: "),
        ("cut_small", 410, "damaged_blob", "the image cannot be decoded: "),
        ("bomb", 422, "large_blob", "of 20,000 × 10,000 pixels (200 megapixels)"),
        ("larger", 422, "large_blob", "of 10,000 × 10,000 pixels (100 megapixels)"),
        ("circular_svg", 422, "large_blob", "elements that use each other"),
        ("laughing_svg", 422, "large_blob", "the SVG draws more than 1,000,000 elements"),
        ("broken_svg", 410, "damaged_blob", "the SVG cannot be read: "),
        ("page", 410, "damaged_blob", "expected an image"),
        ("words", 410, "damaged_blob", "found bytes that begin with 6e 6f 74"),
        ("nothing", 410, "damaged_blob", "found no bytes"),
        ("eps", 410, "damaged_blob", "expected an image"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_cannot_be_shown_says_why(
    client: TestClient, tag: str, status: int, code: str, says: str
) -> None:
    answer = small(client, tag)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert says in answer.json()["error"]["message"]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_an_image_is_is_told_without_decoding_it(client: TestClient) -> None:
    [png] = about(client, "png")
    assert (png["media_type"], png["width"], png["height"], png["mode"], png["moves"]) == (
        "image/png", 60, 40, "RGB", False,
    )  # fmt: skip
    assert png["bytes"] == len(FILES["png"])
    assert about(client, "gif")[0]["moves"] is True
    assert about(client, "deep")[0]["mode"] == "I;16"
    assert [about(client, tag)[0]["bits"] for tag in ("png", "palette", "deep", "svg")] == [8, 8, 16, 0]
    [svg] = about(client, "svg")
    assert (svg["media_type"], svg["width"], svg["height"]) == ("image/svg+xml", 113, 96)
    assert (png["said_width"], png["said_height"]) == (5, 5)
    [bomb] = about(client, "bomb")
    assert (bomb["width"], bomb["height"]) == (20_000, 10_000)
    assert "200 megapixels" in bomb["problem"]
    assert "found bytes" in about(client, "words")[0]["problem"]


def test_every_sample_is_told_and_shown(client: TestClient) -> None:
    samples = about(client, "several", "b")

    assert [(one["part"], one["width"], one["height"]) for one in samples] == [
        (part, 80, 50) for part in range(3)
    ]
    assert [small(client, "several", run="b", part=part).status_code for part in range(4)] == [200] * 3 + [
        404
    ]


def test_the_second_answer_is_spared_or_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from sonde.panels.images import picture

    first = small(client, "large", 300)
    monkeypatch.setattr(picture, "thumbnail", None)  # nobody makes it again
    assert small(client, "large", 300).content == first.content
    params = {"run": "a", "tag": "large", "index": 0, "size": 300}
    again = client.get(
        "/api/images/thumbnail", params=params, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("thumbnail", {"index": 9}, 404),
        ("thumbnail", {"size": 5}, 400),
        ("thumbnail", {"size": 100_000}, 400),
        ("thumbnail", {"tag": "none"}, 404),
        ("about", {"index": 9}, 404),
        ("about", {"run": "none"}, 404),
        ("about", {"run": "b", "tag": "numbers", "kind": "tensors"}, 404),
    ],
)
def test_bad_questions(client: TestClient, path: str, params: dict[str, Any], status: int) -> None:
    asked: dict[str, Any] = {"run": "a", "tag": "png", "index": 0, **params}
    answer = client.get(f"/api/images/{path}", params=asked)

    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message", "hint"}


def test_what_is_kept_is_bounded_and_the_least_used_goes() -> None:
    kept = Kept(1000)
    for number in range(20):
        kept.put(str(number), bytes(100))
        assert kept.get("0") is not None
    assert kept.size == 1000
    assert kept.get("1") is None
    kept.put("large", bytes(500))
    assert kept.get("large") is None


def black_png(width: int, height: int, bits: int, channels: int) -> bytes:
    """A PNG with all its rows."""
    squeezed = zlib.compressobj(1)
    row = bytes(1 + width * channels * bits // 8)
    rows = b"".join(squeezed.compress(row) for _ in range(height)) + squeezed.flush()
    colour = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is told by Linux alone")
def test_no_image_takes_memory_without_bound(tmp_path: Path) -> None:
    # 64 megapixels are what is shown at most: RGBA takes 256 MB once, and is never held more often than needs be.
    (tmp_path / "a").mkdir()
    files = {
        "refused": png_that_says(20_000, 10_000),
        "colour": black_png(8000, 8000, 8, 3),
        "deep": black_png(8000, 8000, 16, 4),
    }
    written = [
        record(event(bytes_field(5, bytes_field(1, bytes_field(1, tag) + old_image(data))), 7, 1000.0))
        for tag, data in files.items()
    ]
    version = record(event(bytes_field(3, "brain.Event:2"), wall_time=1000.0))
    (tmp_path / "a" / "events.out.tfevents.0000001000.host.0").write_bytes(version + b"".join(written))

    with SondeProcess("serve", str(tmp_path)) as server:

        def asked(route: str, tag: str, **more: str) -> tuple[int, bytes]:
            question = urlencode({"run": "a", "tag": tag, "index": 0, **more})
            answer, body = server.request("GET", f"/api/images/{route}?{question}")
            return answer.status, body

        while asked("about", "deep")[0] == 404:
            time.sleep(0.05)
        assert asked("about", "refused")[0] == 200  # with which Pillow is there
        before = peak_mb(server)
        assert asked("thumbnail", "refused")[0] == 422
        assert peak_mb(server) - before < 60

    with SondeProcess("serve", str(tmp_path)) as server:
        while asked("about", "deep")[0] == 404:
            time.sleep(0.05)
        before = peak_mb(server)
        assert [asked("thumbnail", tag, size="512")[0] for tag in ("colour", "deep")] == [200, 200]
        assert peak_mb(server) - before < 800
        for status, body in (
            asked("thumbnail", "deep", size="512", stretched="true"),
            asked("pixels", "deep", x="0", y="0"),
        ):
            assert status == 422
            assert b"the values of the image of 8,000 \xc3\x97 8,000 pixels take 512 MB" in body
        assert peak_mb(server) - before < 800
