"""Names for the parallel writers of a run, made from the names of their event files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# events.out.tfevents.<seconds>.<host>[.<pid>[.<uid>]][suffix]. A host may contain dots, and be an address.
_FILE = re.compile(r"tfevents\.\d+\.(?P<rest>.+)$")
_ADDRESS = r"\d+(?:\.\d+){3}(?![^.])"
_HOST = rf"(?P<host>{_ADDRESS}|(?!{_ADDRESS}).+?)"
_PROCESS = (
    re.compile(_HOST + r"\.(?P<pid>\d+)\.(?P<rest>\d.*)$"),
    re.compile(_HOST + r"\.(?P<pid>\d+)(?:\.(?P<rest>\D.*))?$"),
)


def writer_names(files: Sequence[str]) -> list[str]:
    """What to call the writer of each of these event files of one run: `host:pid`, or `host` where the name tells no more.

    Files that would share a name are told apart by what follows the process in their names, else by their whole names.
    """
    names = [_candidates(file) for file in files]
    chosen = [choices[0] for choices in names]
    for choice in (1, 2):
        count = Counter(chosen)
        chosen = [
            name if count[name] == 1 else choices[choice] for name, choices in zip(chosen, names, strict=True)
        ]
    return chosen


def host_of(file: str) -> str:
    """The host that the name of an event file tells; empty where it tells none."""
    file = file.rpartition("/")[2]
    parts = file.split(".")
    if len(parts) > 5 and parts[2] == "tfevents" and parts[3].isdecimal() and parts[5].isdecimal():
        host = parts[4]
        if host and not host.isdecimal():  # the usual form, read quickly
            return host
    found = _FILE.search(file)
    if found is None:
        return ""
    process = next(filter(None, (pattern.match(found["rest"]) for pattern in _PROCESS)), None)
    return process["host"] if process is not None else found["rest"]


def _candidates(file: str) -> tuple[str, str, str]:
    """Names for one file's writer, from the shortest to the one that no other file has."""
    file = file.rpartition("/")[2]
    found = _FILE.search(file)
    if found is None:
        return file, file, file
    for pattern in _PROCESS:
        process = pattern.match(found["rest"])
        if process is not None:
            name = f"{process['host']}:{process['pid']}"
            return name, f"{name}.{process['rest']}" if process["rest"] else name, file
    return found["rest"], found["rest"], file
