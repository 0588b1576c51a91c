"""Sonde shows what happens inside a training run.

Names are loaded when they are first used, so that `import sonde` in a training script costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def _refuse_subinterpreters() -> None:
    """NumPy and the native core live in a process's main interpreter alone; in another one they end or hang the process."""
    name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    try:
        interpreters: Any = import_module(name)
    except ImportError:
        return  # a Python without them
    current, main = (
        each[0] if isinstance(each, tuple) else each
        for each in (interpreters.get_current(), interpreters.get_main())
    )
    if current != main:
        raise ImportError("sonde works in the main interpreter of a process only; this is a subinterpreter")


_refuse_subinterpreters()

# Where each public name lives: (module, attribute), the attribute None for the module itself.
_HOMES: dict[str, tuple[str, str | None]] = {
    "FileWriter": ("sonde.writer", "FileWriter"),
    "SummaryWriter": ("sonde.writer", "SummaryWriter"),
    "hparams": ("sonde.hparams", None),
    "open": ("sonde.board", "open"),
    "summary": ("sonde.summary", None),
}

__all__ = ["FileWriter", "SummaryWriter", "__version__", "hparams", "open", "summary"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sonde' has no attribute {name!r}")
    module_name, attribute = home
    module = import_module(module_name)
    value = module if attribute is None else getattr(module, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
