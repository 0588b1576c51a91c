"""A webhook: one POST of JSON to an address that was allowed, and nowhere else.

The host's addresses are looked up once, each is checked, and the connection is made to one of those: a name server that says something
else a moment later changes nothing. Redirects are not followed.
"""

from __future__ import annotations

import json
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

from sonde.alerts.channels.allowed import Allowed, Target
from sonde.alerts.channels.message import Message, body_of, refusal, signed
from sonde.alerts.nouns import Webhook

TIMEOUT_SECS = 10.0
MAX_ANSWER_BYTES = 64 << 10


class NotSent(Exception):  # noqa: N818  what is done next depends on it
    """A message did not arrive. `again` says whether trying later may help."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


def send(webhook: Webhook, message: Message, allowed: Allowed) -> None:
    """Raises NotSent, and NotAllowedError for an address that is not allowed (any more)."""
    target = allowed.demand_webhook(webhook.url)
    now = time.time()
    body = json.dumps(body_of(message, webhook, now)).encode()
    connection = _Connection(target, _addresses(target, allowed))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Sonde",
        "Connection": "close",
    }
    try:
        connection.request("POST", signed(target.path, webhook, now), body, headers)
        answer = connection.getresponse()
        said = answer.read(MAX_ANSWER_BYTES)
    except ssl.SSLCertVerificationError as error:
        raise NotSent(f"its certificate is not to be trusted: {error.verify_message}", again=False) from None
    except (OSError, HTTPException) as error:
        raise NotSent(_reason(error), again=True) from None
    finally:
        connection.close()
    _demand_taken(webhook, answer.status, said)


def _demand_taken(webhook: Webhook, status: int, said: bytes) -> None:
    if 300 <= status < 400:
        raise NotSent(f"it answered {status}, a redirect, which is not followed", again=False)
    if not 200 <= status < 300:
        raise NotSent(f"it answered {status}", again=status in (408, 425, 429) or status >= 500)
    try:
        answer: Any = json.loads(said)
    except ValueError:
        return
    if isinstance(answer, dict) and (why := refusal(webhook.shape, answer)):
        raise NotSent(why, again=False)


def _addresses(target: Target, allowed: Allowed) -> list[tuple[Any, ...]]:
    """Where the host is: family and socket address of each of its addresses, all of which may be used."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"{target.host} was not found: {_reason(error)}", again=True) from None
    for _family, _kind, _protocol, _name, address in found:
        allowed.demand_address(target, str(address[0]))
    return [(family, address) for family, _kind, _protocol, _name, address in found]


class _Connection(HTTPConnection):
    """A connection to one of these addresses, whatever the name may lead to by then."""

    def __init__(self, target: Target, addresses: list[tuple[Any, ...]]) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_SECS)
        self._target = target
        self._addresses = addresses
        self.default_port = (
            443 if target.scheme == "https" else 80
        )  # no port in the Host header that goes without saying

    def connect(self) -> None:
        last: OSError = OSError("it has no address")
        for family, address in self._addresses:
            sock = socket.socket(family, socket.SOCK_STREAM)
            sock.settimeout(TIMEOUT_SECS)
            try:
                sock.connect(address)
            except OSError as error:
                sock.close()
                last = error
                continue
            self.sock = sock
            break
        else:
            raise last
        if self._target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"it did not answer within {TIMEOUT_SECS:g} seconds"
    return str(getattr(error, "strerror", None) or error)[:200] or type(error).__name__
