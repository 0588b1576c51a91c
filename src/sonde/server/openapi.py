"""The OpenAPI document, made of the routes themselves: what they are asked is what their functions take, what they answer
is the type that they name.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from sonde import __version__
from sonde.server.questions import MAX_BODY_BYTES, Parameter
from sonde.server.router import Route
from sonde.server.schema import ErrorAnswer

Json = dict[str, Any]

_ABOUT = """What a log directory holds, as JSON lists and Arrow IPC streams (or JSON or CSV with `?format=`).

Lists carry an ETag and the header `Sonde-Generation`; ask again with `If-None-Match`. Every error has the form
`{"error": {"code", "message", "hint"}}`. NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity" in
JSON. Times are seconds since the epoch."""

_ERRORS = {"400": "The question is malformed", "404": "There is no run or tag of this name"}
_BODY_ERRORS = {"413": f"The body is longer than {MAX_BODY_BYTES:,} bytes"}


def describe(routes: Sequence[Route]) -> Json:
    """The document for those of the routes that are to be described."""
    described = [route for route in routes if route.described]
    schemas, components = _schemas(_types(described))
    paths: dict[str, Json] = {}
    for route in described:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sonde", "version": __version__, "description": _ABOUT},
        "paths": paths,
        "components": {"schemas": components},
    }


class _Schemas:
    """The JSON schema of each type that a route names."""

    def __init__(self, types: Sequence[Any], made: Sequence[Json]) -> None:
        self._made = list(zip(types, made, strict=True))

    def of(self, type: Any) -> Json:
        # By identity: types such as unions are not all hashable, and equal ones may carry different descriptions.
        return next(dict(schema) for known, schema in self._made if known is type)


def _schemas(types: Sequence[Any]) -> tuple[_Schemas, dict[str, Json]]:
    made, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return _Schemas(types, list(made)), dict(components)


def _types(routes: Iterable[Route]) -> list[Any]:
    types: list[Any] = [ErrorAnswer]
    for route in routes:
        types += [one.hint for one in route.signature.parameters]
        types += [] if route.answers is None else [route.answers]
    return types


def _operation(route: Route, schemas: _Schemas) -> Json:
    signature = route.signature
    parameters = [_parameter(one, schemas) for one in signature.parameters if one.place != "body"]
    operation: Json = {
        "tags": [route.owner],
        "summary": route.summary,
        "description": inspect.getdoc(route.function) or "",
        "operationId": f"{route.method.lower()}_{route.path.strip('/').replace('/', '_')}",
    }
    if parameters:
        operation["parameters"] = parameters
    if signature.body is not None:
        operation["requestBody"] = {"required": True, "content": _json(schemas.of(signature.body.hint))}
    return {**operation, "responses": _responses(route, schemas)}


def _parameter(one: Parameter, schemas: _Schemas) -> Json:
    schema = schemas.of(one.hint)
    description = schema.pop("description", "")
    if not one.required:
        schema["default"] = one.default
    return {
        "name": one.sent_name,
        "in": one.place,
        "required": one.required,
        "description": description,
        "schema": schema,
    }


def _responses(route: Route, schemas: _Schemas) -> Json:
    meanings = _ERRORS | ({} if route.signature.body is None else _BODY_ERRORS)
    errors = {
        status: {"description": meaning, "content": _json(schemas.of(ErrorAnswer))}
        for status, meaning in meanings.items()
    }
    named: dict[str, Mapping[str, Any]] = {str(status): one for status, one in route.responses.items()}
    if route.answers is not None:
        named["200"] = {"description": HTTPStatus.OK.phrase, "content": _json(schemas.of(route.answers))}
    return {**(named or {"200": {"description": HTTPStatus.OK.phrase}}), **errors}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}
