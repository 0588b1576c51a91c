"""Which Host and Origin headers are answered.

A page of another site can let its own name point at 127.0.0.1 (DNS rebinding) and then read an open local server as if
it were its own. Such a request carries the foreign name in its Host header, so a server without a token answers only to
names that are its own: loopback names, addresses written as numbers (no name, nothing to rebind), the name it was
bound to, this machine's name, and what `--allow-host` adds. With a token the cookie guards: it belongs to the name it
was set for, and any Host is answered.

A request that a foreign page sends carries that page's address in Origin (or `Sec-Fetch-Site: cross-site`) and is refused
in any case, since nothing of Sonde is meant to be used from another site.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from sonde.server.errors import error_answer

_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain"})


class HostCheck:
    """Refuses foreign Host and Origin headers before anything else looks at the request.

    `names` are the host names to answer to, besides loopback names and numeric addresses; None answers to every name.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] | None) -> None:
        self._app = app
        self._names = None if names is None else _LOCAL_NAMES | {name.lower().rstrip(".") for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refusal = self._refusal(Headers(scope=scope))
            if refusal is not None:
                await error_answer(403, *refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, headers: Headers) -> tuple[str, str] | None:
        host = headers.get("host", "")
        name = host_name(host)
        if not self._is_own(name):
            return (
                f"this server does not answer to the host name {name!r}",
                f"open it by the address it printed, or start it with --allow-host {name or 'NAME'}",
            )
        origin = headers.get("origin")
        if origin is not None and not self._is_same_site(origin, host):
            return (f"requests from pages of {origin!r} are not answered", "open Sonde's own page")
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return ("requests from pages of other sites are not answered", "open Sonde's own page")
        return None

    def _is_own(self, name: str) -> bool:
        return self._names is None or name in self._names or is_address(name) or name.endswith(".localhost")

    def _is_same_site(self, origin: str, host: str) -> bool:
        """Whether the page at `origin` is one of ours: same host and port, or a name this server was told is its own."""
        try:
            parts = urlsplit(origin)
        except ValueError:  # "http://["
            return False
        if parts.scheme not in ("http", "https"):
            return False
        default_port = ":443" if parts.scheme == "https" else ":80"
        if parts.netloc.lower().removesuffix(default_port) == host.lower().removesuffix(default_port):
            return True
        named = host_name(parts.netloc)
        return self._names is not None and named in self._names - _LOCAL_NAMES


def own_names(bound_host: str, allowed: Iterable[str]) -> frozenset[str]:
    """The names of this server: where it was bound, what the user allows, and this machine's own names."""
    machine = socket.gethostname()
    return frozenset(
        name for name in (bound_host, machine, f"{machine.split('.')[0]}.local", *allowed) if name
    )


# A name, an IPv4 address or an IPv6 address in brackets; then nothing but a port.
_HOST = re.compile(r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::[0-9]*)?\Z", re.ASCII)


def host_name(host: str) -> str:
    """The name of a Host header without its port: `localhost:6006` is `localhost`, `[::1]:6006` is `::1`.

    Empty for what is no such header: nothing of it is to be believed.
    """
    found = _HOST.match(host)
    return "" if found is None else found["ipv6"] or found["name"].lower().rstrip(".")


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
