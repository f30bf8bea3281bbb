"""Schemas: shared ones, those of resources, and objects that stand where they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..types import place_name
from .fields import Key, entry_of, key_of, keys_of
from .terms import Names, in_text, term_of
from .texts import origin, own_texts


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the spec.

    Attributes:
        name: In CamelCase.
        file: Where it is declared, below the spec's folder; empty for a resource's own.
        said: What a spec says of it besides its fields.
        keys: Its fields; None where it is no object.
    """

    name: str
    file: str
    said: Mapping[str, Any]
    keys: tuple[Key, ...] | None

    @property
    def is_inside(self) -> bool:
        """Whether it is described where it is used."""
        return self.file.startswith("resources/")


def names_of(components: Mapping[str, Any]) -> Names:
    """What the schemas of a document are called in the spec."""
    return Names(
        {name: each["x-sent"] for name, each in components.items() if "x-sent" in each}
    )


def schemas_of(components: Mapping[str, Any], names: Names) -> dict[str, Schema]:
    """All schemas, by name."""
    found: dict[str, Schema] = {}
    sent = {of: components[name] for name, of in names.sent.items()}
    bodies = _bodies(components)
    for name, each in components.items():
        if "x-sent" in each or name in bodies:
            continue
        found[name] = _schema(name, each, sent.get(name, {}), names)
    for name, each in sent.items():
        if name not in found:  # nothing is answered with it
            found[name] = _schema(name, each, {}, names)
    for name in [*found]:
        if name in found and "holds" in found[name].said:
            found = _held(found, name)
    return found


def _bodies(components: Mapping[str, Any]) -> set[str]:
    found = {name for name, each in components.items() if "x-body" in each}
    for name in [*found]:
        ways = components[name].get("anyOf", [])
        found |= {way["$ref"].rpartition("/")[2] for way in ways}
    return found


def _schema(
    name: str, each: Mapping[str, Any], sent: Mapping[str, Any], names: Names
) -> Schema:
    first, last = own_texts(each)
    said: dict[str, Any] = {"summary": first, "note": last} | origin(each)
    said = {key: value for key, value in said.items() if value}
    file = each.get("x-file", "")
    if "discriminator" in each:
        return Schema(name, file, said | _tagged(each, names), None)
    if "anyOf" in each:
        ways = [in_text(term_of(way, names).said) for way in each["anyOf"]]
        return Schema(name, file, {**said, "one_of": ways}, None)
    if "x-extensible-enum" in each:
        term = term_of(each, names)
        ((_, values),) = term.more
        kind = {"type": "integer"} if term.said == "integer" else {}
        return Schema(name, file, {**said, **kind, "enum": values}, None)
    keys = keys_of(each, names)
    required = sent.get("required", [])
    known = {key.name for key in keys}
    for other, value in sent.get("properties", {}).items():
        if value.get("writeOnly") and other not in known:
            keys.append(key_of(other, value, other in required, names))
    if "additionalProperties" in each:
        said["additional"] = term_of(each["additionalProperties"], names).said
    return Schema(name, file, said, tuple(keys))


def _tagged(each: Mapping[str, Any], names: Names) -> dict[str, Any]:
    told = each["discriminator"]
    cases = {tag: names.of(ref) for tag, ref in told["mapping"].items()}
    last = each["anyOf"][-1]
    if "$ref" in last:
        return {
            "by": told["propertyName"],
            "holds": cases,
            "other": names.of(last["$ref"]),
        }
    return {"one_of": cases, "by": told["propertyName"]}


def _held(schemas: dict[str, Schema], name: str) -> dict[str, Schema]:
    """A schema with what it holds, and no longer the objects that are made of it."""
    whole = schemas[name]
    by, other = whole.said["by"], whole.said["other"]
    common = [key for key in schemas[other].keys or () if key.name != by]
    held: dict[str, Any] = {}
    left = dict(schemas)
    for tag, kind in whole.said["holds"].items():
        made = schemas[kind]
        (content,) = [key for key in made.keys or () if key.name == tag]
        held[tag] = _content(content)
        del left[kind]
    said = {
        key: value for key, value in whole.said.items() if key not in ("other", "holds")
    }
    del left[other]
    left[name] = Schema(name, whole.file, said | {"holds": held}, tuple(common))
    return left


def _content(key: Key) -> Any:
    """What a tag announces: null only where that is said."""
    said = entry_of(replace(key, required=False, nullable=True))
    if not key.nullable:
        return said
    if isinstance(said, Mapping) and "string" not in said:
        return {**said, "nullable": True}
    return f"{in_text(said)} | null"


@dataclass(slots=True)
class Writer:
    """Writes fields, and the objects that are described where they stand.

    Attributes:
        schemas: By name.
        shared: Names of those that cannot stand where they are used: they are used twice.
        written: Names of those that have been written where they stand.
    """

    schemas: Mapping[str, Schema]
    shared: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)

    def fields(self, keys: Any, owner: str) -> dict[str, Any]:
        """Fields by name."""
        return {key.name: self.entry(key, owner) for key in keys}

    def entry(self, key: Key, owner: str) -> Any:
        """A field; ``owner`` is what objects in it are called after."""
        made = self._type(key.term.said, owner + place_name(key.name))
        if made == key.term.said:
            return entry_of(key)
        if not isinstance(made, Mapping) or "string" in made:
            return entry_of(key, {"type": made})
        # The field's own summary says it.
        said = {word: value for word, value in made.items() if word != "summary"}
        return entry_of(key, said)

    def _type(self, said: Any, place: str) -> Any:
        """A type, with the objects that stand in it."""
        if isinstance(said, list):
            return [self._type(said[0], place)]
        if isinstance(said, Mapping):
            return {"string": self._type(said["string"], place)}
        inner = self.schemas.get(said)
        if inner is None or not inner.is_inside or inner.name in self.shared:
            return said
        if inner.name in self.written:
            self.shared.add(inner.name)
            return said
        self.written.add(inner.name)
        made: dict[str, Any] = {} if inner.name == place else {"name": inner.name}
        made["fields"] = self.fields(inner.keys or (), inner.name)
        if "additional" in inner.said:
            made["additional"] = self._additional(inner)
        if "summary" in inner.said:
            made["summary"] = inner.said["summary"]
        return made

    def _additional(self, schema: Schema) -> Any:
        return self._type(schema.said["additional"], f"{schema.name}Additional")

    def schema(self, schema: Schema) -> dict[str, Any]:
        """A schema as files have it."""
        said = dict(schema.said)
        if schema.keys is None:
            return said
        if "additional" in said:
            said["additional"] = self._additional(schema)
        more = {
            key: said.pop(key) for key in ("additional", "by", "holds") if key in said
        }
        if schema.keys or "holds" not in more:
            said["fields"] = self.fields(schema.keys, schema.name)
        return said | more
