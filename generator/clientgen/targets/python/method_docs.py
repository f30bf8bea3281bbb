"""The docstring of a method."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.api import Api, Field, Operation
from ...model.naming import snake_case
from ...model.rules import Rule
from ...model.types import Enum, Key, ListOf, Ref, Scalar, Type
from ...rules import words as rule_words
from ..prose import sentence, sentences
from ..sinks import Code
from .arguments import Argument
from .docstrings import Section, document
from .models import field_words, reference_words
from .names import argument

_INDENT = 8
_TYPES = {
    "string": "A string.",
    "integer": "A whole number.",
    "number": "A number.",
    "boolean": "Yes or no.",
    "datetime": "A moment, with its time zone.",
    "date": "A date.",
    "file": "A file.",
    "list": "A list.",
}


def method_doc(api: Api, operation: Operation, items: Sequence[Argument]) -> Code:
    """What an operation does, its arguments, rules, result, errors and sources."""
    return document(
        [
            sentence(
                operation.summary or operation.name.replace("_", " ").capitalize()
            ),
            sentences("Deprecated" if operation.deprecated else "", operation.note),
            *_rules(operation),
        ],
        [
            Section("Args", [(item.name, _words(item)) for item in items]),
            Section("Returns", _returns(operation)),
            Section("Raises", _raises(operation)),
        ],
        closing=source_words(api, operation),
        indent=_INDENT,
    )


def _words(item: Argument) -> str:
    """What there is to say about one argument; its wire name where nothing else says it."""
    if item.place == "options":
        return "Settings for this call alone."
    if item.place == "start":
        return "Where to begin: ``next`` of an earlier page."
    if item.name == "match":
        return "Whether all filters must hold or any one will do."
    if item.place == "whole body":
        return "The request's body."
    known = item.item
    if known is None:
        return f"``{item.wire}``."
    words = (
        field_words(known)
        if isinstance(known, Field)
        else sentences(known.summary, known.note)
    )
    words = words or sentence(reference_words(known.type))
    if words and item.name == snake_case(item.wire):
        return words
    if words or item.name != item.wire:
        return f"{words} Sent as ``{item.wire}``." if words else f"``{item.wire}``."
    return _TYPES.get(type_name(known.type), "A value.")


def type_name(type_: Type) -> str:
    """The name of a scalar type, or ``list``; empty for others."""
    match type_:
        case Scalar(name):
            return name
        case Key() | Enum():
            return "string"
        case ListOf():
            return "list"
    return ""


def _rules(operation: Operation) -> list[str]:
    if operation.body is None:
        return []
    names = {field.name: argument(field) for field in operation.body.fields}
    return [
        sentences(f"{_title(rule)}: {words[0].lower()}{words[1:]}", rule.summary)
        for rule in operation.rules
        if (words := rule_words.sentence(rule, lambda key: names.get(key, key)))
    ]


def _title(rule: Rule) -> str:
    return f"Rule ``{rule.name}``"


def _returns(operation: Operation) -> list[tuple[str, str]]:
    answer = operation.answer
    match answer.kind:
        case "pages":
            return [("", "All items, page after page, loaded as they are needed.")]
        case "list":
            return [("", "The items that the API answered.")]
        case "object":
            return [("", "Plain data: nobody documents its shape.")]
        case "empty":
            return []
        case "bytes":
            return [("", "The answer's bytes.")]
    thing = f"The {answer.type.schema}" if isinstance(answer.type, Ref) else "The value"
    return [("", f"{thing} that the API answered.")]


def _raises(operation: Operation) -> list[tuple[str, str]]:
    found = []
    if operation.rules:
        found.append(
            ("RequiredKeysError", "The keys given break a rule. Nothing was sent.")
        )
    return [*found, ("ApiError", "The call failed.")]


def source_words(api: Api, operation: Operation) -> str:
    """Where an operation's facts are from, and how sure they are; empty if nobody says."""
    if not operation.source:
        return ""
    confidence = {source.name: source.confidence for source in api.sources}
    names = (f"{name} ({confidence[name]})" for name in operation.source)
    return f"Source: {', '.join(names)}."
