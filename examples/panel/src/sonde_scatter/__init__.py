"""A panel for Sonde: two scalars against each other, a dot for each step at which a run logged both."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from msgspec import Meta, Struct

from sonde.panels.contract import App, Page, Panel, Request, Response, Router
from sonde_scatter.pairs import Cloud, cloud

__all__ = ["PANEL"]


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which two tags, of which runs, on how many pixels."""

    x: str
    y: str
    runs: list[str] | None = None
    width: Annotated[int, Meta(ge=1, le=10_000)] = 800
    height: Annotated[int, Meta(ge=1, le=10_000)] = 500


def mount(router: Router, app: App) -> None:
    """One route, /api/scatter/pairs."""

    @router.post("/pairs", summary="Two scalars paired by step", answers=Cloud)
    def pairs(request: Request, question: Question) -> Response:
        """The dots of each run. Of dots that fall on one pixel the newest stands for all, so that the picture is that of all
        pairs however many there are.
        """
        q = question
        return app.json(request, cloud(app.query(), q.x, q.y, q.runs, q.width, q.height))


PANEL = Panel(
    id="scatter",
    kinds=("scalars",),
    mount=mount,
    page=Page("Scatter", files("sonde_scatter") / "page", chinese_title="散点图"),
)
