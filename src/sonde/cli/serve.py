"""Show log directories in the browser, and follow them while they grow.

Reads every TensorBoard event file below the log directories and serves the page that shows them. A directory that is
empty or does not exist yet is waited for. `sonde LOGDIR` is short for `sonde serve LOGDIR`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from sonde.cli.terminal import WRONG_USAGE, Progress, complain, count_text

if TYPE_CHECKING:
    from sonde.catalog import Catalog
    from sonde.server.run import Running, ServeOptions


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "logdir",
        metavar="LOGDIR",
        nargs="*",
        help="directory with runs, local or a URL such as s3://bucket/runs; several are shown side by side",
    )
    parser.add_argument(
        "--logdir",
        metavar="LOGDIR",
        dest="more_logdirs",
        action="append",
        default=[],
        help="the same, as TensorBoard writes it",
    )
    parser.add_argument(
        "--poll",
        metavar="SECONDS",
        type=positive,
        help="look for changes this often, rather than when the system tells of them or, where it does not (network file"
        " systems, URLs), every two seconds or more often",
    )
    parser.add_argument(
        "--study",
        metavar="URL",
        action="append",
        default=[],
        help="show the studies of this storage of Optuna under HParams too, such as sqlite:///study.db or postgresql://…;"
        " may be repeated. Those in SQLite files below LOGDIR are found by themselves",
    )
    add_server_arguments(parser)


def add_server_arguments(parser: ArgumentParser) -> None:
    """What every verb that serves the page takes."""
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="localhost",
        help="address to listen on (default: localhost, which other machines cannot reach; 0.0.0.0 is every address)",
    )
    parser.add_argument(
        "--port",
        metavar="PORT",
        type=_port,
        default=6006,
        help="port to listen on (default: 6006); when it is taken, the next free one; 0 for any",
    )
    parser.add_argument(
        "--token",
        metavar="TEXT",
        default=os.environ.get("SONDE_TOKEN") or None,
        help="ask visitors for this token (default: $SONDE_TOKEN, or a new one when other machines can reach the server)",
    )
    parser.add_argument(
        "--no-auth", action="store_true", help="ask nobody for a token, not even other machines"
    )
    parser.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help="answer to this host name too, such as a reverse proxy's; may be repeated, * is any name",
    )
    parser.add_argument(
        "--path-prefix",
        metavar="PATH",
        type=_prefix,
        default="",
        help="serve below this path, such as /sonde, for a reverse proxy that shares its host",
    )
    parser.add_argument(
        "--catalog",
        metavar="FILE|URL",
        default=os.environ.get("SONDE_CATALOG") or None,
        help="keep notes, names and tags here: a file, or postgresql://user@host/database (default: $SONDE_CATALOG, or"
        " .sonde/ in the first log directory)",
    )
    parser.add_argument(
        "--allow-delete",
        action="store_true",
        help="let visitors move runs to a trash in the log directory, and purge it",
    )
    parser.add_argument(
        "--allow-webhook",
        metavar="URL",
        action="append",
        default=[],
        help="let alerts post to addresses that begin so (same scheme, host and port); may be repeated; an IP address or"
        " network lets names lead there that is not of the public internet",
    )
    parser.add_argument(
        "--allow-mail",
        metavar="ADDRESS",
        action="append",
        default=[],
        help="let alerts write to this e-mail address, or to every address of @example.org; may be repeated",
    )
    parser.add_argument(
        "--mail-server",
        metavar="URL",
        default=os.environ.get("SONDE_MAIL_SERVER") or "",
        help="hand e-mail to smtp://user@host:587 or smtps://user@host (default: $SONDE_MAIL_SERVER); the password stands in"
        " $SONDE_MAIL_PASSWORD",
    )
    parser.add_argument(
        "--mail-from",
        metavar="ADDRESS",
        default=os.environ.get("SONDE_MAIL_FROM") or "",
        help="who e-mail comes from (default: $SONDE_MAIL_FROM, or the user of the mail server)",
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        default="",
        help="where people find the page, such as https://sonde.example.org/; messages of alerts link there",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run(options: Namespace) -> int:
    from sonde.server.run import serve

    logdirs = [*options.logdir, *options.more_logdirs]
    if not logdirs:
        complain("expected a log directory, got none", "name one: sonde runs/")
        return WRONG_USAGE
    asked = server_options(options, logdirs, options.poll, options.study)
    if not serve(asked, lambda running: announce(running, asked, open_browser=not options.no_browser)):
        leave()
    return 0


def leave() -> NoReturn:
    """End at once: threads that wait for a file system that does not answer would hold up, or break, an ordinary end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def server_options(
    options: Namespace, logdirs: list[str], poll_secs: float | None = None, studies: Sequence[str] = ()
) -> ServeOptions:
    from sonde.server.run import ServeOptions

    return ServeOptions(
        logdirs=logdirs,
        host=options.host,
        port=options.port,
        auth=not options.no_auth,
        token=None if options.no_auth else options.token,
        allowed_hosts=options.allow_host,
        path_prefix=options.path_prefix,
        poll_secs=poll_secs,
        catalog=options.catalog,
        allow_delete=options.allow_delete,
        webhooks=options.allow_webhook,
        mails=options.allow_mail,
        mail_server=options.mail_server,
        mail_password=os.environ.get("SONDE_MAIL_PASSWORD") or "",
        mail_from=options.mail_from,
        public_url=options.public_url,
        studies=studies,
    )


def announce(running: Running, asked: ServeOptions, *, open_browser: bool, tell_reading: bool = True) -> None:
    """Say where the page is, open it, and let a thread tell of the reading or of what is waited for."""
    from sonde import __version__

    if asked.port not in (0, running.port):
        print(f"port {asked.port} is taken; using {running.port}", file=sys.stderr)
    first, *others = running.urls
    print(f"Sonde {__version__} at {first} (Ctrl-C ends it)", flush=True)
    for url in others:
        print(f"  also at {url}", flush=True)
    if tell_reading:
        threading.Thread(target=_tell_reading, args=(running,), name="sonde-terminal", daemon=True).start()
    if open_browser and _has_screen():
        threading.Thread(target=_open_browser, args=(first,), name="sonde-browser", daemon=True).start()


_TELL_SECS = 0.1


def _tell_reading(running: Running) -> None:
    """Progress of the first reading, then what was found, or what is waited for."""
    board = running.board
    progress = Progress()
    while not (query := board.query).loading.done:
        progress(query.loading)
        time.sleep(_TELL_SECS)
    progress.clear()
    _tell_catalog(running.catalog)
    totals = query.totals()
    if totals.runs:
        if sys.stderr.isatty():
            print(
                f"read {count_text(totals.runs, 'run')}, {count_text(totals.points, 'point')}",
                file=sys.stderr,
            )
        return
    for root in query.roots:
        print(_waiting(root.location, present=root.present), file=sys.stderr, flush=True)


def _tell_catalog(catalog: Catalog) -> None:
    """Where notes are kept, where one would not look for them."""
    from sonde.errors import CatalogError

    try:
        place = catalog.place
    except CatalogError as error:
        print(f"notes cannot be kept: {error}", file=sys.stderr, flush=True)
        return
    if place.reason:
        print(f"notes are kept in {place.location}: {place.reason}", file=sys.stderr, flush=True)


def _waiting(location: str, *, present: bool) -> str:
    what = "holds no event files yet" if present else "does not exist yet"
    return f"{location} {what}; waiting for files with 'tfevents' in their names, which are shown as soon as they appear"


def _has_screen() -> bool:
    """Whether a browser opened here would be seen by the person who typed the command."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_browser(url: str) -> None:
    import webbrowser

    webbrowser.open(url)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(f"expected a number from 0 to 65535, got {text!r}")
    return int(text)


def positive(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"expected a number of seconds above 0, got {text!r}")
    return seconds


def _prefix(text: str) -> str:
    if text and not text.startswith("/"):
        raise ArgumentTypeError(f"expected a path that starts with a slash, got {text!r}; try /{text}")
    return text.rstrip("/")
