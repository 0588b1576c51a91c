"""One error shape: `{"error": {"code", "message", "hint"}}`, whatever went wrong and wherever."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from sonde import errors
from sonde.server.answers import json_body

# The first class that fits decides. A SondeError also brings its own code.
_STATUS_OF: tuple[tuple[type[errors.SondeError], int], ...] = (
    (errors.NotFoundError, 404),
    (errors.AmbiguousTagError, 400),
    (errors.BadQueryError, 400),
    (errors.LogdirError, 400),
    (errors.StaleBlobError, 409),
    (errors.BlobError, 410),
    (errors.MissingExtraError, 501),
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
    status: int, message: str, hint: str = "", *, code: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """The one shape. `message` says what was expected and found, `hint` what to do ("" when nothing can be done)."""
    code = code or _CODE_OF.get(status) or HTTPStatus(status).name.lower()
    body = json_body({"error": {"code": code, "message": message, "hint": hint}})
    all_headers = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body, status_code=status, media_type="application/json", headers=all_headers)


def install(app: FastAPI) -> None:
    """Give every error that leaves a route the one shape."""
    app.add_exception_handler(errors.SondeError, _on_sonde_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_bug)


def _on_sonde_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.SondeError)  # noqa: S101  registered for this class only
    status = next((status for kind, status in _STATUS_OF if isinstance(error, kind)), 500)
    return error_answer(status, error.message, error.hint, code=error.code)


def _on_bad_request(request: Request, error: Exception) -> Response:
    """400 for what FastAPI calls 422: the question's form is wrong."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    problems = "; ".join(_problem(one) for one in error.errors())
    return error_answer(
        400, problems, f"see {request.scope.get('root_path', '')}/api/docs for what is expected"
    )


def _problem(one: Mapping[str, object]) -> str:
    place, *names = one["loc"] if isinstance(one["loc"], (tuple, list)) else (one["loc"],)
    where = ".".join(str(name) for name in names)
    found = "" if one.get("type") in ("missing", "json_invalid") else f", got {_short(one.get('input'))}"
    return f"{place} {where}: {one['msg']}{found}" if where else f"{place}: {one['msg']}{found}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    message, hint = str(error.detail), ""
    if error.status_code == 404:
        message = f"nothing is served at {request.url.path!r}"
        hint = f"see {request.scope.get('root_path', '')}/api/docs"
    elif error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "another method")
        message = f"{request.method} is not answered at {request.url.path!r}"
        hint = f"use {allowed}"
    return error_answer(error.status_code, message, hint, headers=error.headers)


def _on_bug(request: Request, error: Exception) -> Response:
    """500. The server's log has the traceback; the answer names no file and no value."""
    message = f"{request.method} {request.url.path} failed with {type(error).__name__}"
    return error_answer(500, message, "this is a bug of Sonde; the terminal that runs it shows where")
