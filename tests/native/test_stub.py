"""The committed stub of the native module is the one that nanobind generates."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_stub_is_what_nanobind_generates():
    """When this fails: `make stub`, and commit the file with the change of native/bind/ that it belongs to."""
    spec = importlib.util.spec_from_file_location("stub", ROOT / "tools" / "stub.py")
    stub = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stub)

    assert stub.STUB.read_text(encoding="utf-8") == stub.generate()
