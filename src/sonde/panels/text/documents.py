"""Documents: what a value of text is to who reads it: one text, or a table of them, as Markdown or as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from sonde.panels.text.markup import markup
from sonde.query import Value

MAX_CHARS = 400_000
"""So many characters of one value are shown; all of them are at /api/tensors/value."""

MAX_MARKDOWN_CHARS = 100_000
"""A longer text is shown as it is."""

MAX_CELLS = 2_000
"""So many texts of one value are shown."""


class Document(Struct, frozen=True, kw_only=True):
    """A point of a text series with its texts."""

    run: str
    tag: str
    index: Annotated[int, Meta(description="the point's number in its series")]
    step: int
    wall_time: float
    shape: Annotated[list[int], Meta(description="[] is one text, [n] a column, [n, m] a table")] = []
    slice: Annotated[
        list[int],
        Meta(description="of more than two axes, the place on each before the last two that is shown"),
    ] = []
    rows: int = 0
    columns: int = 0
    cells: Annotated[
        list[str], Meta(description="row by row; HTML that is safe to show where `html` is true")
    ] = []
    html: bool = False
    chars: Annotated[int, Meta(description="how long the texts of this slice are together")] = 0
    left_out: Annotated[int, Meta(description="how many of these characters are not shown")] = 0
    cells_left_out: Annotated[int, Meta(description="how many texts of this slice are not shown")] = 0
    error: Annotated[str, Meta(description="why it cannot be shown; empty where it can")] = ""


def plain(data: Any) -> str:
    """A text from its bytes: what is no UTF-8 is marked, and bytes of zero, which no browser shows, are left out."""
    return bytes(data).decode("utf-8", "replace").replace("\0", "")


def texts(value: npt.NDArray[Any] | None) -> list[str]:
    """Every text of a value, in order; none where it holds no strings."""
    return [] if value is None or value.dtype != object else [plain(data) for data in value.ravel().tolist()]


def document(run: str, tag: str, found: Value, place: Sequence[int], *, as_markdown: bool) -> Document:
    """What is shown of a value. Of more than two axes `place` says which slice; what lies outside is the nearest."""
    head: dict[str, Any] = {
        "run": run,
        "tag": tag,
        "index": found.index,
        "step": found.step,
        "wall_time": found.wall_time,
    }
    value = found.value
    if value is None:
        return Document(**head, error=found.error)
    if value.dtype != object:
        return Document(
            **head, error=f"expected strings, found numbers ({value.dtype}) of shape {list(value.shape)}"
        )
    if 0 in value.shape:
        return Document(**head, shape=list(value.shape))
    asked = [*place, *[0] * value.ndim]
    at = [min(max(0, asked[axis]), size - 1) for axis, size in enumerate(value.shape[:-2])]
    table = np.atleast_1d(value[tuple(at)])
    table = table.reshape(len(table), -1)
    strings = [plain(data) for data in table.ravel().tolist()]
    # Whole rows, or of a row that is too long alone its beginning.
    rows = max(1, MAX_CELLS // table.shape[1])
    shown = strings[: rows * table.shape[1]][:MAX_CELLS]
    kept, left = [], MAX_CHARS
    for text in shown:
        kept.append(text[:left])
        left -= len(kept[-1])
    chars = sum(map(len, strings))
    html = as_markdown and sum(map(len, kept)) <= MAX_MARKDOWN_CHARS
    return Document(
        **head,
        shape=list(value.shape),
        slice=at,
        rows=-(-len(kept) // table.shape[1]),
        columns=min(table.shape[1], MAX_CELLS),
        cells=[markup(text) for text in kept] if html else kept,
        html=html,
        chars=chars,
        left_out=chars - sum(map(len, kept)),
        cells_left_out=len(strings) - len(kept),
    )
