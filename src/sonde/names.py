"""Names: how the name of a file becomes text that can be shown and sent, and back."""

from __future__ import annotations

import os
import re

_LOOKS_ESCAPED = re.compile(r"\\(?=x[0-9a-f]{2})")
_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


def printable(name: str) -> str:
    r"""A file name as text that can be shown and sent: bytes that are no UTF-8 come out in hexadecimal (`\xff`).

    No two names come out the same: the backslash of a name that is spelled like this itself becomes `\x5c`.
    """
    spelled = _LOOKS_ESCAPED.sub(r"\\x5c", name)
    return spelled.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def on_disk(text: str) -> str:
    """The file name that is printed like this."""
    spelled = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text.encode("utf-8", "surrogateescape"))
    return os.fsdecode(spelled)
