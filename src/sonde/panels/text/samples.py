"""Samples: a value of text as the pairs that it holds, such as prompts with their answers, so that they can be read side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct

from sonde.panels.text.documents import MAX_MARKDOWN_CHARS, document
from sonde.panels.text.markup import markup, parsed
from sonde.query import Value

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_SAMPLES = 500
"""So many samples of one value are shown."""

MAX_PARTS = 20
"""What would have more parts is no list of samples."""

PROMPTS = (
    *("prompt", "question", "instruction", "input", "query", "user", "human", "problem", "source"),
    *("提示词", "提示", "问题", "问", "指令", "输入", "用户"),
)
"""What is asked is called, in order of how likely it is that."""

ANSWERS = (
    *("answer", "completion", "response", "output", "generation", "generated", "prediction", "reply"),
    *("assistant", "bot", "model", "chosen", "rejected", "reference", "target", "expected", "label"),
    *("context", "system", "thinking", "reasoning", "reward", "score"),
    *("回答", "答案", "答", "回复", "响应", "输出", "生成", "助手", "参考", "系统"),
)
"""What stands beside it is called."""

_NAME = "|".join(sorted((*PROMPTS, *ANSWERS), key=len, reverse=True))
_NUMBERED = rf"(?:{_NAME})(?:[ _]?\#?\d{{1,6}})?"
# A line that says what follows it: a heading, bold, a mark of a chat, or a word before a colon.
_LABEL = re.compile(
    rf"""\s{{0,3}}(?:
        \#{{1,6}}[ \t]*(?P<heading>{_NUMBERED})[ \t]*[:：]?[ \t#]*\Z
      | (?:\*\*|__)[ \t]*(?P<bold>{_NUMBERED})[ \t]*(?:[:：][ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*(?:[:：]|\Z))(?P<after_bold>.*)\Z
      | <\|(?:im_start\|>)?(?P<mark>{_NUMBERED})(?:\|>)?(?P<after_mark>.*)\Z
      | (?P<word>{_NUMBERED})[ \t]*[:：](?P<after_word>.*)\Z
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_NUMBER = re.compile(r"[ _]?#?\d+\Z")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

Sample = dict[str, str]
"""Texts by what they are called; "" where nothing says."""


class Samples(Struct, frozen=True, kw_only=True):
    """A point of a text series as the samples that it holds."""

    run: str
    tag: str
    index: Annotated[int, Meta(description="the point's number in its series")]
    step: int
    wall_time: float
    parts: Annotated[
        list[str],
        Meta(description='what the texts of a sample are called, such as `prompt`; "" where nothing says'),
    ] = []
    samples: Annotated[
        list[list[str]], Meta(description="of each sample a text for each part; HTML where `html` is true")
    ] = []
    html: bool = False
    left_out: Annotated[int, Meta(description="how many characters of the value are not shown")] = 0
    samples_left_out: Annotated[int, Meta(description="how many samples are not shown")] = 0
    error: Annotated[str, Meta(description="why it cannot be shown; empty where it can")] = ""


def samples(run: str, tag: str, found: Value, place: Sequence[int], *, as_markdown: bool) -> Samples:
    """The samples of a value: each string of a tensor is one, or as many as it holds, and each row of a table."""
    whole = document(run, tag, found, place, as_markdown=False)
    head: dict[str, Any] = {
        "run": run,
        "tag": tag,
        "index": whole.index,
        "step": whole.step,
        "wall_time": whole.wall_time,
    }
    if whole.error:
        return Samples(**head, error=whole.error)
    if whole.columns > 1:
        found_samples = _of_rows(whole.cells, whole.columns)
    else:
        found_samples = [sample for cell in whole.cells for sample in samples_of(cell)]
    kept = found_samples[:MAX_SAMPLES]
    parts = list(dict.fromkeys(part for sample in kept for part in sample))
    texts = [[sample.get(part, "") for part in parts] for sample in kept]
    html = as_markdown and sum(map(len, whole.cells)) <= MAX_MARKDOWN_CHARS
    return Samples(
        **head,
        parts=parts,
        samples=[[markup(text) for text in row] for row in texts] if html else texts,
        html=html,
        left_out=whole.left_out,
        samples_left_out=len(found_samples) - len(kept) + whole.cells_left_out,
    )


def samples_of(text: str) -> list[Sample]:
    """The samples that a text holds: as JSON, in a Markdown table, or below words such as *Prompt* and *Answer*; else the text."""
    return _of_json(text) or _of_tables(text) or _of_sections(text) or [{"": text}]


def _of_rows(cells: Sequence[str], columns: int) -> list[Sample]:
    """The rows of a table of strings. Its first row is a heading where that says what is asked or answered."""
    rows = [list(cells[at : at + columns]) for at in range(0, len(cells), columns)]
    heading = rows[0]
    if _are_names(heading) and any(map(_is_known, heading)):
        return [dict(zip(heading, row, strict=False)) for row in rows[1:]]
    return [{str(column): text for column, text in enumerate(row)} for row in rows]


def _are_names(names: Sequence[str]) -> bool:
    return len(set(names)) == len(names) <= MAX_PARTS and all(0 < len(name) <= 60 for name in names)


def _is_known(name: str) -> bool:
    words = re.findall(r"[^\W\d_]+", name.lower())
    return any(word in PROMPTS or word in ANSWERS for word in words)


def _of_json(text: str) -> list[Sample]:
    """Objects with strings in them, one or a list, or a line each; messages with their roles."""
    if not text.lstrip().startswith(("{", "[")):
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return []
    objects = found if isinstance(found, list) else [found]
    if not objects or not all(isinstance(one, dict) for one in objects):
        return []
    if all({"role", "content"} <= one.keys() for one in objects):
        return _turns((_written(one["role"]), _written(one["content"])) for one in objects)
    named = all(
        0 < len(one) <= MAX_PARTS and any(isinstance(v, str) for v in one.values()) for one in objects
    )
    return [{key: _written(value) for key, value in one.items()} for one in objects] if named else []


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _of_tables(text: str) -> list[Sample]:
    """The rows of the tables of a text, if all have the same columns, and these say what is asked or nothing else is there."""
    if "|" not in text or len(text) > MAX_MARKDOWN_CHARS:
        return []
    tokens = parsed(text)
    tables = list(_tables(tokens))
    if not tables:
        return []
    heading = tables[0][0]
    alone = all(token.type in _BESIDE_TABLES for token in tokens if token.level == 0)
    if any(names != heading for names, _ in tables) or len(heading) < 2 or not _are_names(heading):
        return []
    if not alone and not any(map(_is_known, heading)):
        return []
    return [dict(zip(heading, row, strict=False)) for _, rows in tables for row in rows]


_BESIDE_TABLES = frozenset(("table_open", "table_close", "heading_open", "heading_close", "inline", "hr"))


def _tables(tokens: Sequence[Token]) -> Iterable[tuple[list[str], list[list[str]]]]:
    """The heading and the rows of each table."""
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_BREAK.sub("\n", tokens[at + 1].content))
        elif token.type == "table_close" and len(rows) > 1:
            yield rows[0], rows[1:]


def _of_sections(text: str) -> list[Sample]:
    """What stands below or behind words that say what it is, if something is asked there and something else answers."""
    turns: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        label = None if fence else _LABEL.match(line)
        if label is None:
            turns[-1][1].append(line)
            continue
        name = label["heading"] or label["bold"] or label["mark"] or label["word"]
        after = label["after_bold"] or label["after_mark"] or label["after_word"] or ""
        turns.append((_NUMBER.sub("", name).lower(), [after.lstrip()]))
    names = {name for name, _ in turns}
    if not names.intersection(PROMPTS) or not names.intersection(ANSWERS):
        return []
    written = [(name, "\n".join(lines).strip("\n")) for name, lines in turns]
    return _turns((name, said) for name, said in written if name or said.strip())


def _turns(turns: Iterable[tuple[str, str]]) -> list[Sample]:
    """Samples of what is said in turn: one that speaks again begins the next."""
    found: list[Sample] = []
    for name, said in turns:
        if not found or name in found[-1]:
            found.append({})
        found[-1][name] = said
    return found
