"""Questions: what a request asks, checked against the parameters of the function that answers it.

Parameters come from the query string or, marked so, from a header; a parameter whose type is a `msgspec.Struct` is the JSON
body. What does not fit is a `MalformedQuestion`, whose words say what was expected, what was found, and where.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request

Place = Literal["query", "header", "body"]


MAX_BODY_BYTES = 4 << 20
"""The longest question that is read: forty thousand names of runs. Read, it takes up to twenty times as much memory."""


class MalformedQuestion(Exception):  # noqa: N818  it is about the question, no error of the server
    """The question's form is wrong: answered with 400."""


class LongQuestion(MalformedQuestion):
    """The question is too long to be read: answered with 413."""

    def __init__(self) -> None:
        super().__init__(f"body: expected at most {MAX_BODY_BYTES:,} bytes, got more")


async def read_body(request: Request) -> bytes:
    """The whole body. Raises LongQuestion where it is too long.

    What is too long is let by to its end, as far as it comes in time: whoever still sends would not hear the answer.
    """
    body = bytearray()
    fits = True
    async for piece in request.stream():
        fits = fits and len(body) + len(piece) <= MAX_BODY_BYTES
        if fits:
            body += piece
        else:
            body.clear()
    if not fits:
        raise LongQuestion
    return bytes(body)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route. `hint` is its type, with `msgspec.Meta` for limits and description."""

    name: str
    hint: Any
    place: Place
    default: Any = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    @property
    def sent_name(self) -> str:
        return self.name.replace("_", "-") if self.place == "header" else self.name

    @cached_property
    def repeated(self) -> bool:
        """Whether it may be given several times."""
        return any(get_origin(part) is list for part in _parts(self.hint))


class Signature:
    """What a route's function wants. `request` is the one parameter that is known by its name alone."""

    def __init__(self, function: Callable[..., Any]) -> None:
        parameters = inspect.signature(function).parameters
        self.wants_request = "request" in parameters
        asked = {name: one for name, one in parameters.items() if name != "request"}
        hints = _hints(function, asked)
        self.parameters = [
            Parameter(name, hints[name], _place(hints[name]), one.default) for name, one in asked.items()
        ]
        self.body = next((one for one in self.parameters if one.place == "body"), None)
        self._single = [one for one in self.parameters if one.place != "body"]
        self._form = msgspec.defstruct(
            "Question",
            [
                (one.name, one.hint) if one.required else (one.name, one.hint, one.default)
                for one in self._single
            ],
            kw_only=True,
        )

    def read(self, query: QueryParams, headers: Headers, body: bytes) -> dict[str, Any]:
        """The arguments by name, `request` not among them. Raises MalformedQuestion."""
        arguments = self._read_single(query, headers)
        if self.body is not None:
            arguments[self.body.name] = _read_body(body, self.body.hint)
        return arguments

    def _read_single(self, query: QueryParams, headers: Headers) -> dict[str, Any]:
        if not self._single:
            return {}
        given: dict[str, Any] = {}
        for one in self._single:
            source = headers if one.place == "header" else query
            if one.sent_name in source:
                given[one.name] = source.getlist(one.sent_name) if one.repeated else source[one.sent_name]
        try:
            read = msgspec.convert(given, self._form, strict=False)
        except msgspec.ValidationError as error:
            raise MalformedQuestion(_words("query", error, given, self._form)) from None
        return {one.name: getattr(read, one.name) for one in self._single}


def _hints(function: Callable[..., Any], names: Mapping[str, object]) -> dict[str, Any]:
    """The types of these parameters alone: those of the request and the answer need no existence at run time."""
    annotations = {name: function.__annotations__.get(name, str) for name in names}
    holder = SimpleNamespace(__annotations__=annotations)
    return get_type_hints(holder, globalns=getattr(function, "__globals__", {}), include_extras=True)


def _place(hint: Any) -> Place:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return "body"
    metas = (meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, msgspec.Meta))
    return "header" if any((meta.extra or {}).get("in") == "header" for meta in metas) else "query"


def _read_body(body: bytes, form: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=form)
    except msgspec.ValidationError as error:
        raise MalformedQuestion(_words("body", error, _decoded(body), form)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        half = _HALF_CHARACTER.search(body)
        what = f"{half[0].decode()} is half of a UTF-16 character" if half else str(error)
        raise MalformedQuestion(f"body: expected JSON, got {_short(body)}: {what}") from None
    except RecursionError:
        raise MalformedQuestion("body: lists and objects are nested too deeply") from None


_HALF_CHARACTER = re.compile(rb"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]..")

_QUOTED_BYTES = 65_536


def _decoded(body: bytes) -> Any:
    """The body without a form, to quote from; nothing where it cannot be had or would take much memory."""
    if len(body) > _QUOTED_BYTES:
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


# What msgspec says, and where: "Expected `int` >= 1 - at `$.width`".
_SAID = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<where>.*)`)?\Z", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_UNKNOWN = object()


def _words(place: str, error: Exception, given: Any, form: Any) -> str:
    """`body width: expected int >= 1, got 0`."""
    said = _SAID.match(str(error))
    what, where = (said["what"], said["where"] or "") if said else (str(error), "")
    if missing := re.fullmatch(r"Object missing required field `(.*)`(.*)", what):
        return f"{place} {missing[1]}: it is required, and missing"
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", what, re.DOTALL):
        return f"{place} {_short(unknown[1])}: there is no such field"
    if what.startswith("Invalid enum value"):
        what = f"Expected {' or '.join(_choices(form, where))}"
    found = _found(given, where)
    what = what.partition(", got ")[0].replace("`", "")
    got = "" if found is _UNKNOWN else f", got {_short(found)}"
    where = where.removeprefix(".")
    return f"{place} {where}".rstrip() + f": {what[:1].lower()}{what[1:]}{got}"


def _found(given: Any, where: str) -> Any:
    for name, index in _STEP.findall(where):
        try:
            given = given[name or int(index)]
        except (LookupError, TypeError):
            return _UNKNOWN
    return given


def _choices(form: Any, where: str) -> Iterator[str]:
    """The words that the field at `where` may be."""
    step = _STEP.match(where)
    hint = get_type_hints(form, include_extras=True).get(step[1]) if step else None
    for part in _parts(hint):
        if get_origin(part) is Literal:
            yield from (repr(word) for word in get_args(part))


def _parts(hint: Any) -> Iterator[Any]:
    """The type and all types that it is made of."""
    yield hint
    if get_origin(hint) is not Literal:
        for part in get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint):
            yield from _parts(part)


def _short(value: object) -> str:
    """The value as it was sent, or its beginning."""
    if isinstance(value, (str, bytes)):
        text = repr(value[:100]).removeprefix("b")
    else:
        text = msgspec.json.encode(value).decode()
    return text if len(text) <= 80 else f"{text[:77]}…"
