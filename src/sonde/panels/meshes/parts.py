"""Parts of a mesh: which series hold its vertices, faces and colours, and which of their points belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sonde import wire
from sonde.errors import NotFoundError

if TYPE_CHECKING:
    from sonde.model import SeriesInfo
    from sonde.query import Query, Tensors

KIND = "mesh"

PARTS = ("VERTEX", "FACE", "COLOR")
"""As TensorBoard's plugin ends the tags of a mesh: `name_VERTEX` and so on."""


@dataclass(frozen=True, slots=True)
class MeshParts:
    """The tags of a mesh of a run, by part, and what was logged of how to show it: JSON, empty without."""

    run: str
    name: str
    tags: dict[str, str]
    config: str


def mesh_parts(query: Query, run: str, name: str) -> MeshParts:
    """The parts of the mesh that is called `name`, which may be the tag of one of them. Raises NotFoundError."""
    tags: dict[str, str] = {}
    config = ""
    said = [(info.tag, *_said(info)) for info in query.series(KIND, run)]
    wanted = next((own for tag, _, own, _ in said if tag == name), name)
    for tag, part, own, own_config in said:
        if own == wanted:
            tags.setdefault(part, tag)
            config = config or own_config
    if not tags:
        raise NotFoundError(
            f"no mesh {name!r} in run {run!r}", "GET /api/series?kind=mesh lists the parts of all"
        )
    return MeshParts(run, name, tags, config)


def _said(info: SeriesInfo) -> tuple[str, str, str]:
    """Which part a series is, of which mesh, and its configuration: as its metadata say, or else as its tag ends."""
    by_tag = next((part for part in PARTS if info.tag.endswith(f"_{part}")), "")
    try:
        said = wire.MeshPluginData.FromString(info.plugin_content)
    except Exception:  # whatever a runtime of protobuf raises for bytes that are no message
        said = wire.MeshPluginData()
    part = by_tag if not said.content_type else PARTS[min(said.content_type, len(PARTS)) - 1]
    name = info.tag.removesuffix(f"_{part}") if part else info.tag
    return part or PARTS[0], name, said.json_config


def partner(of: Tensors, index: int, among: Tensors) -> int | None:
    """The point of another part that was logged with a point: of those of its step the one as late among them; None without."""
    step = of.steps[index]
    place = int(np.count_nonzero(of.steps[:index] == step))
    there = np.flatnonzero(among.steps == step)
    return int(there[min(place, len(there) - 1)]) if len(there) else None
