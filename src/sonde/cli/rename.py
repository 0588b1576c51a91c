"""Give a run another name to be shown by; its directory stays as it is.

Without NAME the name is printed. An empty NAME takes it away: the run is then called as its directory is.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from sonde.cli import people
from sonde.cli.about_run import about


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="path of the run's directory, or its name with --logdir")
    parser.add_argument("name", metavar="NAME", nargs="?", help="what it is to be called")
    people.add_arguments(parser)


def run(options: Namespace) -> int:
    from sonde.catalog.nouns import Edit

    found = people.meant(options, [options.run])
    ((name, key),) = found.runs.items()
    with people.catalog_of(options, found.roots) as catalog:
        if options.name is not None:
            edit = Edit("run", key, "display_name", options.name or None)
            catalog.change([edit], author=people.author())
        entry = about(catalog, name, key)
    if options.json:
        people.print_json(entry)
    elif options.name is None:
        print(entry["display_name"] or name)
    return 0
