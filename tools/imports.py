"""The imports of a file, as they stand in it: #include in C++, import in Python, TypeScript and Svelte.

What is only for types (`if TYPE_CHECKING:` in Python, `import type` in TypeScript) is marked: it is gone when the program runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Import:
    """One import as it is written: a header's name, a dotted name with its relative part resolved, a module's specifier."""

    line: int
    name: str
    types_only: bool = False


def files(base: Path, suffixes: Iterable[str]) -> Iterator[Path]:
    """The source files below `base`, in the order of their paths."""
    wanted = set(suffixes)
    for path in sorted(base.rglob("*")) if base.is_dir() else []:
        if path.suffix in wanted and "_web" not in path.parts and "node_modules" not in path.parts:
            yield path


# --- C++ ---------------------------------------------------------------------------------------------------------

CPP = (".cc", ".cpp", ".h", ".hpp")

_INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|(<[^>]+>))')


def includes(path: Path) -> Iterator[Import]:
    """Headers; one from the search path keeps its angle brackets."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = _INCLUDE.match(line)
        if match:
            yield Import(number, match[1] or match[2])


# --- Python ------------------------------------------------------------------------------------------------------

PYTHON = (".py", ".pyi")


def python_imports(path: Path, module: list[str]) -> Iterator[Import]:
    """Dotted names; `from a import b` is `a.b`. `module` are the parts of the file's own name, `__init__` for a package."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for_types = {id(node) for block in ast.walk(tree) if _is_for_types(block) for node in ast.walk(block)}
    package = module[:-1]  # the same for a module and for a package's __init__, whose last part is "__init__"
    for node in ast.walk(tree):
        types_only = id(node) in for_types
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(node.lineno, name.name, types_only)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            for name in node.names:
                yield Import(node.lineno, f"{source}.{name.name}", types_only)
        elif isinstance(node, ast.Call) and _is_import_module(node.func) and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield Import(node.lineno, argument.value, types_only)


def _is_for_types(node: ast.AST) -> bool:
    if not isinstance(node, ast.If):
        return False
    test = node.test
    return (test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")) == "TYPE_CHECKING"


def _is_import_module(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


# --- TypeScript and Svelte ---------------------------------------------------------------------------------------

WEB = (".ts", ".js", ".svelte")

_WEB_IMPORT = re.compile(
    r"""(?:^|[\s;}])(?:import|export)\s*(type\s)?[^'"`;=()]*?\bfrom\s*['"]([^'"]+)['"]"""
    r"""|(?:^|[\s;}])import\s*['"]([^'"]+)['"]"""
    r"""|\bimport\s*\(\s*['"]([^'"]+)['"]""",
    re.MULTILINE,
)


def web_imports(path: Path) -> Iterator[Import]:
    """Specifiers of static and dynamic imports, and of exports from elsewhere."""
    text = path.read_text(encoding="utf-8")
    for match in _WEB_IMPORT.finditer(text):
        group = next(number for number in (2, 3, 4) if match[number])
        yield Import(text.count("\n", 0, match.start(group)) + 1, match[group], bool(match[1]))
