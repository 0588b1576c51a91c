"""Which room may import which: the table, and the search for imports that break it or close a circle.

    python tools/layers.py [ROOT]      prints each offending import and circle, exit status 1 when there is one

What is not written here is not allowed. A room is a folder (or a module) directly under native/, src/sonde/ or
web/src/; each may always import itself. A new room needs a row, and ARCHITECTURE.md a line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import imports
from circles import circles

Table = Mapping[str, frozenset[str]]


def _table(rows: dict[str, str]) -> Table:
    return {room: frozenset(allowed.split()) for room, allowed in rows.items()}


# Rooms of native/, by the first folder of #include "room/file.h". `python` stands for Python.h and nanobind.
NATIVE = _table(
    {
        "crc32c": "",
        "columns": "",
        "lines": "columns",
        "histograms": "",
        "wire": "crc32c",
        "events": "wire columns",
        "writer": "crc32c",
        "fuzz": "wire events columns",
        "bind": "crc32c wire columns lines histograms events writer python",
    }
)

# Rooms of src/sonde/. `*` among the allowed stands for packages from outside the standard library.
PYTHON = _table(
    {
        "_native": "*",
        "model": "",
        "errors": "",
        "names": "",
        "mounts": "",
        "deflate": "*",
        "wire": "*",
        "writer": "errors deflate _native *",
        # What the SDK is called from training scripts, one file per way of calling it.
        "summary": "writer *",
        "hparams": "writer keras",
        "keras": "writer summary *",
        "lightning": "writer *",
        "transformers": "writer *",
        "xgboost": "writer *",
        "lightgbm": "writer",
        "optuna": "writer hparams *",
        "catalog": "model errors names mounts *",
        "store": "model _native",
        "reader": "model errors names mounts store _native *",
        "query": "model errors store _native *",
        "expression": "errors *",
        "runs": "model errors wire query expression catalog _native *",
        # What trials tell of hyperparameters, and studies that other tools keep.
        "analysis": "errors *",
        "studies": "errors *",
        "board": "model errors reader store query runs catalog *",
        "panels": "query expression runs catalog analysis studies wire model errors *",
        # Not the reader: what alerts look at is the newest moment, as everybody does.
        "alerts": "query expression runs catalog model errors *",
        "server": "board panels query catalog alerts runs deflate model errors *",
        "cli": "board server query runs catalog writer model errors *",
        "__main__": "cli",
        # The front door names what is public and loads it on first use.
        "__init__": "board writer summary hparams model errors",
    }
)

# Rooms of web/src/. `svelte` stands for the UI framework, `*` for every other package; `main` is the entry, which
# alone joins app and panels.
WEB = _table(
    {
        "base": "*",
        "data": "base *",
        "plot": "base *",
        "widgets": "base svelte *",
        "app": "base data plot widgets svelte *",
        "cards": "base data plot widgets app svelte *",
        "panels": "base data plot widgets app cards svelte *",
        "main": "base data plot widgets app panels svelte *",
    }
)

# Rooms inside a room that nobody outside of them knows, and the one module that makes what is in them.
INNER = {"sonde.query.local": "sonde.board"}

# Rooms whose parts are features of their own: one part must not know another, so that each can be removed. The names
# are what parts share.
SLICED = {"panels": frozenset({"__init__", "index", "contract", "lines", "points", "support"})}


@dataclass(frozen=True, slots=True)
class Violation:
    """One import that the table does not allow."""

    path: str
    line: int
    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.importer} may not import {self.imported}"


def violations(root: Path) -> list[Violation]:
    """Every import under `root` that breaks the table, ordered by path and line."""
    found = [*_native(root), *_python(root), *_web(root)]
    return sorted(found, key=lambda v: (v.path, v.line, v.imported))


# --- C++ ---------------------------------------------------------------------------------------------------------


def _native(root: Path) -> Iterator[Violation]:
    base = root / "native"
    for path in imports.files(base, imports.CPP):
        room = path.relative_to(base).parts[0]
        for found in imports.includes(path):
            target = _native_target(path, base, found.name)
            if target is not None and not _allowed(NATIVE, room, target):
                yield Violation(_relative(path, root), found.line, f"native/{room}", target)


def _native_target(path: Path, base: Path, name: str) -> str | None:
    """The room (or `python`) that an include names; None for the standard library and for a neighbour."""
    if name.strip("<>") == "Python.h" or name.strip("<>").startswith("nanobind/"):
        return "python"
    if name.startswith("<"):
        return None
    if name.startswith(".") or "/" not in name:
        target = (path.parent / name).resolve()
        return target.relative_to(base.resolve()).parts[0] if target.is_relative_to(base.resolve()) else name
    return name.split("/")[0]


# --- Python ------------------------------------------------------------------------------------------------------


def _python(root: Path) -> Iterator[Violation]:
    base = root / "src" / "sonde"
    for path in imports.files(base, imports.PYTHON):
        parts = list(path.relative_to(base).with_suffix("").parts)
        room = parts[0]
        for found in imports.python_imports(path, ["sonde", *parts]):
            if found.name.split(".")[0] != "sonde":
                if _outside_standard_library(found.name) and not _allowed(PYTHON, room, "*"):
                    package = found.name.rpartition(".")[0] or found.name
                    yield Violation(_relative(path, root), found.line, f"sonde.{room}", package)
                continue
            target = _python_room(found.name, base)
            if target is not None and (
                not _allowed(PYTHON, room, target)
                or _crosses(room, parts, found.name.split(".")[1:])
                or _enters(".".join(["sonde", *parts]), found.name)
            ):
                yield Violation(_relative(path, root), found.line, f"sonde.{'.'.join(parts)}", found.name)


def _python_room(target: str, base: Path) -> str | None:
    """The room that a dotted name leads to; None for the package's version, which everyone may read."""
    parts = target.split(".")
    if len(parts) == 1:
        return "__init__"
    name = parts[1]
    if name == "__version__":
        return None
    known = name in PYTHON or (base / name).exists() or (base / f"{name}.py").exists()
    return name if known else "__init__"


def _enters(importer: str, imported: str) -> bool:
    """Whether an import leads from outside into what only one module may know."""
    return any(
        f"{imported}.".startswith(f"{inner}.") and importer != maker and not importer.startswith(f"{inner}.")
        for inner, maker in INNER.items()
    )


def _outside_standard_library(name: str) -> bool:
    return name.split(".")[0] not in sys.stdlib_module_names


# --- TypeScript and Svelte ---------------------------------------------------------------------------------------


def _web(root: Path) -> Iterator[Violation]:
    base = root / "web" / "src"
    for path in imports.files(base, imports.WEB):
        parts = list(path.relative_to(base).parts)
        room = parts[0] if len(parts) > 1 else "main"
        parts[-1] = parts[-1].split(".")[0]
        for found in imports.web_imports(path):
            target = _web_target(path, base, found.name)
            if target is None:
                continue
            if not _allowed(WEB, room, target[0]) or _crosses(room, parts, target):
                yield Violation(_relative(path, root), found.line, f"web/src/{'/'.join(parts)}", found.name)


def _web_target(path: Path, base: Path, name: str) -> list[str] | None:
    """The path inside web/src that an import names, or [`svelte`] or [`*`]; None for assets outside src."""
    if not name.startswith("."):
        return ["svelte" if name.split("/")[0] in {"svelte", "@sveltejs"} else "*"]
    resolved = (path.parent / name).resolve()
    if not resolved.is_relative_to(base.resolve()):
        return None
    parts = list(resolved.relative_to(base.resolve()).parts)
    if len(parts) == 1 and not (base / parts[0]).is_dir():
        return ["main"]
    parts[-1] = parts[-1].split(".")[0]
    return parts


# --- shared ------------------------------------------------------------------------------------------------------


def _allowed(table: Table, room: str, target: str) -> bool:
    return room == target or target in table.get(room, frozenset())


def _crosses(room: str, importer: list[str], target: list[str]) -> bool:
    """Whether an import inside a sliced room leads from one feature into another."""
    shared = SLICED.get(room)
    if shared is None or not target or target[0] != room:
        return False
    if len(importer) < 2 or len(target) < 2 or importer[1] in shared or target[1] in shared:
        return False
    return importer[1] != target[1]


def _relative(path: Path, root: Path) -> str:
    return str(PurePosixPath(path.relative_to(root)))


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    found = violations(root)
    round_trips = circles(root)
    for violation in found:
        print(violation)
    for circle in round_trips:
        print("a circle of imports:", " -> ".join([*circle, circle[0]]))
    return 1 if found or round_trips else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
