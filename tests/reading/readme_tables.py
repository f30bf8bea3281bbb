"""The reference tables of grammar/README.md, made from the JSON Schemas.

``python tests/reading/readme_tables.py`` writes them into the README; a test compares.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import yaml

from clientgen.explaining import meaning
from clientgen.reading.codes import Code

GRAMMAR = Path(__file__).parents[2] / "generator" / "clientgen" / "reading" / "grammar"
README = GRAMMAR / "README.md"
SCHEMAS: dict[str, dict[str, Any]] = {
    path.name: json.loads(path.read_text("utf-8")) for path in GRAMMAR.glob("*.json")
}
_CODES = re.compile(r"<!-- codes -->\n.*?<!-- end -->", re.DOTALL)
_TABLE = re.compile(r"(<!-- keys: (\S+) -->\n).*?<!-- end -->", re.DOTALL)


def deref(schema: dict[str, Any], file: str) -> tuple[dict[str, Any], str]:
    """Follow ``$ref``; keys beside it win."""
    while "$ref" in schema:
        name, _, path = schema["$ref"].partition("#")
        file = name or file
        target: Any = SCHEMAS[file]
        for step in path.strip("/").split("/"):
            target = target[step] if step else target
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**target, **beside}
    return schema, file


def objects() -> dict[str, tuple[dict[str, Any], str]]:
    """Every mapping of the grammar with keys of its own, by a pointer to it."""
    found: dict[str, tuple[dict[str, Any], str]] = {}

    def visit(part: Any, file: str, pointer: str) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("properties"), dict):
                found[pointer] = (part, file)
            for key, value in part.items():
                if key not in ("examples", "enum"):
                    visit(value, file, f"{pointer}/{key}")
        elif isinstance(part, list):
            for index, value in enumerate(part):
                visit(value, file, f"{pointer}/{index}")

    for file, schema in SCHEMAS.items():
        visit(schema, file, file.removesuffix(".schema.json"))
    return found


def table(pointer: str) -> str:
    """The Markdown table of one mapping's keys."""
    schema, file = objects()[pointer]
    lines = ["| key | what it says | example |", "| --- | --- | --- |"]
    needed = schema.get("required", ())
    for key, value in schema["properties"].items():
        full, _ = deref(value, file)
        example = yaml.safe_dump(
            {key: full["examples"][0]},
            default_flow_style=True,
            sort_keys=False,
            width=10_000,
        ).strip()[1:-1]
        says = full["description"] + (" **Needed.**" if key in needed else "")
        cells = [f"`{key}`", says, f"`{example}`"]
        lines.append(
            "| "
            + " | ".join(c.replace("|", "\\|").replace("<", "&lt;") for c in cells)
            + " |"
        )
    return "\n".join(lines) + "\n"


def codes() -> str:
    """The Markdown table of the codes of findings, as ``clientgen explain`` has them."""
    rows = [f"| `{code}` | {meaning(code)} |" for code in get_args(Code)]
    return "\n".join(["| code | what it means |", "| --- | --- |", *rows]) + "\n"


def with_tables(text: str) -> str:
    """The README with all its tables made anew."""
    text = _CODES.sub(f"<!-- codes -->\n\n{codes()}\n<!-- end -->", text)
    return _TABLE.sub(
        lambda found: f"<!-- keys: {found[2]} -->\n\n{table(found[2])}\n<!-- end -->",
        text,
    )


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
