"""Write everything that was added to runs into one JSON file, or take it in from such a file.

`export` writes names, notes, tags, annotations, views, groups and the history. `import` makes what the file says so; what
it does not speak of stays, and an empty catalog takes over the history too. FILE is stdout or stdin unless it is named.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from sonde.cli import people
from sonde.cli.terminal import count_text
from sonde.errors import BadQueryError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=("export", "import"), help="out of the catalog, or into it")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default="-", help="the JSON file; - is stdout or stdin"
    )
    people.add_arguments(parser)


def run(options: Namespace) -> int:
    from sonde.catalog.document import decode, document_of, encode, take

    roots = people.roots(options)
    root = roots[0].key if roots else None
    with people.catalog_of(options, roots) as catalog:
        if options.action == "export":
            if options.json and options.file == "-":
                raise BadQueryError(
                    "--json says what was written, and the catalog itself goes to stdout", "name a FILE"
                )
            document = document_of(catalog, root)
            _write(options.file, encode(document))
            said = {"exported": options.file, "revision": catalog.revision()}
            text = ""
        else:
            state, count = take(catalog, decode(_read(options.file)), root, author=people.author())
            said = {"imported": options.file, "revision": state.revision, "changes": count}
            text = f"imported {options.file}: {count_text(count, 'field')} changed"
    if options.json:
        people.print_json(said)
    elif text:
        print(text)
    return 0


def _read(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _write(file: str, text: bytes) -> None:
    if file == "-":
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
        return
    part = Path(f"{file}.part")
    part.write_bytes(text)
    part.replace(file)
