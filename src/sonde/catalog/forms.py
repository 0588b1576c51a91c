"""Forms: what each field may hold. What comes from outside is read by them, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sonde.catalog.nouns import KINDS, SETS, Edit, Kind
from sonde.errors import BadQueryError

MOST_ID_BYTES = 1500
"""A database that indexes names refuses longer ones."""

_PLAIN = r"^[^\x00]*$"  # no database keeps a zero byte in an index

RunKey = Annotated[str, Meta(min_length=1, max_length=MOST_ID_BYTES, pattern=_PLAIN)]
Id = Annotated[str, Meta(min_length=1, max_length=MOST_ID_BYTES, pattern=_PLAIN)]
Name = Annotated[str, Meta(min_length=1, max_length=300)]
Tag = Annotated[str, Meta(min_length=1, max_length=100, pattern=_PLAIN)]
Text = Annotated[str, Meta(max_length=500_000)]
Address = Annotated[str, Meta(max_length=200_000)]
Step = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Colour = Annotated[int, Meta(ge=0, le=255)] | Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]

FORMS: Mapping[Kind, Mapping[str, Any]] = {
    "run": {
        "display_name": Name,
        "note": Text,
        "starred": bool,
        "archived": bool,
        "colour": Colour,
        "tags": Tag,
    },
    "project": {"note": Text, "default_view": Id},
    "annotation": {
        "run": RunKey,
        "first_step": Step,
        "last_step": Step,
        "tag": Annotated[str, Meta(max_length=10_000)],
        "text": Text,
    },
    "view": {"project": Id, "name": Name, "address": Address},
    "group": {"project": Id, "name": Name, "runs": RunKey},
}
"""The type of each field that can be set; of a set, that of its elements."""


def checked(edit: Edit) -> Edit:
    """The edit, if it can be made. Raises BadQueryError, which says what was expected."""
    where = f"{edit.kind} {edit.id[:80]!r}"
    form = FORMS.get(edit.kind, {}).get(edit.field)
    if form is None:
        known = ", ".join(FORMS.get(edit.kind, KINDS))
        raise BadQueryError(f"{where}: there is no field {edit.field!r}", f"it has {known}")
    _read(edit.id, Id, where)
    if len(edit.id.encode("utf-8", "surrogatepass")) > MOST_ID_BYTES:
        raise BadQueryError(
            f"{where}: expected a key of at most {MOST_ID_BYTES} bytes", "shorten the path of the run"
        )
    where = f"{where} {edit.field}"
    if edit.field not in SETS.get(edit.kind, ()):
        return edit if edit.value is None else replace(edit, value=_read(edit.value, form, where))
    _read(edit.element, form, where)
    return replace(edit, value=True if edit.value else None)


def _read(value: Any, form: Any, where: str) -> Any:
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        what = str(error).partition(" - at")[0].replace("`", "")
        raise BadQueryError(f"{where}: {what[:1].lower()}{what[1:]}, got {value!r:.80}") from None
