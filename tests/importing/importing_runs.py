"""Small documents, imported: what tests of the importer have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from clientgen.importing.problems import Journal
from clientgen.intake import take_in
from clientgen.model.api import Api, Operation
from clientgen.reading import load

Json = dict[str, Any]
_numbers = count(1)
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


@dataclass(frozen=True)
class Taken:
    """A spec that was made of a document."""

    folder: Path
    api: Api
    journal: Journal

    def file(self, name: str) -> Any:
        """A file of the spec, as data."""
        return yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))

    def page(self) -> str:
        """IMPORT.md."""
        return (self.folder / "IMPORT.md").read_text(encoding="utf-8")

    def kinds(self) -> set[str]:
        """What kinds of things were not carried."""
        return set(self.journal.by_kind())

    def operation(self, place: str) -> Operation:
        """An operation of the model, by Resource.operation."""
        resource, name = place.split(".")
        [found] = [
            operation
            for each in self.api.resources
            if each.name == resource
            for operation in each.operations
            if operation.name == name
        ]
        return found

    def names(self) -> set[str]:
        """All operations, as Resource.operation."""
        return {f"{r.name}.{o.name}" for r in self.api.resources for o in r.operations}


def document(
    paths: Mapping[str, Any], schemas: Json | None = None, **more: Any
) -> Json:
    """A document of OpenAPI 3.1."""
    made: Json = {
        "openapi": "3.1.0",
        "info": {"title": "Shop API", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": dict(paths),
        **more,
    }
    if schemas is not None:
        made.setdefault("components", {})["schemas"] = schemas
    return made


def take(folder: Path, said: Json | str, *only: str, texts: bool = False) -> Taken:
    """Import a document, given as data or as text, and load the spec."""
    number = next(_numbers)
    text = said if isinstance(said, str) else json.dumps(said)
    file = folder / ("openapi.json" if text.lstrip()[:1] == "{" else "openapi.yaml")
    file.write_text(text, encoding="utf-8")
    spec = folder / f"spec{number}"
    imported = take_in(file, spec, only, texts=texts)
    assert "refused operation" not in imported.journal.by_kind(), imported.summary
    assert "refused type" not in imported.journal.by_kind(), imported.summary
    loaded = load(spec)
    wrong = [w for w in loaded.warnings if w.code == "editor-line"]
    assert not wrong, wrong
    return Taken(spec, loaded.api, imported.journal)


def get(answer: Json | None = None, **more: Any) -> Json:
    """An operation that answers JSON, or nothing."""
    content = {"content": {"application/json": {"schema": answer}}} if answer else {}
    return {"responses": {"200": {"description": "", **content}}, **more}


def sends(
    body: Json, answer: Json | None = None, media: str = "application/json", **more: Any
) -> Json:
    """An operation with a body."""
    said = {"requestBody": {"required": True, "content": {media: {"schema": body}}}}
    return get(answer, **said, **more)


def query(name: str, schema: Json, **more: Any) -> Json:
    """A query parameter."""
    return {"name": name, "in": "query", "schema": schema, **more}


def in_path(name: str) -> Json:
    """A path parameter."""
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def an_object(*required: str, **properties: Json) -> Json:
    """The schema of an object."""
    return {"type": "object", "required": list(required), "properties": properties}


def ref(name: str) -> Json:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(items: Json) -> Json:
    """The schema of an array."""
    return {"type": "array", "items": items}
