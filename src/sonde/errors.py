"""What can go wrong, by what the caller should do about it.

    SondeError                        any of the below
    ├── NotFoundError                 ask for another name; the message suggests some
    │   ├── RunNotFoundError
    │   ├── TagNotFoundError
    │   └── ColumnNotFoundError
    ├── AmbiguousTagError             ask again and say which kind
    ├── BadQueryError                 a bug in the question: correct it
    │   └── ExpressionError           it says where in the expression
    ├── LogdirError                   give another log directory, or install what reads it
    ├── BlobError                     skip this value; the others are unharmed
    │   ├── DamagedBlobError          its bytes are damaged in the file: asking again does not help
    │   ├── LargeBlobError            it says far more than it holds: ask for the whole of it, if that is meant
    │   └── StaleBlobError            its file changed since the snapshot: ask again
    ├── MissingExtraError             install the named extra
    ├── CatalogError                  look after the database, or keep the catalog elsewhere: --catalog
    ├── ConflictError                 look at what somebody else changed, and change it again
    ├── RefusedError                  nothing was deleted; the message says why
    ├── NotAllowedError               start the server with what the hint names
    └── WriteError                    only under SONDE_STRICT=1: what the SDK would have warned of

Damage in event files raises nothing while a log directory is read: it is counted, shown, and passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

SUGGESTED_AMONG = 20_000
"""Near names are looked for among so many at most: that takes half a second."""


class SondeError(Exception):
    """Any error of Sonde. `hint` says what to do next and may be empty; `code` is its name in the HTTP API."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def details(self) -> Mapping[str, object]:
        """What else the HTTP API says of it, beside code, message and hint."""
        return {}

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class NotFoundError(SondeError, LookupError):
    """There is nothing of this name. Ask for another; the hint suggests some."""

    code = "not_found"


class RunNotFoundError(NotFoundError):
    """The log directory has no such run. Ask for one of `Board.runs()`."""

    code = "run_not_found"

    def __init__(self, run: str, known: Iterable[str]) -> None:
        names = list(known)
        hint = suggestion(run, names) or (
            "there are no runs yet" if not names else "see Board.runs() for all of them"
        )
        super().__init__(f"no run {run!r}", hint)


class TagNotFoundError(NotFoundError):
    """The run has no such tag, or not of this kind. Ask for one of `Board.series(run=…)`."""

    code = "tag_not_found"

    def __init__(
        self, run: str | None, tag: str, known: Iterable[str], hint: str = "", kind: str | None = None
    ) -> None:
        """`run` is None where no run has the tag; `hint` replaces the suggestion of near names."""
        names = list(known)
        what = f"no {kind} tag {tag!r}" if kind else f"no tag {tag!r}"
        where = "in any run" if run is None else f"in run {run!r}"
        rest = f"see Board.series() for all {len(names)}" if names else "there are none"
        super().__init__(f"{what} {where}", hint or suggestion(tag, names) or rest)


class ColumnNotFoundError(NotFoundError):
    """The table of runs has no such column. Ask for one of those that it has."""

    code = "column_not_found"

    def __init__(self, name: str, near: Iterable[str]) -> None:
        hint = " or ".join(repr(one) for one in near)
        super().__init__(
            f"no column {name!r}",
            f"did you mean {hint}?" if hint else "see /api/runs/columns for all of them",
        )


class AmbiguousTagError(SondeError, LookupError):
    """The run has this tag with several kinds. Ask again and name one of them."""

    code = "ambiguous_tag"

    def __init__(self, run: str, tag: str, kinds: Iterable[str]) -> None:
        listed = ", ".join(repr(kind) for kind in kinds)
        super().__init__(f"tag {tag!r} in run {run!r} has several kinds: {listed}", "name one: kind=…")


class BadQueryError(SondeError, ValueError):
    """The question makes no sense (an unknown axis, a width of zero). Correct it; asking again does not help."""

    code = "bad_query"


class ExpressionError(BadQueryError):
    """An expression cannot be understood: see `length` characters from `position` on, counted from 0. Correct it.

    `problem` is a stable name of what is wrong and `found` what it is about, for whoever says it in another language.
    """

    code = "bad_expression"

    def __init__(
        self, problem: str, message: str, position: int, length: int, found: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.problem = problem
        self.position = position
        self.length = length
        self.found = found

    @property
    def details(self) -> Mapping[str, object]:
        return {
            "problem": self.problem,
            "position": self.position,
            "length": self.length,
            "found": self.found,
        }


class LogdirError(SondeError, ValueError):
    """The log directory can't be read by anything installed here. Give another, or install what the hint names."""

    code = "bad_logdir"


class BlobError(SondeError):
    """One value could not be had. Skip it; the others are unharmed."""

    code = "blob"


class DamagedBlobError(BlobError, ValueError):
    """The value's bytes are damaged in its file. Skip it; asking again does not help unless the file is repaired."""

    code = "damaged_blob"


class LargeBlobError(BlobError, ValueError):
    """The value's few bytes stand for a great many. Skip it, or ask for the whole of it: `Tensors.value(index, whole=True)`."""

    code = "large_blob"


class StaleBlobError(BlobError, OSError):
    """The value's file was replaced, shortened or removed since the snapshot. Take the newest snapshot and ask again."""

    code = "stale_blob"


class MissingExtraError(SondeError, ImportError):
    """An optional package is not installed. Install the extra that the hint names."""

    code = "missing_extra"

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} needs {package}, which is not installed", f"pip install 'sonde[{extra}]'")


class CatalogError(SondeError):
    """The database of the catalog cannot be opened, or does not answer. Look after it, or keep the catalog elsewhere."""

    code = "catalog"


class ConflictError(SondeError):
    """Somebody else changed the same field first. Look at both and change it again; `conflicts` has both, and nothing is lost."""

    code = "conflict"

    def __init__(self, message: str, hint: str = "", conflicts: Sequence[object] = ()) -> None:
        super().__init__(message, hint)
        self.conflicts = tuple(conflicts)

    @property
    def details(self) -> Mapping[str, object]:
        return {"conflicts": self.conflicts}


class RefusedError(SondeError):
    """It would be wrong to delete or to move this: a run that is written to, or what lies elsewhere. Nothing was moved."""

    code = "refused"


class NotAllowedError(SondeError):
    """The server was not started with what this takes. Start it with the option that the hint names."""

    code = "not_allowed"


class WriteError(SondeError):
    """The SDK could not log something. Raised only under SONDE_STRICT=1; it is warned of and counted otherwise."""

    code = "write"


def suggestion(name: str, known: list[str]) -> str:
    """Near names as a question, or nothing when none is near."""
    from difflib import get_close_matches

    known = known[:SUGGESTED_AMONG]
    near = get_close_matches(name, known, n=3, cutoff=0.6)
    near += [other for other in known if other not in near and name and other.endswith("/" + name)]
    return "did you mean " + " or ".join(repr(other) for other in near[:3]) + "?" if near else ""
