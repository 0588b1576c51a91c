"""Write web/src/data/api_types.ts, the types of the HTTP API for the page, from the server's own OpenAPI description.

    python tools/api_types.py       after a change of what the server answers or is asked

A test compares the file with what this writes.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

TYPES = Path(__file__).resolve().parent.parent / "web" / "src" / "data" / "api_types.ts"
HEAD = "// The forms of the HTTP API. Written by tools/api_types.py from the server's OpenAPI description; not by hand.\n"
WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

Json = dict[str, Any]


def generate() -> str:
    """The file's text."""
    import sonde
    from sonde.server.app import Application

    with tempfile.TemporaryDirectory() as folder, sonde.open(folder) as board:
        schemas: Json = Application(board, web_root=Path(folder)).api.openapi()["components"]["schemas"]
    return HEAD + "".join(_interface(name, schema) for name, schema in sorted(schemas.items()))


def _interface(name: str, schema: Json) -> str:
    required = schema.get("required", [])
    lines = [f"\n{_comment(schema)}export interface {name} {{"]
    for field, form in schema["properties"].items():
        optional = "" if field in required else "?"
        lines.append(f"{_comment(form, '  ')}  readonly {field}{optional}: {_type(form)};")
    return "\n".join([*lines, "}\n"])


def _comment(schema: Json, indent: str = "") -> str:
    text = " ".join(schema.get("description", "").split())
    return f"{indent}/** {text} */\n" if text else ""


def _type(form: Json) -> str:
    """A JSON schema as a TypeScript type."""
    if "$ref" in form:
        return str(form["$ref"].rsplit("/", 1)[-1])
    if "enum" in form or "const" in form:
        return " | ".join(json.dumps(value) for value in form.get("enum", [form.get("const")]))
    if "anyOf" in form:
        return " | ".join(_type(one) for one in form["anyOf"])
    if form.get("type") == "object":
        return f"Readonly<Record<string, {_type(form.get('additionalProperties', {}))}>>"
    if form.get("type") != "array":
        return WORDS.get(form.get("type", ""), "unknown")
    if "prefixItems" in form:
        return f"readonly [{', '.join(_type(one) for one in form['prefixItems'])}]"
    item = _type(form.get("items", {}))
    return f"readonly ({item})[]" if " " in item else f"readonly {item}[]"


def main() -> None:
    TYPES.write_text(generate(), encoding="utf-8")
    print(f"wrote {TYPES}")


if __name__ == "__main__":
    main()
