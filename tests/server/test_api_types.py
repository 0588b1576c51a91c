"""The page's types of the HTTP API are those that the server describes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_types_are_what_the_server_describes():
    """When this fails: `make api-types`, and commit the file with the change of the API that it belongs to."""
    spec = importlib.util.spec_from_file_location("api_types", ROOT / "tools" / "api_types.py")
    api_types = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(api_types)

    assert api_types.TYPES.read_text(encoding="utf-8") == api_types.generate()
