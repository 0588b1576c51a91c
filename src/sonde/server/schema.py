"""The forms of the JSON answers, for the API's description and for the page's types.

They are loaded when the description is asked for: a server that starts has no time for them, and answers are not checked
against them at run time (tests do that). Every field is always present.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import models_json_schema


class _Answer(BaseModel):
    model_config = ConfigDict(defer_build=True, use_attribute_docstrings=True)


class RunAnswer(_Answer):
    """One run: a directory that directly holds event files."""

    name: str
    """Its path below the log directory, with slashes; `.` is the log directory itself."""
    start_time: float | None
    """The earliest wall time of its events, in seconds since the epoch; null while there is none."""
    last_time: float | None
    """The latest wall time of its events."""
    points: int
    series: int
    attempts: int
    """The largest number of attempts of any of its series."""
    damage: int
    """Places in its files that could not be read; see /api/damage."""
    state: Literal["live", "finished"]
    """`live` while its newest file changed within the last minute."""
    files: int


class TagAnswer(_Answer):
    """One tag of one kind over all runs."""

    tag: str
    kind: str
    runs: int
    """How many runs have it."""
    points: int
    display_name: str
    description: str
    last_wall_time: float


class SeriesAnswer(_Answer):
    """One series: one tag of one kind in one run."""

    run: str
    tag: str
    kind: str
    plugin: str
    points: int
    first_step: int
    last_step: int
    first_wall_time: float
    last_wall_time: float
    attempts: int
    superseded: int
    """Points that a later attempt replaced."""
    writers: int
    """Files that wrote at the same time."""
    display_name: str
    description: str
    data_class: int


class DamageAnswer(_Answer):
    """A place that could not be read and was passed over."""

    run: str
    file: str
    """The event file's name in the run's directory; empty when the directory itself could not be listed."""
    offset: int
    length: int
    reason: str


class LoadingAnswer(_Answer):
    """How far reading has come."""

    files_done: int
    files: int
    bytes_done: int
    bytes: int
    done: bool
    """True when everything that is known of has been read."""


class RootAnswer(_Answer):
    """One root of the log directory and how it is kept up with."""

    location: str
    label: str
    present: bool
    following: Literal["notices", "polling", "no"]
    following_reason: str


class StatusAnswer(_Answer):
    """The server and its data as a whole."""

    version: str
    instance: str
    """Another one after every start of the server; generations of different instances cannot be compared."""
    generation: int
    """Grows with every change of the data."""
    state: Literal["loading", "waiting", "following", "loaded"]
    """`loading` while the first reading goes on, `waiting` when there is no run yet, then `following`; `loaded` when it is
    not followed."""
    logdirs: list[str]
    roots: list[RootAnswer]
    loading: LoadingAnswer
    runs: int
    series: int
    points: int
    bytes: int
    """The size of what was read of the event files."""
    damage: int


class ErrorBody(_Answer):
    code: str
    """A stable name to branch on."""
    message: str
    """What was expected and what was found."""
    hint: str
    """What to do; may be empty."""


class ErrorAnswer(_Answer):
    """Every error has this form."""

    error: ErrorBody


_LISTS: dict[str, type[_Answer]] = {
    "/api/runs": RunAnswer,
    "/api/tags": TagAnswer,
    "/api/series": SeriesAnswer,
    "/api/damage": DamageAnswer,
}
_ERRORS = {"400": "The question is malformed", "404": "There is no run or tag of this name"}


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document that FastAPI makes of the routes, with the forms of answers and errors added."""
    forms: list[type[_Answer]] = [*_LISTS.values(), StatusAnswer, ErrorAnswer]
    _, definitions = models_json_schema(
        [(form, "serialization") for form in forms], ref_template="#/components/schemas/{model}"
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    # FastAPI's own form of errors, which is never sent.
    for foreign in ("HTTPValidationError", "ValidationError"):
        schemas.pop(foreign, None)
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
            operation["responses"] |= {
                status: _response(meaning, _reference(ErrorAnswer)) for status, meaning in _ERRORS.items()
            }
    for path, form in _LISTS.items():
        schema = {"type": "array", "items": _reference(form)}
        document["paths"][path]["get"]["responses"]["200"] = _response("The list", schema)
    document["paths"]["/api/status"]["get"]["responses"]["200"] = _response("It", _reference(StatusAnswer))
    return document


def _reference(form: type[_Answer]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{form.__name__}"}


def _response(meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}
