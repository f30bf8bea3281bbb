"""The inventory of facts, read into plain objects. Knows nothing of the spec or the client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INVENTORY: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("inventory.json").read_text(encoding="utf-8")
)
PROSE: Mapping[str, Any] = INVENTORY["prose"]
PLATFORMS: Mapping[str, Any] = INVENTORY["platforms"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one key or field: the vendor's type, what its example is, and the
    type of 2023 (empty when there is none)."""

    vendor: str
    example: str
    older: str = ""

    @classmethod
    def read(cls, text: str) -> Fact:
        return cls(*text.split(" / "))


@dataclass(frozen=True, slots=True)
class Body:
    """A request body; ``items`` are the names of keys inside its arrays of objects."""

    kind: str
    keys: Mapping[str, Fact]
    required: frozenset[str]
    items: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint; ``answer`` is the kind (list, single, object) and the schema."""

    call: str
    group: str
    title: str
    path_keys: tuple[str, ...]
    query: tuple[str, ...]
    filter_syntax_known: bool
    body: Body | None
    answer: str
    schema: str | None
    modules: frozenset[str]
    provenance: str

    @property
    def method(self) -> str:
        return self.call.split(" ")[0]

    @property
    def path(self) -> str:
        return self.call.split(" ")[1]


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    fields: Mapping[str, Fact]
    always: frozenset[str]
    modules: frozenset[str]


def _body(call: str, data: Mapping[str, Any]) -> Body:
    keys = data["keys"] | PROSE["more_keys"].get(call, {})
    items = {name: set(inner) for name, inner in data.get("items", {}).items()}
    for platform in PLATFORMS.get(call, {}).values():
        for key in platform["required"] + platform["optional"]:
            if ".*." in key:
                outer, inner = key.split(".*.")
                items.setdefault(outer, set()).add(inner)
    return Body(
        data["kind"],
        {name: Fact.read(text) for name, text in keys.items()},
        frozenset(data["required"]),
        {name: frozenset(inner) for name, inner in items.items()},
    )


def _endpoint(data: Mapping[str, Any]) -> Endpoint:
    answer, schema = data["answer"]
    return Endpoint(
        data["call"],
        data["group"],
        data["title"],
        tuple(data.get("path", ())),
        tuple(data.get("query", ())),
        data.get("syntax", False),
        _body(data["call"], data["body"]) if "body" in data else None,
        answer,
        schema,
        frozenset(data["modules"]),
        data["provenance"],
    )


ENDPOINTS: Mapping[str, Endpoint] = {
    data["call"]: _endpoint(data) for data in INVENTORY["endpoints"]
}
SCHEMAS: Mapping[str, Schema] = {
    name: Schema(
        name,
        {field: Fact.read(text) for field, text in data["fields"].items()},
        frozenset(data.get("always_2023", ())),
        frozenset(data["modules"]),
    )
    for name, data in INVENTORY["schemas"].items()
}
