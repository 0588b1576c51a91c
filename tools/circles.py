"""Files that import each other in a circle: none of them can be understood, tested or removed without the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from imports import CPP, WEB, Import, files, includes, python_imports, web_imports

Graph = Mapping[str, Collection[str]]


def circles(root: Path) -> list[list[str]]:
    """Each circle in C++, Python or TypeScript under `root`: the paths of its files in the order in which they import.

    Imports that are only for types are no part of a circle, since they are gone when the program runs. An import inside a
    function is: it only hides when the circle closes.
    """
    graphs = (_cpp(root), _python(root), _web(root))
    return sorted(_way_round(graph, knot) for graph in graphs for knot in knots(graph))


def knots(graph: Graph) -> list[set[str]]:
    """The sets of nodes that all lead to each other, and nodes that lead to themselves (Tarjan 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_nodes: list[str] = []
    found: list[set[str]] = []

    def visit(start: str) -> None:
        way: list[tuple[str, Iterator[str]]] = []

        def enter(node: str) -> None:
            order[node] = lowest[node] = len(order)
            open_nodes.append(node)
            way.append((node, iter(sorted(graph.get(node, ())))))

        enter(start)
        while way:
            node, ahead = way[-1]
            step = next(ahead, None)
            if step is None:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    at = open_nodes.index(node)
                    knot = set(open_nodes[at:])
                    del open_nodes[at:]
                    if len(knot) > 1 or node in graph.get(node, ()):
                        found.append(knot)
            elif step not in order:
                enter(step)
            elif step in open_nodes:
                lowest[node] = min(lowest[node], order[step])

    for node in sorted(graph):
        if node not in order:
            visit(node)
    return found


def _way_round(graph: Graph, knot: set[str]) -> list[str]:
    """A shortest way from the knot's first node back to it."""
    first = min(knot)
    ways = [[first]]
    seen = {first}
    for way in ways:
        for step in sorted(graph[way[-1]]):
            if step == first:
                return way
            if step in knot and step not in seen:
                seen.add(step)
                ways.append([*way, step])
    raise AssertionError(f"{first} does not lead back to itself")


def _cpp(root: Path) -> Graph:
    base = root / "native"
    return {
        _name(path, root): _existing(
            root, ((base / one.name, path.parent / one.name) for one in includes(path))
        )
        for path in files(base, CPP)
    }


def _python(root: Path) -> Graph:
    base = root / "src"
    graph = {}
    for path in files(base, {".py"}):
        module = list(path.relative_to(base).with_suffix("").parts)
        needed = (one for one in python_imports(path, module) if not one.types_only)
        # A package may name its own parts: `from sonde.store import a` in its face is no circle.
        graph[_name(path, root)] = _existing(root, (_python_homes(base, one) for one in needed)) - {
            _name(path, root)
        }
    return graph


def _python_homes(base: Path, one: Import) -> Iterator[Path]:
    """Where a dotted name may live: in the longest part of it that is a module."""
    if one.name == "sonde.__version__":
        return
    parts = one.name.split(".")
    for length in range(len(parts), 0, -1):
        module = base.joinpath(*parts[:length])
        yield module.with_name(f"{module.name}.py")
        yield module / "__init__.py"


def _web(root: Path) -> Graph:
    base = root / "web" / "src"
    return {
        _name(path, root): _existing(
            root,
            (
                _web_homes(path.parent / one.name)
                for one in web_imports(path)
                if one.name.startswith(".") and not one.types_only
            ),
        )
        for path in files(base, WEB)
    }


def _web_homes(module: Path) -> Iterator[Path]:
    yield module
    for suffix in (".ts", ".svelte.ts", ".js"):
        yield module.with_name(f"{module.name}{suffix}")
    yield module / "index.ts"


def _existing(root: Path, homes: Iterator[Iterator[Path]] | Iterator[tuple[Path, ...]]) -> set[str]:
    """For each import, the first of its homes that is a file."""
    found = (next((path.resolve() for path in some if path.is_file()), None) for some in homes)
    return {
        _name(path, root.resolve())
        for path in found
        if path is not None and path.is_relative_to(root.resolve())
    }


def _name(path: Path, root: Path) -> str:
    return str(PurePosixPath(path.relative_to(root)))
