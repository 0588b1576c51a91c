"""Text: which steps there are, texts as HTML that is safe to show, and where they say something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from sonde.errors import BadQueryError, NotFoundError
from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.text.documents import Document, document
from sonde.panels.text.finding import KIND, FoundAnswer, Position, find
from sonde.panels.text.samples import Samples, samples
from sonde.query import Query, Stretch, Tensors, Value

MAX_DOCUMENTS = 100
"""So many documents are made for one answer."""

_MOST = 2**53

Runs = Annotated[list[str] | None, Meta(description="names of runs; null asks for all")]


class PointsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which series."""

    tag: str
    runs: Runs = None


class TextPoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A point of a text series."""

    run: str
    tag: str
    index: Annotated[int, Meta(ge=0, le=_MOST, description="the point's number, from 0")]
    slice: Annotated[
        list[int],
        Meta(max_length=64, description="of more than two axes, the place on each before the last two"),
    ] = []


class DocumentsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which points, and how."""

    points: Annotated[list[TextPoint], Meta(min_length=1, max_length=MAX_DOCUMENTS)]
    markdown: Annotated[bool, Meta(description="as HTML; else as it was written")] = True


class FindQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked for, and where."""

    text: Annotated[str, Meta(min_length=1, max_length=1000, description="upper and lower case are the same")]
    tag: Annotated[str | None, Meta(description="null looks in every tag")] = None
    runs: Runs = None
    start: Annotated[Position | None, Meta(description="`next` of the answer before")] = None


def mount(router: Router, app: App) -> None:
    @router.post("/points", summary="Points of one tag", responses=_ARROW_RESPONSE, reads_files=False)
    def points(question: PointsQuestion) -> Response:
        """One row for each run that has the tag, its points as list columns: step, wall_time, attempt, superseded (1 or 0).

        A point's place in the lists is its number, by which the other routes know it.
        """
        query = app.query()
        return app.arrow(_point_columns(query, question), {"generation": query.generation})

    @router.post("/documents", summary="Texts to show", answers=list[Document])
    def documents(request: Request, question: DocumentsQuestion) -> Response:
        """The texts of these points, in this order. Markdown is rendered in the manner of GitHub and sanitised: nothing in it
        runs, nothing is loaded from elsewhere. Very long texts come as they are, and not whole: `left_out` says so.
        """
        query = app.query()
        return app.json(
            request, [_document(query, point, as_markdown=question.markdown) for point in question.points]
        )

    @router.post("/samples", summary="Texts as prompts and answers", answers=list[Samples])
    def text_samples(request: Request, question: DocumentsQuestion) -> Response:
        """The texts of these points, in this order, as the samples that they hold: rows of a table of strings or of a Markdown
        table, objects of JSON, or what stands below words such as *Prompt* and *Answer*; a text that is none of these is one sample.
        """
        query = app.query()
        return app.json(
            request, [_samples(query, point, as_markdown=question.markdown) for point in question.points]
        )

    @router.post("/find", summary="Texts that say something", answers=FoundAnswer)
    def find_text(request: Request, question: FindQuestion) -> Response:
        """The points whose texts say it, in order of run, tag and point. An answer looks at so much and says where the next one
        goes on; ask until `next` is null.
        """
        return app.json(
            request, find(app.query(), question.text, question.tag, question.runs, question.start)
        )


def _point_columns(query: Query, question: PointsQuestion) -> list[Column]:
    wanted = None if question.runs is None else set(question.runs)
    found: list[Tensors] = [
        query.tensors(info.run, info.tag, KIND)
        for info in query.series(KIND, None, question.tag)
        if wanted is None or info.run in wanted
    ]
    offsets = np.cumsum([0, *map(len, found)], dtype=np.int32)

    def lists(name: str, parts: Sequence[np.ndarray[Any, Any]], dtype: type) -> Column:
        return Column(
            name, np.concatenate([np.zeros(0, dtype), *(part.astype(dtype) for part in parts)]), offsets
        )

    return [
        Column("run", [points.run for points in found]),
        lists("step", [points.steps for points in found], np.int64),
        lists("wall_time", [points.wall_times for points in found], np.float64),
        lists("attempt", [points.attempts for points in found], np.int32),
        lists("superseded", [points.superseded for points in found], np.int32),
    ]


def _document(query: Query, point: TextPoint, *, as_markdown: bool) -> Document:
    """One document. What cannot be had is an error of its own, and the others are unharmed."""
    found = _value(query, point)
    if isinstance(found, str):
        return Document(**_place(point), error=found)
    return document(point.run, point.tag, found, point.slice, as_markdown=as_markdown)


def _samples(query: Query, point: TextPoint, *, as_markdown: bool) -> Samples:
    """The same of its samples."""
    found = _value(query, point)
    if isinstance(found, str):
        return Samples(**_place(point), error=found)
    return samples(point.run, point.tag, found, point.slice, as_markdown=as_markdown)


def _value(query: Query, point: TextPoint) -> Value | str:
    """What the point holds, or why it cannot be had."""
    try:
        found = query.values([Stretch(point.run, point.tag, KIND, point.index, point.index + 1)])
    except (BadQueryError, NotFoundError) as error:
        return str(error)
    return found[0] if found else f"no point {point.index} in text tag {point.tag!r} in run {point.run!r}"


def _place(point: TextPoint) -> dict[str, Any]:
    return {"run": point.run, "tag": point.tag, "index": point.index, "step": 0, "wall_time": 0.0}


_ARROW_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The points",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}}
        },
    },
}

PANEL = Panel(id="text", kinds=(KIND,), mount=mount)
