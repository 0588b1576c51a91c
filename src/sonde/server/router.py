"""Routes: which function answers which path. A router holds those of one owner, the core's or a panel's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from sonde.server.questions import Signature

Responses = Mapping[int, Mapping[str, Any]]
"""OpenAPI's response objects, by status."""

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    """One path and method. `answers` is the type of a JSON answer, `responses` describes any other.

    `reads_files` says that the function may read files of the log directory, which may not answer: see `workers`.
    """

    method: Literal["GET", "POST"]
    path: str
    function: Callable[..., Any]
    owner: str
    summary: str
    answers: Any
    responses: Responses
    described: bool
    reads_files: bool

    @cached_property
    def signature(self) -> Signature:
        """Read from the function when the route is first asked for: at the start there is no time for it."""
        return Signature(self.function)


class Router:
    """Collects routes below `prefix`; see `sonde.panels.contract.Router`."""

    def __init__(self, prefix: str, owner: str, *, reads_files: bool = False) -> None:
        self._prefix = prefix
        self._owner = owner
        self._reads_files = reads_files
        self.routes: list[Route] = []

    def get(self, path: str, **options: Any) -> Callable[[Function], Function]:
        return self._add("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[Function], Function]:
        return self._add("POST", path, **options)

    def _add(
        self,
        method: Literal["GET", "POST"],
        path: str,
        *,
        summary: str = "",
        answers: Any = None,
        responses: Responses | None = None,
        described: bool = True,
        reads_files: bool | None = None,
    ) -> Callable[[Function], Function]:
        def add(function: Function) -> Function:
            route = Route(
                method,
                self._prefix + path,
                function,
                self._owner,
                summary,
                answers,
                responses or {},
                described,
                self._reads_files if reads_files is None else reads_files,
            )
            self.routes.append(route)
            return function

        return add
