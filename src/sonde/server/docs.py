"""The API's description as a page: plain HTML made from the OpenAPI document, with a style sheet of its own and no script,
so that it works under the server's strict policy and without a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

Json = Mapping[str, Any]

STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d9dee3, #343b43); --soft: light-dark(#5c6670, #98a3ad);
  --accent: light-dark(#0b7285, #3bc9db); }
body { font: 14px/1.55 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0 auto;
  max-width: 60rem; padding: 24px 16px 64px; background: light-dark(#fff, #14181c); color: light-dark(#1b2126, #e3e7ea); }
h1 { font-size: 20px; } h2 { font-size: 15px; margin: 0; } h3 { font-size: 13px; margin: 16px 0 4px; }
a { color: var(--accent); } p { max-width: 46rem; }
code, pre { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
section { border-top: 1px solid var(--line); margin-top: 24px; padding-top: 20px; }
.method { color: var(--accent); font-weight: 600; } .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid var(--line); padding: 4px 12px 4px 0;
  text-align: left; vertical-align: top; } th { color: var(--soft); font-weight: 500; }
"""


def docs_page(openapi: Json) -> str:
    """The whole page. Links are relative to /api/docs."""
    schemas = openapi.get("components", {}).get("schemas", {})
    operations = [
        (path, method, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]
    body = "".join(_operation(path, method, operation) for path, method, operation in operations)
    forms = "".join(_form(name, schema) for name, schema in sorted(schemas.items()))
    info = openapi["info"]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(info["title"])} API</title><link rel="stylesheet" href="docs.css"></head><body>'
        f"<h1>{escape(info['title'])} {escape(info['version'])}: HTTP API</h1>{_prose(info.get('description', ''))}"
        '<p>For programs: <a href="openapi.json">openapi.json</a>. Back to <a href="../">the page</a>.</p>'
        f"<nav><ul>{''.join(_entry(path, method, operation) for path, method, operation in operations)}</ul></nav>"
        f"<main>{body}<h1>Forms</h1>{forms}</main></body></html>"
    )


def _anchor(path: str, method: str) -> str:
    return escape(f"{method}-{path.strip('/').replace('/', '-')}")


def _entry(path: str, method: str, operation: Json) -> str:
    return (
        f'<li><a href="#{_anchor(path, method)}"><code>{method.upper()} {escape(path)}</code></a> '
        f'<span class="soft">{escape(operation.get("summary", ""))}</span></li>'
    )


def _operation(path: str, method: str, operation: Json) -> str:
    return (
        f'<section id="{_anchor(path, method)}"><h2><code><span class="method">{method.upper()}</span> {escape(path)}</code></h2>'
        f"{_prose(operation.get('description') or operation.get('summary', ''))}"
        f"{_parameters(operation.get('parameters', []))}{_request(operation.get('requestBody'))}"
        f"{_responses(operation.get('responses', {}))}</section>"
    )


def _parameters(parameters: list[Json]) -> str:
    rows = [
        (one["name"], _type(one.get("schema", {})), _need(one), one.get("description", ""))
        for one in parameters
    ]
    return "<h3>Parameters</h3>" + _table(("name", "type", "", "meaning"), rows) if rows else ""


def _need(parameter: Json) -> str:
    if parameter.get("required"):
        return "required"
    default = parameter.get("schema", {}).get("default")
    return "" if default is None else f"default {json.dumps(default)}"


def _request(body: Json | None) -> str:
    if not body:
        return ""
    kinds = ", ".join(
        f"{kind}: {_type(content.get('schema', {}))}" for kind, content in body["content"].items()
    )
    return f"<h3>Body</h3><p>{kinds}</p>"


def _responses(responses: Mapping[str, Json]) -> str:
    rows = []
    for status, response in responses.items():
        content: Mapping[str, Json] = response.get("content", {})
        kinds = "; ".join(f"{kind} {_type(one.get('schema', {}))}".strip() for kind, one in content.items())
        rows.append((status, kinds, "", response.get("description", "")))
    return "<h3>Answers</h3>" + _table(("status", "type", "", "meaning"), rows)


def _form(name: str, schema: Json) -> str:
    required = schema.get("required", [])
    rows = [
        (
            field,
            _type(one),
            "" if field in required else f"default {json.dumps(one.get('default'))}",
            one.get("description", ""),
        )
        for field, one in schema.get("properties", {}).items()
    ]
    return (
        f'<section id="{escape(name)}"><h2><code>{escape(name)}</code></h2>{_prose(schema.get("description", ""))}'
        f"{_table(('field', 'type', '', 'meaning'), rows)}</section>"
    )


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    lines = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{kind}</td><td>{escape(need)}</td><td>{_inline(meaning)}</td></tr>"
        for name, kind, need, meaning in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _prose(text: str) -> str:
    return "".join(f"<p>{_inline(part)}</p>" for part in text.split("\n\n") if part.strip())


def _inline(text: str) -> str:
    """Escaped text; what stands between backquotes is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))


def _type(schema: Json) -> str:
    """A type in a few words, as HTML; named forms become links."""
    return " or ".join(_type_words(schema)) or '<span class="soft">any</span>'


def _type_words(schema: Json) -> Iterator[str]:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        yield f'<a href="#{name}">{name}</a>'
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from _type_words(one)
    elif "enum" in schema:
        yield from (escape(json.dumps(value)) for value in schema["enum"])
    elif "const" in schema:
        yield escape(json.dumps(schema["const"]))
    elif "prefixItems" in schema:
        yield "[" + ", ".join(_type(one) for one in schema["prefixItems"]) + "]"
    elif schema.get("type") == "array":
        yield f"list of {_type(schema.get('items', {}))}"
    elif "type" in schema:
        yield escape(str(schema.get("format") or schema["type"]))
