"""The grammar as editors want it: with the names of one spec, and examples that they can show.

Language servers offer ``defaultSnippets`` as they stand and check nothing against them, so a
name that is new in a spec is right before the grammar is copied again. Examples that are no
single value they offer as ``[object Object]``: those become snippets too, and are told in the
description.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..model.position import Position
from .composing import compose
from .files import read_files
from .findings import Report
from .grammars import in_flow
from .nodes import Table

_MOST = 500
_VALUES = ("examples", "defaultSnippets", "enum")


def for_editors(spec: Path, schemas: Mapping[str, bytes]) -> dict[str, bytes]:
    """The grammar with the names of a spec.

    Args:
        spec: The spec's folder; what cannot be read of it has no names.
        schemas: The grammar's files.
    """
    names = _names(spec)
    found: dict[str, bytes] = {}
    for file, data in schemas.items():
        schema = json.loads(data)
        for pointer, kind in PLACES.get(file, ()):
            _offer(schema, pointer, names[kind])
        _tell_examples(schema)
        text = json.dumps(schema, indent=1, ensure_ascii=False)
        found[file] = f"{text}\n".encode()
    return found


_COMMON = (
    ("$defs/sourceName", "sources"),
    ("$defs/moduleName", "modules"),
    ("$defs/include", "include"),
    ("$defs/include/anyOf/1/items", "include"),
    ("$defs/always/items", "parameters"),
    ("$defs/server", "servers"),
    ("$defs/ways", "ways"),
    ("$defs/ways/anyOf/1/items", "ways"),
    ("$defs/like", "schemas"),
    ("$defs/type/anyOf/0", "types"),
)
_RESOURCE = (
    ("properties/schema", "schemas"),
    ("$defs/answer/anyOf/0", "schemas"),
    ("$defs/longOperation/properties/parameters/items", "parameters"),
)
_API = (
    ("properties/lists/properties/parameters/items", "parameters"),
    ("properties/resources/items", "files"),
)
PLACES = {
    "common.schema.json": _COMMON,
    "resource.schema.json": _RESOURCE,
    "api.schema.json": _API,
}
"""Where which names can stand."""


def _names(spec: Path) -> dict[str, list[str]]:
    unheard = Report()
    roots: dict[str, Table] = {}
    for name, data in read_files(spec, unheard).items():
        roots[name] = compose(data, name, unheard) or Table({}, Position(name, 1, 1))
    api = roots.get("api.yaml") or Table({}, Position("api.yaml", 1, 1))
    resources = [r for name, r in roots.items() if name.startswith("resources/")]
    shared = [r for name, r in roots.items() if name.startswith("schemas/")]
    called = sorted(r.text("resource") for r in resources if r.text("resource"))
    own = [r.text("resource") for r in resources if "fields" in r or "like" in r]
    schemas = sorted({*own, *(name for r in shared for name in r.table("schemas"))})
    auth = api.table("auth")
    return {
        "sources": list(api.table("sources")),
        "modules": list(api.table("modules")),
        "include": list(api.table("common_fields")),
        "parameters": list(api.table("parameters")),
        "servers": [s.text("name") for s in api.tables("servers") if s.text("name")],
        "ways": [*(key for key in auth if key != "also"), *auth.table("also"), "none"],
        "schemas": schemas,
        "types": [*schemas, *(f"key -> {name}" for name in called)],
        "files": [
            name.removeprefix("resources/").removesuffix(".yaml")
            for name in roots
            if name.startswith("resources/")
        ],
    }


def _offer(schema: dict[str, Any], pointer: str, names: Iterable[str]) -> None:
    place: Any = schema
    for step in pointer.split("/"):
        if isinstance(place, dict) and step not in place:
            return  # a grammar of another version
        place = place[int(step) if isinstance(place, list) else step]
    place.setdefault("defaultSnippets", []).extend(
        {"label": name, "body": name} for name in list(names)[:_MOST]
    )


def _tell_examples(part: Any) -> None:
    """Make snippets of examples that are lists or mappings, wherever they stand."""
    if isinstance(part, list):
        for item in part:
            _tell_examples(item)
        return
    if not isinstance(part, dict):
        return
    examples = part.get("examples")
    if isinstance(examples, list):
        several = [each for each in examples if isinstance(each, list | dict)]
        if several:
            single = [each for each in examples if each not in several]
            part.pop("examples")
            if single:
                part["examples"] = single
            part.setdefault("defaultSnippets", []).extend(
                {"label": in_flow(each), "body": each} for each in several
            )
            told = "".join(f"\n\n```yaml\n{_in_full(each)}\n```" for each in several)
            said = str(part.get("description", "")).replace("{", "\\{")
            part["markdownDescription"] = f"{said}{told}"
    for key, value in part.items():
        if isinstance(value, dict) or key not in _VALUES:
            _tell_examples(value)


def _in_full(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=None, sort_keys=False, width=90)
    return text.strip()
