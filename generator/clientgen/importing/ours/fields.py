"""Fields of schemas and keys of bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .terms import Names, Term, in_short, term_of
from .texts import own_texts

_LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minItems": "min_items",
    "maxItems": "max_items",
    "default": "default",
}
_FLAGS = {
    "readOnly": "read_only",
    "writeOnly": "write_only",
    "deprecated": "deprecated",
}
_FACTS = {"x-alias": "alias", "x-role": "role", "x-explode": "explode"}


@dataclass(frozen=True, slots=True)
class Key:
    """A field of a schema, or a key of a body.

    Attributes:
        name: On the wire.
        term: Its type; whether null is legal is said here apart.
        more: All else that a spec says of it, in its words.
        source: Names of sources.
    """

    name: str
    term: Term
    required: bool = False
    nullable: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)
    source: tuple[str, ...] = ()


def key_of(name: str, said: Mapping[str, Any], required: bool, names: Names) -> Key:
    """A field as its schema describes it."""
    term = term_of(said, names)
    nullable = said.get("x-nullable", term.nullable)
    more = {word: said[key] for key, word in _FLAGS.items() if said.get(key)}
    more |= limits_of(said)
    if (example := _example(said)) is not None:
        more["example"] = example
    first, last = own_texts(said)
    more |= {key: value for key, value in (("summary", first), ("note", last)) if value}
    more |= {word: said[key] for key, word in _FACTS.items() if key in said}
    source = tuple(said.get("x-source", ()))
    return Key(name, replace(term, nullable=False), required, nullable, more, source)


def limits_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Bounds and a default."""
    return {word: said[key] for key, word in _LIMITS.items() if key in said}


def _example(said: Mapping[str, Any]) -> Any:
    """The example, which stands before the values that are known."""
    if "x-example" in said:
        return said["x-example"]
    known = said.get("x-extensible-enum", [])
    examples = [each for each in said.get("examples", []) if each not in known]
    return examples[0] if examples else None


def keys_of(said: Mapping[str, Any], names: Names) -> list[Key]:
    """The fields of an object."""
    required = said.get("required", [])
    return [
        key_of(name, each, name in required, names)
        for name, each in said.get("properties", {}).items()
    ]


def entry_of(key: Key, object_: Mapping[str, Any] | None = None) -> Any:
    """A field as a spec says it.

    Args:
        key: The field.
        object_: The object that stands in its type's place; None where that has a name.
    """
    said: dict[str, Any] = {}
    short = in_short(key.term, key.required, key.nullable)
    if key.term.more and (key.more or key.source):
        short = None  # a constant in short stands alone
    if object_ is not None:
        said = dict(object_)
    elif short is not None and not (key.more or key.source):
        return short
    elif short is not None:
        said["type"] = short
    else:
        said = _type_in_full(key.term)
    if object_ is not None or short is None:
        if key.required:
            said["required"] = True
        if key.nullable is key.required:
            said["nullable"] = key.nullable
    said |= key.more
    if key.source:
        said["source"] = [*key.source]
    return said


def _type_in_full(term: Term) -> dict[str, Any]:
    more = dict(term.more)
    implied = "is" in more or isinstance(more.get("enum"), dict)
    said = {} if implied or (more and term.said == "string") else {"type": term.said}
    if isinstance(term.said, list) and more:
        said = {"type": term.said}
    return said | more


def fields_of(keys: Iterable[Key], entry: Any = entry_of) -> dict[str, Any]:
    """Fields by name."""
    return {key.name: entry(key) for key in keys}
