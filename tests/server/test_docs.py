"""The documentation names everything that there is."""

from __future__ import annotations

import re
from pathlib import Path

import sonde
from sonde.panels.scalars.panel import ScalarsQuestion
from sonde.server import schema
from sonde.server.app import Application
from sonde.server.catalog import CatalogAnswer

PAGE = (Path(__file__).parents[2] / "docs" / "http-api.md").read_text(encoding="utf-8")


def test_every_route_and_parameter_is_documented(board: sonde.board.Board) -> None:
    for path, methods in Application(board).api.openapi()["paths"].items():
        for method, operation in methods.items():
            assert f"`{method.upper()} {path}`" in PAGE
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    assert f"`{parameter['name']}`" in PAGE, f"{parameter['name']} of {path}"


def test_every_field_of_questions_and_answers_is_documented() -> None:
    forms = [
        value for name, value in vars(schema).items() if name.endswith("Answer") and not name.startswith("_")
    ]
    for form in [*forms, ScalarsQuestion, CatalogAnswer]:
        for field in form.__struct_fields__:
            assert f"`{field}`" in PAGE, f"{field} of {form.__name__}"


def test_every_documented_route_exists(board: sonde.board.Board) -> None:
    paths = Application(board).api.openapi()["paths"]
    documented = set(re.findall(r"`(GET|POST) (/api/[^`?]*)`", PAGE))

    assert documented == {(method.upper(), path) for path, methods in paths.items() for method in methods}
