"""The route of meshes. Which points there are is answered by /api/tensors, of the tag of the vertices."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from sonde.panels.contract import App, Column, Panel, Response, Router
from sonde.panels.meshes.parts import KIND, PARTS, MeshParts, mesh_parts, partner
from sonde.query import Query

MAX_NUMBERS = 60_000_000
"""So many numbers of one part are answered: 20 million points or triangles."""

Numbers = npt.NDArray[Any]

_DTYPES: dict[str, npt.DTypeLike] = {"VERTEX": np.float32, "FACE": np.int32, "COLOR": np.uint8}
_COLUMNS = {"VERTEX": "vertices", "FACE": "faces", "COLOR": "colors"}


def mount(router: Router, app: App) -> None:
    @router.get("", summary="A mesh", responses=_RESPONSE)
    def mesh(
        run: Annotated[str, Meta(description="the run")],
        tag: Annotated[str, Meta(description="the mesh's name, or the tag of its vertices")],
        index: Annotated[int, Meta(description="which point of the vertices' series, from 0", ge=0)],
        sample: Annotated[int, Meta(description="which mesh of the batch, from 0", ge=0)] = 0,
    ) -> Response:
        """One sample of a point as an Arrow table of one row: the lists vertices (float32) and faces (int32, numbers of vertices), three
        numbers each, colors (uint8: red, green and blue of each vertex), empty without, and `problem`, which says what of it cannot
        be read and why.

        Faces and colours are those that were logged at the same step. The schema's metadata holds `samples`, how many meshes the
        point has, and `config`, what was logged of camera, lights and material, as JSON.
        """
        query = app.query()
        parts = mesh_parts(query, run, tag)
        found = {part: _part(query, parts, part, index, sample) for part in PARTS}
        columns = [
            Column(
                _COLUMNS[part],
                found[part][0].astype(_DTYPES[part], copy=False),
                np.array([0, found[part][0].size], np.int32),
            )
            for part in PARTS
        ]
        words = [problem for _, _, problem in found.values() if problem]
        columns.append(Column("problem", ["; ".join(words)]))
        return app.arrow(columns, {"samples": found["VERTEX"][1], "config": parts.config})


def _part(query: Query, parts: MeshParts, part: str, index: int, sample: int) -> tuple[Numbers, int, str]:
    """The numbers of one part, how many samples there are, and what is wrong with it; no numbers where it is not there."""
    tag = parts.tags.get(part)
    if "VERTEX" not in parts.tags:
        return np.zeros(0), 0, "vertices: none were logged, only faces or colours" if part == "VERTEX" else ""
    if tag is None:
        return np.zeros(0), 0, ""
    at = index
    if part != "VERTEX":
        vertices = query.tensors(parts.run, parts.tags["VERTEX"], KIND)
        found = None
        if index < len(vertices):
            found = partner(vertices, index, query.tensors(parts.run, tag, KIND))
        if found is None:
            return np.zeros(0), 0, ""
        at = found
    array = query.array(parts.run, tag, at, KIND)
    shape, strings = array.shape, array.dtype.hasobject
    name = _COLUMNS[part]
    if strings or len(shape) != 3 or shape[2] != 3:
        said = "strings" if strings else " × ".join(map(str, shape)) or "a single number"
        return np.zeros(0), 0, f"{name}: expected numbers of shape batch × n × 3, found {said}"
    # One set of faces or colours may stand for all samples.
    chosen = 0 if part != "VERTEX" and shape[0] == 1 else sample
    if chosen >= shape[0]:
        return np.zeros(0), shape[0], f"{name}: no sample {sample}, there are {shape[0]}"
    if shape[1] * 3 > MAX_NUMBERS:
        return np.zeros(0), shape[0], f"{name}: {shape[1]:,} of them are more than can be drawn"
    numbers = array.read([slice(chosen, chosen + 1), slice(0, shape[1]), slice(0, 3)]).ravel()
    return _as(numbers, _DTYPES[part]), shape[0], ""


def _as(numbers: Numbers, dtype: npt.DTypeLike) -> Numbers:
    """Numbers of another type; what that lacks is its nearest, and what is no number is 0 among whole ones."""
    if numbers.dtype == dtype:
        return numbers
    if np.issubdtype(dtype, np.integer):
        bounds = np.iinfo(np.dtype(dtype))
        numbers = np.nan_to_num(numbers, nan=0).clip(bounds.min, bounds.max) if numbers.size else numbers
    with np.errstate(over="ignore"):
        return numbers.astype(dtype)


_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The mesh",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}}
        },
    },
}

PANEL = Panel(id="meshes", kinds=(KIND,), mount=mount)
