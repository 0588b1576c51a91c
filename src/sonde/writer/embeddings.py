"""Embeddings for TensorBoard's projector: TSV files, a sprite and a config beside the event file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sonde.writer import files
from sonde.writer.images import grid, png_picture, to_bytes
from sonde.writer.values import Array

_CONFIG = "projector_config.pbtxt"
_LARGEST_SPRITE = 8192  # pixels that browsers show


@dataclass(frozen=True, slots=True)
class Embedding:
    """One entry of the projector's config. Schema: tensorboard/plugins/projector/projector_config.proto."""

    tensor_name: str
    folder: str
    metadata_path: str
    sprite: tuple[int, int] | None  # width and height of one image

    def text(self) -> str:
        """The entry in protobuf's text format."""
        lines = [f"tensor_name: {_quoted(self.tensor_name)}"]
        if self.metadata_path:
            lines.append(f"metadata_path: {_quoted(self.metadata_path)}")
        if self.sprite:
            lines += ["sprite {", f"  image_path: {_quoted(self.folder + '/sprite.png')}"]
            lines += [*(f"  single_image_dim: {size}" for size in self.sprite), "}"]
        lines.append(f"tensor_path: {_quoted(self.folder + '/tensors.tsv')}")
        return "embeddings {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


def write_embedding(
    logdir: str,
    tag: str,
    step: int,
    points: Array,
    metadata: Sequence[Any] | None = None,
    header: Sequence[str] | None = None,
    images: Array | None = None,
) -> Embedding:
    """Writes the files of one embedding below `logdir`, and returns its config entry.

    points: [n, dimensions]. metadata: n labels, or n rows with as many columns as `header`; or the path below `logdir` of
    a file that holds them already. images: [n, channels, height, width], one per point.
    """
    if points.ndim != 2:
        raise ValueError(f"expected points of shape [n, dimensions], found {points.shape}")
    for name, given in (("labels", metadata), ("images", images)):
        if given is not None and not isinstance(given, str) and len(given) != len(points):
            raise ValueError(f"expected {len(points)} {name}, one per point, found {len(given)}")
    folder = f"{step:05d}/{_folder_name(tag)}"
    labels = metadata if isinstance(metadata, str) else ""
    if metadata is not None and not labels:
        labels = f"{folder}/metadata.tsv"
        files.write(logdir, labels, _metadata_tsv(metadata, header))
    if images is not None:
        files.write(logdir, f"{folder}/sprite.png", _sprite(images))
    files.write(logdir, f"{folder}/tensors.tsv", _tensor_tsv(points))
    size = (images.shape[3], images.shape[2]) if images is not None else None
    return Embedding(f"{tag}:{step:05d}", folder, labels, size)


def write_config(logdir: str, embeddings: Sequence[Embedding]) -> None:
    """Writes the config anew, with all of this writer's embeddings."""
    files.write(logdir, _CONFIG, "".join(entry.text() for entry in embeddings).encode())


def _folder_name(tag: str) -> str:
    name = tag.replace("%", "%25").replace("/", "%2f").replace("\\", "%5c")
    return name.replace(".", "%2e") if name in (".", "..") else name


def _tensor_tsv(points: Array) -> bytes:
    rows = ("\t".join(map(str, row)) for row in points.tolist())
    return "".join(row + "\n" for row in rows).encode()


def _metadata_tsv(metadata: Sequence[Any], header: Sequence[str] | None) -> bytes:
    if not header:
        rows = [_one_line(label) for label in metadata]
    else:
        if len(header) != len(metadata[0]):
            raise ValueError(
                f"expected {len(header)} columns of metadata, as in its header, found {len(metadata[0])}"
            )
        rows = ["\t".join(_one_line(cell).replace("\t", " ") for cell in row) for row in (header, *metadata)]
    return "".join(row + "\n" for row in rows).encode()


def _one_line(cell: Any) -> str:
    """A cell without what would begin another row, and move all labels behind it to other points."""
    return str(cell).replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _sprite(images: Array) -> bytes:
    """All images in a square grid, as the projector cuts it."""
    columns = math.ceil(len(images) ** 0.5)
    sheet = grid(images, columns).transpose(1, 2, 0)
    side = sheet.shape[1]
    if side > _LARGEST_SPRITE:
        raise ValueError(f"the sprite would be {side} pixels wide; browsers show {_LARGEST_SPRITE} at most")
    square = np.zeros((max(side, sheet.shape[0]), side, sheet.shape[2]), sheet.dtype)
    square[: sheet.shape[0]] = sheet
    return png_picture(to_bytes(square)).encoded


def _quoted(text: str) -> str:
    return (
        '"'
        + "".join(
            _ESCAPES.get(byte, chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in text.encode()
        )
        + '"'
    )


_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"}
