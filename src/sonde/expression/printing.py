"""A condition as text again: the shortest that reads as the same tree."""

from __future__ import annotations

from sonde.expression.condition import written_name, written_text
from sonde.expression.nodes import (
    Ago,
    Compared,
    Computed,
    Contained,
    Items,
    Joined,
    Literal,
    Matched,
    Missing,
    Moment,
    Name,
    Negative,
    Node,
    Not,
)
from sonde.expression.times import UNITS, date_of

_OR, _AND, _NOT, _COMPARING, _SUM, _PRODUCT, _SIGN, _WHOLE = range(8)


def text_of(node: Node) -> str:
    """The text: `parse` gives the same tree for it."""
    return _printed(node)[1]


def _printed(node: Node) -> tuple[int, str]:
    """How strongly it holds together, and its text."""
    if isinstance(node, Joined):
        own = _OR if node.word == "or" else _AND
        return own, f" {node.word} ".join(_at_least(own + 1, part) for part in node.parts)
    if isinstance(node, Not):
        return _NOT, f"not {_at_least(_COMPARING, node.operand)}"
    if isinstance(node, Compared):
        return _COMPARING, f"{_side(node.left)} {node.operator} {_side(node.right)}"
    if isinstance(node, Contained):
        item, container = _side(node.item), _side(node.container)
        return _COMPARING, f"{container} contains {item}" if node.turned else f"{item} in {container}"
    if isinstance(node, Matched):
        return _COMPARING, f"{_side(node.operand)} matches {_side(node.pattern)}"
    if isinstance(node, Missing):
        return _COMPARING, f"{_side(node.operand)} is missing"
    if isinstance(node, Computed):
        own = _SUM if node.operator in "+-" else _PRODUCT
        return own, f"{_at_least(own, node.left)} {node.operator} {_at_least(own + 1, node.right)}"
    if isinstance(node, Negative):
        return _SIGN, f"-{_at_least(_WHOLE, node.operand)}"
    return _atom(node)


def _side(node: Node) -> str:
    return _at_least(_SUM, node)


def _at_least(power: int, node: Node) -> str:
    own, text = _printed(node)
    return text if own >= power else f"({text})"


def _atom(node: Literal | Items | Moment | Ago | Name) -> tuple[int, str]:
    if isinstance(node, Name):
        return _WHOLE, written_name(node.name)
    if isinstance(node, Items):
        return _WHOLE, f"[{', '.join(_literal(item) for item in node.items)}]"
    if isinstance(node, Moment):
        return _WHOLE, node.word
    if isinstance(node, Ago):
        return _WHOLE, f"{_literal(node.duration)} ago"
    text = _literal(node)
    return (_SIGN if text[0] == "-" else _WHOLE), text


def _literal(literal: Literal) -> str:
    value = literal.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return written_text(value)
    if literal.type == "time":
        return date_of(value)
    return _duration(value) if literal.type == "duration" else _number(value)


def _number(value: float) -> str:
    return repr(value).replace("inf", "1e999").removesuffix(".0")


def _duration(seconds: float) -> str:
    for unit in ("d", "h", "m"):
        count = round(seconds / UNITS[unit]) if abs(seconds) < 1e12 else 0
        if count and count * UNITS[unit] == seconds:
            return f"{count}{unit}"
    return f"{_number(seconds)}s"
