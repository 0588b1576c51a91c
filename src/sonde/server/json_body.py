"""JSON bodies: what JSON lacks is written in words."""

from __future__ import annotations

import math
from typing import Any

import msgspec


def json_body(value: Any) -> bytes:
    r"""JSON of dataclasses, structs, mappings, lists and numbers, NumPy's too.

    NaN and the infinities become the strings "NaN", "Infinity" and "-Infinity"; a lone half of a UTF-16 character, as names
    of files may hold, becomes `\udc80`.
    """
    try:
        body = msgspec.json.encode(value, enc_hook=_plain)
    except UnicodeEncodeError:
        body = b"null"
    # NaN and the infinities were written as null; where there is none, there was no such number.
    return (
        msgspec.json.encode(_in_words(msgspec.to_builtins(value, enc_hook=_plain)))
        if b"null" in body
        else body
    )


def _in_words(plain: Any) -> Any:
    """The same of plain values, with words for what JSON lacks."""
    if isinstance(plain, dict):
        return {_in_words(name): _in_words(one) for name, one in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [_in_words(one) for one in plain]
    if isinstance(plain, float) and not math.isfinite(plain):
        return "NaN" if math.isnan(plain) else "Infinity" if plain > 0 else "-Infinity"
    if isinstance(plain, str):
        return plain.encode("utf-8", "backslashreplace").decode()
    return plain


def _plain(value: Any) -> Any:
    """NumPy scalars and arrays as the plain numbers that JSON knows."""
    return value.tolist()
