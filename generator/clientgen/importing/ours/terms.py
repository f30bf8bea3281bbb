"""Types: from the JSON Schema that describes one to the words of the spec language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_REF = "#/components/schemas/"
_SCALARS: Mapping[tuple[str | None, ...], str] = {
    ("string", None, None): "string",
    ("string", "uuid", None): "uuid",
    ("string", "uri", None): "url",
    ("string", "email", None): "email",
    ("integer", None, None): "integer",
    ("number", None, None): "number",
    ("boolean", None, None): "boolean",
    ("string", "date-time", None): "datetime",
    ("string", "date", None): "date",
    ("string", "time-local", None): "time",
    ("string", "duration", None): "duration",
    ("number", "unix-time", None): "unix",
    ("number", "unix-time-ms", None): "unix_ms",
    ("string", None, "base64"): "base64",
    ("string", "binary", None): "file",
    ("string", "http-date", None): "http_date",
}
# A text that a constant in short can be.
_SHORT = re.compile(r"(?!(true|false|null)\Z)[A-Za-z][\w.-]*\Z", re.ASCII)
_NULL = {"type": "null"}
_MOMENT = [
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
]


@dataclass(frozen=True, slots=True)
class Term:
    """A type.

    Attributes:
        said: As a spec says it.
        nullable: Whether null is legal besides.
        more: What stands beside a type: ``enum`` or ``is``.
    """

    said: Any
    nullable: bool = False
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What schemas are called in the spec.

    Attributes:
        sent: The names of those that stand in bodies.
    """

    sent: Mapping[str, str]

    def of(self, reference: str) -> str:
        """The schema that a reference names."""
        name = reference.removeprefix(_REF)
        return self.sent.get(name, name)


def term_of(said: Mapping[str, Any], names: Names) -> Term:
    """The type that a schema describes."""
    if "anyOf" in said:
        return _choice(said, names)
    if "$ref" in said:
        return Term(names.of(said["$ref"]))
    if "const" in said:
        return Term(None, False, (("is", said["const"]),))
    kind, nullable = said.get("type"), False
    if isinstance(kind, list):
        if kind[2:]:
            return Term("any")
        kind, nullable = kind[0], True
    if kind is None:
        return Term("any", True)
    if kind == "array":
        item = term_of(said["items"], names)
        return Term([item.said], nullable, item.more)
    if kind == "object":
        if "additionalProperties" not in said:
            return Term("object", nullable)
        value = term_of(said["additionalProperties"], names)
        return Term({"string": value.said}, nullable)
    if "x-extensible-enum" in said:
        return _known(said, kind, nullable)
    if "x-resource" in said:
        return Term(f"key -> {said['x-resource']}", nullable)
    if "x-key" in said:
        return Term("key", nullable)
    form = (kind, said.get("format"), said.get("contentEncoding"))
    return Term(_SCALARS[form], nullable)


def _known(said: Mapping[str, Any], kind: str, nullable: bool) -> Term:
    values, words = said["x-extensible-enum"], said.get("x-enum-descriptions")
    if words:
        named = {str(value): word for value, word in zip(values, words, strict=True)}
        return Term("integer", nullable, (("enum", named),))
    return Term(kind, nullable, (("enum", [*values]),))


def _choice(said: Mapping[str, Any], names: Names) -> Term:
    ways: list[Any] = said["anyOf"]
    nullable = ways[-1] == _NULL
    ways = ways[:-1] if nullable else ways
    if ways == _MOMENT and "x-either" not in said:
        return Term("date", nullable)
    parts = [term_of(way, names) for way in ways]
    if len(parts) == 1:
        return Term(parts[0].said, nullable, parts[0].more)
    return Term(" | ".join(map(_written, parts)), nullable)


def _written(part: Term) -> str:
    if part.more:
        raise ValueError("values in a choice have no words")
    return in_text(part.said)


def in_text(said: Any) -> str:
    """A type on one line."""
    if isinstance(said, list):
        return f"[{in_text(said[0])}]"
    if isinstance(said, Mapping):
        return f"{{string: {in_text(said['string'])}}}"
    return str(said)


def in_short(term: Term, required: bool, nullable: bool) -> Any:
    """A type with its marks; None where that has to be said in full."""
    mark = "!" if required else ""
    usual = nullable is not required
    if term.more:
        ((key, value),) = term.more
        is_text = key == "is" and isinstance(value, str)
        is_word = is_text and usual and _SHORT.match(value)
        return f"is {value}{mark}" if is_word else None
    if not mark and usual:
        return term.said
    if not usual and not required:
        return None
    return f"{in_text(term.said)}{'' if usual else ' | null'}{mark}"
