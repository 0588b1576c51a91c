"""Write src/sonde/_native.pyi, the types of the native core for editors and mypy, from the module as it is built.

    python tools/stub.py            after a change of native/bind/ and a rebuild

A test compares the file with what this writes.
"""

from __future__ import annotations

import importlib
from pathlib import Path

STUB = Path(__file__).resolve().parent.parent / "src" / "sonde" / "_native.pyi"


def generate() -> str:
    """The stub's text."""
    from nanobind.stubgen import StubGen

    module = importlib.import_module("sonde._native")
    generator = StubGen(module)
    generator.put(module)
    return str(generator.get())


def main() -> None:
    STUB.write_text(generate(), encoding="utf-8")
    print(f"wrote {STUB}")


if __name__ == "__main__":
    main()
