"""Words alone: summaries, notes, examples, sources. Nothing that a program could tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.api import Api, Operation, Schema
from ..targets.surface.names import attribute, schema_class
from .change import Change
from .words import code, listed

_WORDS = ("summary", "note", "title", "example", "source", "changed", "modules")


def differing(old: object, new: object) -> list[str]:
    """What is said otherwise of a thing."""
    return [
        name for name in _WORDS if getattr(old, name, None) != getattr(new, name, None)
    ]


def api_words(old: Api, new: Api) -> Iterator[Change]:
    """Words about the whole."""
    names = ("title", "summary", "description", "version", "docs_url", "licence")
    found = [name for name in names if getattr(old, name) != getattr(new, name)]
    found += ["sources"] if old.sources != new.sources else []
    found += ["contexts"] if _contexts(old) != _contexts(new) else []
    if found:
        words = [name.replace("_", " ") for name in found]
        yield Change(
            "words-changed",
            new.name,
            f"other words: {listed(words)}",
            position=new.position,
        )


def _contexts(api: Api) -> list[object]:
    return [(each.name, each.values, each.summary) for each in api.contexts]


def operation_words(
    old: Operation, new: Operation, given: Sequence[tuple[str, object, object]]
) -> str:
    """What is said otherwise about a method and its arguments; empty for nothing."""
    parts = differing(old, new)
    parts += [code(name) for name, one, other in given if differing(one, other)]
    rules = {rule.name: (rule.summary, rule.source) for rule in old.rules}
    parts += [
        f"rule {rule.name}"
        for rule in new.rules
        if rule.name in rules and rules[rule.name] != (rule.summary, rule.source)
    ]
    return f"other words: {listed(parts)}" if parts else ""


def schema_words(old: Schema, new: Schema) -> Iterator[Change]:
    """Words about a model and its attributes."""
    before = {field.name: field for field in old.fields}
    parts = differing(replace(old, modules=new.modules), new)
    parts += [
        code(attribute(field))
        for field in new.fields
        if field.name in before and differing(before[field.name], field)
    ]
    if parts:
        yield Change(
            "words-changed",
            schema_class(new.name),
            f"other words: {listed(parts)}",
            position=new.position,
        )
