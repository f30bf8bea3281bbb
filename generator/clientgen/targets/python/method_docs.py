"""The docstring of a method."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.api import Api, Field, Operation, Parameter
from ...model.limits import in_words
from ...model.naming import snake_case
from ...model.rules import Rule
from ...model.terms import NO_ONE
from ...model.walking import names_of_numbers
from ...rules import words as rule_words
from ..prose import sentence, sentences
from ..sinks import Code
from ..surface.arguments import Argument
from ..surface.names import argument
from ..surface.operations import spoken_parameters
from .docstrings import Section, document
from .models import field_words, reference_words

_INDENT = 8


def method_doc(api: Api, operation: Operation, items: Sequence[Argument]) -> Code:
    """What an operation does, its rules, arguments, result, errors and sources.

    A line stands only where it says more than the signature does.
    """
    return document(
        [
            sentence(
                operation.summary or operation.name.replace("_", " ").capitalize()
            ),
            sentences("Deprecated" if operation.deprecated else "", operation.note),
            _caller(api, operation),
            *_rules(operation),
        ],
        [
            Section("Args", [(i.name, words) for i in items if (words := _words(i))]),
            Section("Returns", _returns(operation)),
            Section("Raises", _raises(operation)),
        ],
        closing=source_words(api, operation),
        indent=_INDENT,
    )


def _words(item: Argument) -> str:
    """What there is to say about one argument; empty when that is nothing."""
    if item.place == "options":
        return ""  # the same for all: see CallOptions
    if item.place == "start":
        return "Where to begin: ``next`` of an earlier page."
    if item.name == "match":
        return "Whether all filters must hold or any one will do."
    if item.place == "whole body":
        return "The request's body."
    known = item.item
    words = ""
    if isinstance(known, Field):
        words = field_words(known)
    elif known is not None:
        words = sentences(
            known.summary,
            names_of_numbers(known.type),
            *in_words(known.limits),
            known.note,
            *_of_parameter(known),
        )
    if known is not None:
        words = words or sentence(reference_words(known.type))
    if item.name in (item.wire, snake_case(item.wire)):
        return words
    return f"{words} Sent as ``{item.wire}``." if words else f"``{item.wire}``."


def _of_parameter(known: Parameter) -> list[str]:
    """What only parameters have: what the client is given once."""
    words = []
    if known.deprecated:
        words.append("Deprecated")
    if given := known.once:
        where = f"Without it: the client's ``{given.argument}``"
        words.append(where + (f", else {given.env}" if given.env else ""))
    return words


def _caller(api: Api, operation: Operation) -> str:
    """Who calls, where that is not as usual."""
    terms = operation.terms
    sent = () if terms.headers == api.terms.headers else terms.headers
    headers = ", ".join(f"``{name}: {value}``" for name, value in sent)
    always = f"Always sent: {headers}" if headers else ""
    server = f"On the server ``{terms.server}``" if terms.server else ""
    if terms.ways == (NO_ONE,):
        return sentences("No credential is sent", always, server)
    named = api.auth.ways_for(terms.ways) if terms.ways != api.terms.ways else ()
    ways = " or else ".join(f"``{way.name}``" for way in named)
    may = "may be" if terms.optional else "is"
    scopes = ", ".join(f"``{name}``" for name in terms.scopes)
    return sentences(
        f"Who calls {may} said by {ways}" if ways else "",
        f"Scopes: {scopes}" if scopes else "",
        always,
        server,
    )


def _rules(operation: Operation) -> list[str]:
    fields = operation.body.fields if operation.body else ()
    spoken = spoken_parameters(operation)
    names = {key: argument(parameter) for key, parameter in spoken.items()}
    names |= {field.name: argument(field) for field in fields}
    return [
        sentences(f"{_title(rule)}: {words[0].lower()}{words[1:]}", rule.summary)
        for rule in operation.rules
        if (words := rule_words.sentence(rule, lambda key: names.get(key, key)))
    ]


def _title(rule: Rule) -> str:
    return f"Rule ``{rule.name}``"


def _returns(operation: Operation) -> list[tuple[str, str]]:
    if operation.answer.kind == "object":
        return [("", "Plain data: nobody documents its shape.")]
    return []


def _raises(operation: Operation) -> list[tuple[str, str]]:
    if not operation.rules:
        return []
    return [("RequiredKeysError", "The keys given break a rule. Nothing was sent.")]


def source_words(api: Api, operation: Operation) -> str:
    """Where an operation's facts are from, and how sure they are; empty if nobody says."""
    if not operation.source:
        return ""
    confidence = {source.name: source.confidence for source in api.sources}
    names = (f"{name} ({confidence[name]})" for name in operation.source)
    return f"Source: {', '.join(names)}."
