"""One error shape: `{"error": {"code", "message", "hint"}}`, whatever went wrong and wherever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from sonde import errors
from sonde.server.json_body import json_body
from sonde.server.questions import LongQuestion, MalformedQuestion
from sonde.server.workers import BusyError

# The first class that fits decides. A SondeError also brings its own code.
_STATUS_OF: tuple[tuple[type[errors.SondeError], int], ...] = (
    (BusyError, 503),
    (errors.NotFoundError, 404),
    (errors.AmbiguousTagError, 400),
    (errors.BadQueryError, 400),
    (errors.LogdirError, 400),
    (errors.StaleBlobError, 409),
    (errors.LargeBlobError, 422),
    (errors.BlobError, 410),
    (errors.MissingExtraError, 501),
    (errors.CatalogError, 503),
    (errors.ConflictError, 409),
    (errors.RefusedError, 409),
    (errors.NotAllowedError, 403),
)

# Codes of errors that are HTTP's own. They are part of the API: a client may branch on them.
_CODE_OF = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    500: "internal",
}


def error_answer(
    status: int,
    message: str,
    hint: str = "",
    *,
    code: str = "",
    headers: Mapping[str, str] | None = None,
    details: Mapping[str, object] | None = None,
) -> Response:
    """The one shape. `message` says what was expected and found, `hint` what to do ("" when nothing can be done).

    A few errors have `details` of their own.
    """
    code = code or _CODE_OF.get(status) or HTTPStatus(status).name.lower()
    body = json_body({"error": {"code": code, "message": message, "hint": hint, **(details or {})}})
    all_headers = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body, status_code=status, media_type="application/json", headers=all_headers)


def answer_of(request: Request, error: Exception) -> Response:
    """What a request gets whose function raised `error`."""
    if isinstance(error, errors.SondeError):
        status = next((status for kind, status in _STATUS_OF if isinstance(error, kind)), 500)
        return error_answer(status, error.message, error.hint, code=error.code, details=error.details)
    if isinstance(error, LongQuestion):
        hint = "ask for fewer runs at once, or for all: null"
        return error_answer(413, str(error), hint, code="too_long")
    if isinstance(error, MalformedQuestion):
        return error_answer(400, str(error), f"see {_root(request)}/api/docs for what is expected")
    # The server's log has the traceback; the answer names no file and no value.
    message = f"{request.method} {request.scope['path']} failed with {type(error).__name__}"
    return error_answer(500, message, "this is a bug of Sonde; the terminal that runs it shows where")


def nothing_here(request: Request) -> Response:
    message = f"nothing is served at {request.scope['path']!r}"
    return error_answer(404, message, f"see {_root(request)}/api/docs")


def other_method(request: Request, allowed: Sequence[str]) -> Response:
    message = f"{request.method} is not answered at {request.scope['path']!r}"
    named = ", ".join(allowed)
    return error_answer(405, message, f"use {named}", headers={"Allow": named})


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))
