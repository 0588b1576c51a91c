"""The server's side of `panels.contract.App`: the newest data and the ways to answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import Response, StreamingResponse

from sonde.catalog import Catalog
from sonde.catalog.nouns import State
from sonde.errors import CatalogError
from sonde.panels.contract import Column, Request
from sonde.query import Bytes, Growing, Query
from sonde.server.answers import body_answer, json_answer
from sonde.server.blobs import blob_answer, plain_file_name
from sonde.server.workers import ANSWERS

_log = logging.getLogger(__name__)


class PanelApp:
    """What the server lends the panels.

    What makes Arrow streams and files is imported when it is first used, which is after the first answer.
    """

    def __init__(self, board: Growing, catalog: Catalog, studies: Sequence[str] = ()) -> None:
        self._board = board
        self._catalog = catalog
        self._studies = tuple(studies)

    def query(self) -> Query:
        return self._board.query

    def studies(self) -> Sequence[str]:
        return self._studies

    def catalog(self) -> State:
        try:
            return self._catalog.state()
        except CatalogError as error:  # what was logged can be looked at all the same
            _log.warning("the catalog cannot be read: %s", error)
            return State()

    def json(self, request: Request, value: Any) -> Response:
        return json_answer(request, value)

    def text(self, request: Request, text: str, media_type: str) -> Response:
        return body_answer(request, text.encode(), f"{media_type}; charset=utf-8")

    def arrow(self, columns: Sequence[Column], metadata: Mapping[str, object]) -> Response:
        from sonde.server import arrow

        # memoryview is what a Response keeps as it is; the bytes are not copied again.
        return Response(arrow.encode(columns, metadata), media_type=arrow.MEDIA_TYPE)

    def download(self, tables: Iterable[Sequence[Column]], filename: str, format: str) -> Response:
        from sonde.server import export

        return self.file(export.pieces(tables, format), f"{filename}.{format}", export.MEDIA_TYPES[format])

    def file(self, pieces: Iterable[bytes], filename: str, media_type: str) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="{plain_file_name(filename)}"'}
        return StreamingResponse(ANSWERS.iterate(iter(pieces)), media_type=media_type, headers=headers)

    def blob(self, request: Request, blob: Bytes, filename: str, *, svg: bool = False) -> Response:
        return blob_answer(request, blob, plain_file_name(filename), svg=svg)
