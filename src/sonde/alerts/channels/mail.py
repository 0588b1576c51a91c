"""An e-mail by the server that the administrator named."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from sonde.alerts.channels.allowed import Allowed
from sonde.alerts.channels.message import Message
from sonde.alerts.channels.webhook import TIMEOUT_SECS, NotSent
from sonde.alerts.nouns import Mail
from sonde.errors import BadQueryError


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `secure` from the first byte (smtps), else by STARTTLS where that is offered."""

    host: str
    port: int
    secure: bool
    user: str
    password: str
    sender: str

    @staticmethod
    def of(url: str, password: str = "", sender: str = "") -> MailServer:
        """Of `smtp://user@host:port` or `smtps://…`. Raises BadQueryError."""
        hint = "give smtp://host:25, smtp://user@host:587 or smtps://user@host:465; the password in $SONDE_MAIL_PASSWORD"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise BadQueryError(f"expected the address of a mail server, got {url!r}", hint) from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadQueryError("expected the address of a mail server", hint)
        user = unquote(parts.username or "")
        secure = parts.scheme == "smtps"
        usual = 465 if secure else 587 if user else 25
        known = password or unquote(parts.password or "")
        sender = sender or (user if "@" in user else f"sonde@{parts.hostname}")
        return MailServer(parts.hostname, port or usual, secure, user, known, sender)


def send(mail: Mail, message: Message, server: MailServer | None, allowed: Allowed) -> None:
    """Raises NotSent, and NotAllowedError for an address that is not allowed (any more)."""
    for address in mail.to:
        allowed.demand_mail(address)
    if server is None:
        raise NotSent("no mail server is named: sonde serve --mail-server smtp://…", again=False)
    letter = EmailMessage()
    letter["Subject"] = message.title
    letter["From"] = server.sender
    letter["To"] = ", ".join(mail.to)
    letter["Date"] = formatdate(localtime=True)
    letter["Message-ID"] = make_msgid(domain="sonde.invalid")
    letter.set_content("\n".join((*message.lines, *(["", message.url] if message.url else []))) + "\n")
    try:
        _hand_over(letter, server, mail.to)
    except smtplib.SMTPResponseException as error:
        said = (
            error.smtp_error.decode(errors="replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        raise NotSent(f"{error.smtp_code} {said}"[:200], again=400 <= error.smtp_code < 500) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSent(f"refused: {', '.join(error.recipients)}"[:200], again=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error)[:200] or type(error).__name__, again=True) from None


def _hand_over(letter: EmailMessage, server: MailServer, to: tuple[str, ...]) -> None:
    context = ssl.create_default_context()
    if server.secure:
        link: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECS, context=context)
    else:
        link = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECS)
    with link:
        link.ehlo()
        if not server.secure and link.has_extn("starttls"):
            link.starttls(context=context)
            link.ehlo()
        elif not server.secure and server.user:
            raise NotSent("it offers no STARTTLS: a password is not sent in the clear", again=False)
        if server.user:
            link.login(server.user, server.password)
        link.send_message(letter, server.sender, list(to))
