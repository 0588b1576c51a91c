"""Print the note of a run, or write it.

The note is Markdown, and is shown on the page. TEXT takes the place of what is there, which the history keeps; with
--append it becomes a paragraph below. "-" reads the text from stdin, an empty text removes the note.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sonde.cli import people
from sonde.cli.about_run import about
from sonde.errors import ConflictError

if TYPE_CHECKING:
    from sonde.catalog import Catalog


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="path of the run's directory, or its name with --logdir")
    parser.add_argument("text", metavar="TEXT", nargs="?", help="the note; - reads it from stdin")
    parser.add_argument("--append", action="store_true", help="keep what is there, and put the text below it")
    people.add_arguments(parser)


def run(options: Namespace) -> int:
    found = people.meant(options, [options.run])
    ((name, key),) = found.runs.items()
    with people.catalog_of(options, found.roots) as catalog:
        if options.text is not None:
            text = sys.stdin.read() if options.text == "-" else options.text
            _write(catalog, key, text, append=options.append)
        entry = about(catalog, name, key)
    if options.json:
        people.print_json(entry)
    elif options.text is None:
        print(entry["note"])
    return 0


def _write(catalog: Catalog, key: str, text: str, *, append: bool) -> None:
    from sonde.catalog.nouns import Edit

    if not append:
        catalog.change([Edit("run", key, "note", text)], author=people.author())
        return
    while True:
        state = catalog.state()
        known = state.runs[key].note if key in state.runs else ""
        whole = f"{known.rstrip()}\n\n{text}" if known else text
        try:
            catalog.change([Edit("run", key, "note", whole)], author=people.author(), seen=state.revision)
        except ConflictError:  # somebody else wrote in this moment: below that, then
            continue
        return
