"""Allowed: which addresses the administrator lets messages go to. A page can name no other.

`--allow-webhook` takes the beginning of an address: its scheme, host and port must be the same, and its path begin with that of it, at a
slash. It takes an address or a network (`10.1.2.3`, `10.0.0.0/8`) too: a name that leads to an address which is not of the public
internet is refused unless that address is named, so that nobody's name server opens the local network.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sonde.errors import BadQueryError, NotAllowedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-~]+\Z")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """An address of http or https, taken apart. `path` has the query with it; `host` has no brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def target_of(url: str) -> Target:
    """Raises BadQueryError for what is no plain address of http or https."""
    hint = "such as https://hooks.example.com/services/…"
    if _PLAIN.match(url) is None or "\\" in url:
        raise BadQueryError("expected the address of a webhook, got one with spaces or odd characters", hint)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadQueryError("expected the address of a webhook, got one that cannot be read", hint) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BadQueryError("expected an address that begins with https:// or http://", hint)
    if parts.username is not None or parts.password is not None or parts.fragment or "#" in url:
        raise BadQueryError("expected an address without a user, a password and a fragment", hint)
    path = parts.path or "/"
    # What a server may read as another path than the one that was compared.
    plain = unquote(unquote(path))
    if "//" in plain or "\\" in plain or any(step in (".", "..") for step in plain.split("/")):
        raise BadQueryError("expected an address whose path has no `..`, `//` or backslash", hint)
    host = parts.hostname.lower().rstrip(".")
    return Target(
        parts.scheme, host, port or _PORTS[parts.scheme], path + (f"?{parts.query}" if parts.query else "")
    )


class Allowed:
    """What `--allow-webhook` and `--allow-mail` said. Raises BadQueryError for what is neither address nor network."""

    def __init__(self, webhooks: Iterable[str] = (), mails: Iterable[str] = ()) -> None:
        self._prefixes: list[Target] = []
        self._networks: list[Network] = []
        self._mails = tuple(mail.lower() for mail in mails)
        for text in webhooks:
            network = _network(text)
            if network is not None:
                self._networks.append(network)
                continue
            prefix = target_of(text)
            self._prefixes.append(prefix)
            if (named := _address(prefix.host)) is not None:
                self._networks.append(ipaddress.ip_network(named))
        for mail in self._mails:
            if not _MAIL.match(mail if not mail.startswith("@") else f"x{mail}"):
                raise BadQueryError(f"expected an e-mail address or @domain, got {mail!r}")

    @property
    def webhooks(self) -> list[str]:
        """The allowed beginnings as pages may know them: without what may be secret in their paths."""
        return list(dict.fromkeys(prefix.origin for prefix in self._prefixes))

    @property
    def mails(self) -> list[str]:
        return list(self._mails)

    def demand_webhook(self, url: str) -> Target:
        """The address, taken apart. Raises NotAllowedError, BadQueryError."""
        target = target_of(url)
        if not any(_begins(target, prefix) for prefix in self._prefixes):
            raise NotAllowedError(
                f"this server may not send messages to {target.origin}",
                f"the administrator allows it: sonde serve --allow-webhook {target.origin}/",
            )
        return target

    def demand_address(self, target: Target, address: str) -> None:
        """Raises NotAllowedError where a host's address is not of the public internet, and nobody named it."""
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address):
            found = found.ipv4_mapped or found
        if found.is_global and not found.is_multicast:
            return
        if any(found in network for network in self._networks if network.version == found.version):
            return
        if found.is_loopback and (target.host == "localhost" or target.host.endswith(".localhost")):
            return
        raise NotAllowedError(
            f"{target.host} leads to {found}, which is not an address of the public internet",
            f"the administrator allows it: sonde serve --allow-webhook {found}",
        )

    def demand_mail(self, address: str) -> None:
        """Raises NotAllowedError, BadQueryError."""
        lower = address.lower()
        if not _MAIL.match(address):
            raise BadQueryError(f"expected an e-mail address, got {address[:80]!r}")
        if not any(lower == mail or (mail[0] == "@" and lower.endswith(mail)) for mail in self._mails):
            raise NotAllowedError(
                f"this server may not send e-mail to {address}",
                f"the administrator allows it: sonde serve --allow-mail {address}",
            )


def _begins(target: Target, prefix: Target) -> bool:
    if (target.scheme, target.host, target.port) != (prefix.scheme, prefix.host, prefix.port):
        return False
    path, beginning = target.path, prefix.path
    if "?" in beginning:
        return path == beginning
    return path.partition("?")[0] == beginning or path.startswith(beginning.rstrip("/") + "/")


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
