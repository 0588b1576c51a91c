"""Which addresses messages may go to."""

from __future__ import annotations

import pytest

from sonde.alerts.channels.allowed import Allowed, target_of
from sonde.errors import BadQueryError, NotAllowedError

ALLOWED = Allowed(
    ["https://hooks.example.com/services/T1", "http://127.0.0.1:9000", "https://chat.example.com:8443/a/"]
)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/services/T1",
        "https://hooks.example.com/services/T1/B2/secret",
        "https://hooks.example.com/services/T1?x=1",
        "HTTPS://HOOKS.EXAMPLE.COM:443/services/T1/x",
        "http://127.0.0.1:9000/anything",
        "https://chat.example.com:8443/a/b",
    ],
)
def test_what_begins_as_the_administrator_said(url: str) -> None:
    assert ALLOWED.demand_webhook(url).host in url.lower()


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/services/T12",
        "https://hooks.example.com/services",
        "https://hooks.example.com/",
        "http://hooks.example.com/services/T1",
        "https://hooks.example.com:444/services/T1",
        "https://hooks.example.com.evil.org/services/T1",
        "https://evil.org/services/T1",
        "http://127.0.0.1:9001/",
        "http://127.0.0.1/",
        "http://127.1:9000/",
        "http://2130706433:9000/",
        "http://localhost:9000/",
    ],
)
def test_what_does_not(url: str) -> None:
    with pytest.raises(NotAllowedError, match="may not send"):
        ALLOWED.demand_webhook(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "file:///etc/passwd",
        "gopher://127.0.0.1:9000/",
        "https://user@hooks.example.com/services/T1",
        "https://hooks.example.com@evil.org/services/T1",
        "https://hooks.example.com/services/T1/../../x",
        "https://hooks.example.com/services/T1/%2e%2e/x",
        "https://hooks.example.com/services/T1/%252e%252e/x",
        "https://hooks.example.com/services/T1\\x",
        "https://hooks.example.com/services/T1//x",
        "https://hooks.example.com/services/T1#x",
        "https://hooks.example.com/services/T1\r\nX: y",
        "https://hooks.example.com:99999/services/T1",
        "https://[::1/",
        "https://höoks.example.com/services/T1",
    ],
)
def test_what_is_no_plain_address(url: str) -> None:
    with pytest.raises(BadQueryError):
        ALLOWED.demand_webhook(url)


def test_addresses_that_are_not_of_the_internet_are_named_or_refused() -> None:
    allowed = Allowed(["https://hooks.example.com/", "10.1.0.0/16", "http://localhost:80/"])
    target = target_of("https://hooks.example.com/x")
    for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "10.1.2.3", "::ffff:10.1.2.3"):
        allowed.demand_address(target, address)
    for address in (
        "127.0.0.1",
        "10.2.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1%eth0",
        "0.0.0.0",
    ):
        with pytest.raises(NotAllowedError, match="not an address of the public internet"):
            allowed.demand_address(target, address)
    allowed.demand_address(target_of("http://localhost/"), "127.0.0.1")


def test_pages_learn_servers_and_nothing_secret() -> None:
    assert ALLOWED.webhooks == [
        "https://hooks.example.com",
        "http://127.0.0.1:9000",
        "https://chat.example.com:8443",
    ]


def test_mail() -> None:
    allowed = Allowed(mails=["ada@example.org", "@team.example.org"])
    for address in ("ada@example.org", "Ada@Example.org", "any@team.example.org"):
        allowed.demand_mail(address)
    for address in ("bob@example.org", "x@evilteam.example.org.evil", "x@sub.team.example.org"):
        with pytest.raises(NotAllowedError):
            allowed.demand_mail(address)
    for address in ("", "ada", "ada@example.org\nBcc: x@y.z", "a b@example.org", '"a"@example.org'):
        with pytest.raises(BadQueryError):
            allowed.demand_mail(address)
