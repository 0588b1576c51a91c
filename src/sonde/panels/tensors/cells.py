"""Cells: what single numbers and strings of a plane are, exactly and in full as far as a page has room."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from sonde.errors import BadQueryError
from sonde.panels.tensors.plane import Plane

MAX_CELLS = 10_000
"""So many are answered at once."""

TEXT_CHARS = 2_000
"""So much of each of several strings is shown, "and of one alone"""

LONE_TEXT_CHARS = 200_000

HEX_BYTES = 512
"""And so much of what is no text."""

# Besides these, a text has no characters below the blank.
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


class TensorCells(Struct, frozen=True, kw_only=True):
    """A part of a plane, row by row."""

    first_row: int
    last_row: Annotated[int, Meta(description="the number behind the last one")]
    first_column: int
    last_column: int
    cells: Annotated[
        list[str],
        Meta(
            description="numbers as NumPy writes them: read as the tensor's type they are the same; of strings the beginning, "
            "of bytes that are no text their hexadecimal digits"
        ),
    ]
    sizes: Annotated[list[int], Meta(description="of strings how many bytes each has; empty for numbers")]
    binary: Annotated[list[bool], Meta(description="of strings which of them are no text; empty for numbers")]


def cells(plane: Plane, rows: range, columns: range) -> TensorCells:
    """These cells. Raises BadQueryError for too many, and what reading raises."""
    if len(rows) * len(columns) > MAX_CELLS:
        raise BadQueryError(
            f"{len(rows):,} rows of {len(columns):,} cells at once", f"ask for up to {MAX_CELLS:,} cells"
        )
    found = plane.read(rows, columns).ravel()
    place: dict[str, Any] = {
        "first_row": rows.start,
        "last_row": rows.stop,
        "first_column": columns.start,
        "last_column": columns.stop,
    }
    if plane.array.dtype != object:
        return TensorCells(**place, cells=_exactly(found), sizes=[], binary=[])
    strings: list[bytes] = found.tolist()
    chars = LONE_TEXT_CHARS if len(strings) == 1 else TEXT_CHARS
    binary = [not is_text(one) for one in strings]
    return TensorCells(
        **place,
        cells=[
            one[:HEX_BYTES].hex() if opaque else text_of(one, chars)
            for one, opaque in zip(strings, binary, strict=True)
        ],
        sizes=[len(one) for one in strings],
        binary=binary,
    )


def _exactly(numbers: npt.NDArray[Any]) -> list[str]:
    """The shortest digits that are read as the same number of the same type."""
    return (
        [str(one) for one in numbers] if numbers.dtype != np.bool_ else [str(one) for one in numbers.tolist()]
    )


def is_text(data: bytes) -> bool:
    """Whether bytes can be shown as what they say."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.intersection(data)


def text_of(data: bytes, chars: int) -> str:
    """The beginning of a text. A character takes at most four bytes."""
    return data[: 4 * chars].decode("utf-8", "ignore")[:chars]
