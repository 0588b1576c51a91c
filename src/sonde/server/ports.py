"""Sockets to listen on: the asked address, the asked port or the next free one."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import quote

from sonde.errors import SondeError

_PORTS_TO_TRY = 100
_WILDCARDS = frozenset({"", "*", "0.0.0.0", "::"})  # noqa: S104  they are recognised here, not bound by default


class ListenError(SondeError):
    """No socket could be opened at the asked address. The user chooses another host or port."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Open sockets on one port. `loopback`: only this machine can reach them."""

    sockets: list[socket.socket]
    host: str
    port: int
    loopback: bool

    def urls(self, path_prefix: str = "", token: str | None = None) -> list[str]:
        """Addresses a browser can open; the first is the one to show first."""
        rest = f":{self.port}{quote(path_prefix)}/" + (f"?token={quote(token, safe='')}" if token else "")
        if self.host in _WILDCARDS:
            return [f"http://{name}{rest}" for name in (socket.gethostname(), "127.0.0.1")]
        return [f"http://[{self.host}]{rest}" if ":" in self.host else f"http://{self.host}{rest}"]

    def close(self) -> None:
        for sock in self.sockets:
            sock.close()


def listen(host: str, port: int) -> Listening:
    """Open the sockets. A taken port leads to the next free one; port 0 takes any.

    `localhost` means both 127.0.0.1 and ::1, because browsers try either first.
    """
    for candidate in range(port, min(port + _PORTS_TO_TRY, 65536)) if port else (0,):
        opened = _open_all(host, candidate)
        if opened:
            addresses = [sock.getsockname()[0] for sock in opened]
            loopback = all(ipaddress.ip_address(address).is_loopback for address in addresses)
            return Listening(opened, host, opened[0].getsockname()[1], loopback)
    raise ListenError(
        f"ports {port} to {port + _PORTS_TO_TRY - 1} of {host} are all taken",
        hint="stop one of the servers there, or choose another with --port",
    )


def _open_all(host: str, port: int) -> list[socket.socket]:
    """A socket for every address of `host`, all on one port; none when one of them is taken there."""
    opened: list[socket.socket] = []
    for family, address in _addresses(host):
        try:
            opened.append(_open(family, address, opened[0].getsockname()[1] if opened else port))
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT) and host == "localhost":
                continue  # a machine without IPv6 (or without IPv4) still has the other one
            Listening(opened, host, port, loopback=False).close()
            if error.errno == errno.EADDRINUSE:
                return []
            raise ListenError(
                f"cannot listen on {address} port {port}: {error.strerror}", hint=_remedy(error, port)
            ) from None
    return opened


def _open(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # The protocol is named, although there is no other: asyncio sends small answers at once (TCP_NODELAY) only on sockets
    # that say so. Otherwise each would wait 40 ms for the other side's delayed acknowledgement.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if address == "::" else 1)
        sock.bind((address, port))
        # Listening from now on lets early requests wait in line while the rest of the server is still being loaded.
        sock.listen(128)
        sock.set_inheritable(False)
    except OSError:
        sock.close()
        raise
    return sock


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    if host == "localhost":
        return [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
    if host in ("", "*"):
        return [(socket.AF_INET, "0.0.0.0")]  # noqa: S104  the user asked for every address
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ListenError(
            f"the host {host!r} is not an address of this machine: {error.strerror}",
            hint="use localhost, 0.0.0.0 (every address) or one of this machine's addresses",
        ) from None
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _remedy(error: OSError, port: int) -> str:
    if error.errno == errno.EACCES:
        return f"ports below 1024 need special rights; try --port {port + 8000}"
    return "use localhost, 0.0.0.0 (every address) or one of this machine's addresses"
