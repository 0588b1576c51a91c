"""Distributions: every logged histogram as TensorBoard's nine percentiles. The page Histograms shows them."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, Literal

from msgspec import Meta

from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.query.contract import BASIS_POINTS, KeptPoints
from sonde.query.histograms import Histograms


def mount(router: Router, app: App) -> None:
    @router.get("", summary="Percentiles of every histogram", responses=_RESPONSE)
    def every_distribution(
        request: Request,
        tag: Annotated[str, Meta(description="the series' tag")],
        run: Annotated[
            list[str] | None, Meta(description="a run; may be repeated; none asks for all")
        ] = None,
        attempts: Annotated[
            KeptPoints,
            Meta(
                description="tensorboard: what TensorBoard shows, in the order of the records, all but what a restarted session"
                " took the place of; current: what no later attempt took the place of, by step; all: every point, attempt by"
                " attempt"
            ),
        ] = "tensorboard",
        format: Annotated[Literal["json", "csv"], Meta(description="form of the answer")] = "json",
    ) -> Response:
        """Every point, run by run: run, tag, step, wall_time, percentiles ([basis point, value] each), attempt, superseded, error.

        The basis points are the nine of TensorBoard's Distributions: 0, 668, 1587, 3085, 5000, 6915, 8413, 9332 and 10000 in
        10000. A value that cannot be read has null in place of percentiles, and says why in `error`, which is null else. CSV
        has a column for each basis point.
        """
        query = app.query()
        found = query.histograms(tag, query.runs_with(tag, run, "histograms"), kept=attempts)
        rows = [row for one in found for row in percentile_rows(one)]
        if format == "csv":
            return app.text(request, _as_csv(rows), "text/csv")
        return app.json(request, rows)


def percentile_rows(found: Histograms) -> list[dict[str, Any]]:
    """One row for each point."""
    return [
        {
            "run": found.run,
            "tag": found.tag,
            "step": int(step),
            "wall_time": float(wall_time),
            "percentiles": None
            if error
            else [list(pair) for pair in zip(BASIS_POINTS, values.tolist(), strict=True)],
            "attempt": int(attempt),
            "superseded": bool(superseded),
            "error": error or None,
        }
        for step, wall_time, values, attempt, superseded, error in zip(
            found.steps,
            found.wall_times,
            found.percentiles(),
            found.attempts,
            found.superseded,
            found.errors,
            strict=True,
        )
    ]


def _as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["run", "tag", "step", "wall_time", *BASIS_POINTS, "attempt", "superseded", "error"])
    for row in rows:
        values = (
            [""] * len(BASIS_POINTS)
            if row["percentiles"] is None
            else [value for _, value in row["percentiles"]]
        )
        head = [row["run"], row["tag"], row["step"], row["wall_time"]]
        writer.writerow([*head, *values, row["attempt"], int(row["superseded"]), row["error"] or ""])
    return text.getvalue()


_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The rows",
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
}

PANEL = Panel(id="distributions", kinds=("histograms",), mount=mount)
