"""One operation of a resource's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ...model.api import Api, Body, Errors, Field, Operation, Parameter, Resource
from ...model.rules import All, Equals, Node, Present
from ...rules.atoms import atoms_of, key_of
from ..prose import sentence
from ..samples.calls import call_of, example, list_condition, python_call
from ..samples.lines import text_of
from ..samples.request import atoms_on, request_of
from ..samples.shell import shell_lines
from ..samples.values import Values
from ..samples.writers import default_body
from ..sinks import Code, code, emit, identifier, join
from ..surface.arguments import Argument, arguments
from ..surface.names import argument, method, pascal_case, resource_attribute
from ..surface.types import result_type, returned
from .access import operation_words
from .examples import goal_examples
from .forms import form_words
from .markup import Markup
from .matrix import MatrixView, conditional, matrix
from .places import Places
from .rules import RuleView, rule_views
from .types import notes, type_words
from .walks import walk_words

Row = tuple[Code, ...]

_WIDTH = 88
_BODY_WORDS = {
    "object": ("A JSON object.",),
    "array": (
        "A JSON array of objects, given as {}. Each has these keys, named as on the wire:",
        "items",
    ),
    "multipart": ("Sent as {}", "multipart/form-data"),
    "form": ("Sent as {}", "application/x-www-form-urlencoded"),
    "any": ("JSON of a shape that nobody documents, given as {}.", "body"),
    "text": ("Text, given as {}.", "body"),
    "bytes": ("A file, given as {}.", "body"),
}
"""What is sent by kind of body: words, and what stands in them as code."""


_HARM = {True: emit("no harm"), False: emit("harm")}


class OperationView(NamedTuple):
    """An operation as the template lays it out. Empty code stands for what is not there.

    Attributes:
        heading: The operation's name: its anchor.
        call: How it is reached: ``client.invoices.create``.
        facts: Other ways to reach it, the vendor's own name for it, and the like.
        body: What kind of body it takes.
        parameters: Argument, name on the wire, place, type, required, notes.
        keys: Key, argument (empty in an array), type, required, notes.
        answer: What it gives, in words.
    """

    heading: Code
    call: Code
    facts: Code
    summary: Code
    note: Code
    deprecated: bool
    request: Code
    signature: Code
    parameters: tuple[Row, ...]
    body: Code
    keys: tuple[Row, ...]
    rules: tuple[RuleView, ...]
    matrix: MatrixView | None
    answer: Code
    python: Code
    curl: Code
    source: Code


def operation_view(
    api: Api,
    resource: Resource,
    operation: Operation,
    values: Values,
    places: Places,
    here: str,
) -> OperationView:
    """Everything a page says about an operation."""
    markup = places.markup
    body = operation.body
    name = identifier(method(operation))
    rules = rule_views(resource, operation, values, places, here)
    python, shell = _examples(api, resource, operation, values, markup)
    given = arguments(api, operation)
    return OperationView(
        heading=markup.text(operation.name),
        call=markup.span(f"client.{resource_attribute(resource)}.{name}"),
        facts=_facts(api, resource, operation, places),
        summary=markup.prose(sentence(operation.summary)),
        note=markup.prose(sentence(operation.note)),
        deprecated=operation.deprecated,
        request=request_words(operation, markup),
        signature=_signature(resource, operation, given),
        parameters=tuple(
            _parameter(api, operation, item, places, here)
            for item in given
            if item.place in ("path", "query", "header", "cookie")
        ),
        body=_body(body, places, here) if body else code(""),
        keys=(
            tuple(_key(f, operation, places, here) for f in body.fields) if body else ()
        ),
        rules=rules,
        matrix=matrix(api, resource, operation, values, places, here),
        answer=_answer(api, operation, places, here),
        # The ways to meet a rule are examples enough.
        python=join(
            "\n\n",
            [
                *([python] if python and not any(r.example for r in rules) else []),
                *_stream_examples(resource, operation, values, markup),
            ],
        ),
        curl=shell,
        source=places.sources(operation.source or resource.source, here),
    )


def request_words(operation: Operation, markup: Markup) -> Code:
    """The method and the path."""
    return markup.span(f"{operation.method} {operation.path}")


def _facts(api: Api, resource: Resource, operation: Operation, places: Places) -> Code:
    markup = places.markup
    facts: list[Code] = []
    if operation.aliases:
        others = [
            f"client.{places.attributes.get(home, home)}.{name}"
            for home, name in operation.aliases
        ]
        facts.append(code("Also offered as {}.", join(", ", map(markup.span, others))))
    if operation.title:
        facts.append(
            code("The vendor calls it {}.", markup.text(f'"{operation.title}"'))
        )
    if words := operation_words(api, operation, markup):
        facts.append(words)
    if operation.idempotent is not None:
        facts.append(code("Repeating it does {}.", _HARM[operation.idempotent]))
    if operation.modules and operation.modules != resource.modules:
        facts.append(code("Part of {}.", module_words(api, operation.modules, places)))
    return join(" ", facts)


def module_words(api: Api, modules: Sequence[str], places: Places) -> Code:
    """Titles and names of modules."""
    markup = places.markup
    titles = {module.name: module.title for module in api.modules}
    return join(
        ", ",
        (
            code("{} ({})", markup.text(titles.get(m, m)), markup.span(m))
            for m in modules
        ),
    )


def _signature(
    resource: Resource, operation: Operation, items: Sequence[Argument]
) -> Code:
    """The method as its module defines it, without ``self``."""
    given: list[Code] = []
    for number, item in enumerate(items):
        annotation = item.annotation.code
        if (
            item.place == "whole body"
            and operation.body
            and operation.body.kind == "array"
        ):
            name = identifier(f"{resource.name}{pascal_case(operation.name)}Item")
            annotation = code("Sequence[{} | Mapping[str, object]]", name)
        written = code("{}: {}", identifier(item.name), annotation)
        if item.default:
            written = code("{} = {}", written, item.default)
        before = items[number - 1] if number else None
        if not _by_position(item) and (before is None or _by_position(before)):
            given.append(code("*"))
        given.append(written)
    result = returned(operation)[0].code
    if operation.answer.kind == "list":
        result = code("list[{}]", result_type(operation).code)
    name = identifier(method(operation))
    line = code("def {}({}) -> {}", name, join(", ", given), result)
    if len(line) <= _WIDTH:
        return line
    return code(
        "def {}(\n{}) -> {}",
        name,
        join("", (code("    {},\n", part) for part in given)),
        result,
    )


def _by_position(item: Argument) -> bool:
    return item.place == "path" and not item.default


def _parameter(
    api: Api, operation: Operation, item: Argument, places: Places, here: str
) -> Row:
    markup = places.markup
    text, span = markup.text, markup.span
    known = item.item
    if not isinstance(known, Parameter):
        # The argument that joins filters: it is no parameter of its own in a spec.
        values = api.filtering.match_values if api.filtering else ()
        words = code("Whether all filters must hold or any one will do.")
        return (
            span(item.name),
            span(item.wire),
            text(item.place),
            _choice(values, markup),
            code(""),
            words,
        )
    types = {"filter": code("Filter"), "sort": code("Sort")}
    return (
        span(item.name),
        span(item.wire),
        text(item.place),
        types.get(known.role) or type_words(known.type, places, here),
        (
            code("yes")
            if known.required or not item.default
            else _by_rule(f"{item.place}:{known.name}", operation, places.markup)
        ),
        notes(known, places, here),
    )


def _choice(values: Sequence[str], markup: Markup) -> Code:
    return join(" or ", map(markup.span, values)) or code("string")


def _key(field: Field, operation: Operation, places: Places, here: str) -> Row:
    span = places.markup.span
    array = operation.body is not None and operation.body.kind == "array"
    return (
        span(field.name),
        code("") if array else span(argument(field)),
        type_words(field.type, places, here),
        required_words(field, operation, places.markup),
        notes(field, places, here),
    )


def required_words(field: Field, operation: Operation, markup: Markup) -> Code:
    """``yes``, ``by rule``, or the contexts in which some rule speaks of the key."""
    return code("yes") if field.required else _by_rule(field.name, operation, markup)


def _by_rule(key: str, operation: Operation, markup: Markup) -> Code:
    """What rules say of a key, or of a parameter by its name there."""
    always = tuple(rule.body for rule in operation.rules if not rule.when)
    for node in always:
        parts = node.parts if isinstance(node, All) else (node,)
        if Present(key) in parts:
            return code("yes")
    if key in _keys_of(always):
        return code("by rule")
    contexts = [
        context
        for rule in conditional(operation)
        if key in _keys_of((rule.body,))
        for context, _ in rule.when
    ]
    return (
        code("by {}", markup.text(" and ".join(dict.fromkeys(contexts))))
        if contexts
        else code("")
    )


@lru_cache(maxsize=64)  # asked for each key of an operation
def _keys_of(nodes: tuple[Node, ...]) -> frozenset[str]:
    """The keys that nodes speak of."""
    return frozenset(map(key_of, atoms_of(nodes)))


def _body(body: Body, places: Places, here: str) -> Code:
    """What is sent."""
    span = places.markup.span
    if body.type is not None:
        type_ = type_words(body.type, places, here)
        words = code("JSON, given as {}: {}.", span("body"), type_)
    else:
        layout, *named = _BODY_WORDS[body.kind]
        words = code(layout, *map(span, named))
    if body.kind in ("form", "multipart"):
        words = code("{}{}", words, form_words(body, places.markup))
    if body.content_type:
        media = places.markup.span(body.content_type)
        words = code("{} Its media type is {}.", words, media)
    return words


def _answer(api: Api, operation: Operation, places: Places, here: str) -> Code:
    words = _one_answer(api, operation, places, here)
    for when in operation.answer_when:
        special = replace(operation, answer=when.answer, answer_when=())
        values = [json.dumps(value, ensure_ascii=False) for value in when.values]
        words = code(
            "{} Where {} is {}: {}",
            words,
            places.markup.span(when.key),
            join(" or ", map(places.markup.span, values)),
            _one_answer(api, special, places, here),
        )
    if operation.errors != api.errors:
        words = code("{} {}", words, failure_words(operation.errors, places.markup))
    return words


def failure_words(errors: Errors | None, markup: Markup) -> Code:
    """What failures answer."""
    if errors is None:
        return code("Nobody documents what failures answer.")
    parts = [
        code("{} in {}", markup.text(what), markup.span(place))
        for what, place in (("the words", errors.message), ("the code", errors.code))
        if place
    ]
    words = [code("A failure has {}.", join(", ", parts))] if parts else []
    if errors.codes:
        known = join(", ", map(markup.span, errors.codes))
        words.append(code("Known codes: {}.", known))
    if errors.failed:
        said = join(
            ", ",
            (
                markup.span(f"{place}: {json.dumps(value, ensure_ascii=False)}")
                for place, value in errors.failed
            ),
        )
        words.append(code("An answer of status 200 with {} is a failure, too.", said))
    return join(" ", words)


def _one_answer(api: Api, operation: Operation, places: Places, here: str) -> Code:
    answer = operation.answer
    match answer.kind:
        case "text":
            return code("Text.")
        case "exists":
            return code("Whether it is there: true for success, false for status 404.")
        case "status":
            parts = [
                code(
                    "{} for status {}",
                    type_words(type_, places, here) if type_ else code("nothing"),
                    places.markup.text(str(status)),
                )
                for status, type_ in answer.statuses
            ]
            return code("By status: {}.", join("; ", parts))
        case "empty":
            return code("Nothing.")
        case "bytes":
            return code("The content, as bytes.")
        case "object":
            return code("JSON of a shape that nobody documents, as plain data.")
    assert answer.type is not None, "lists and single answers have a type"
    words = type_words(answer.type, places, here)
    if answer.kind == "pages":
        walk = walk_words(operation, api.paging, places.markup)
        return code("A list of {}, page by page.{}", words, walk)
    if answer.kind == "list":
        return code("A list of {}.", words)
    if answer.kind in ("events", "lines"):
        kind = "server-sent events" if answer.kind == "events" else "lines of JSON"
        end = (
            code(", until {}", places.markup.span(answer.end))
            if answer.end
            else code("")
        )
        return code("A stream of {}: {}{}.", places.markup.text(kind), words, end)
    if answer.nullable:
        words = code("{}, or nothing", words)
    place = (
        code(", unwrapped from {}", places.markup.span(answer.envelope))
        if answer.envelope
        else code("")
    )
    return code("{}{}.", words, place)


def _stream_examples(
    resource: Resource, operation: Operation, values: Values, markup: Markup
) -> list[Code]:
    """Calls whose bodies ask for a stream, where that is a special case."""
    found = [
        goal_examples(
            resource,
            operation,
            values,
            [(code(""), Equals(when.key, when.values[0]), ())],
            markup,
        )
        for when in operation.answer_when
        if when.answer.kind in ("events", "lines")
    ]
    return [each for each in found if each]


def _examples(
    api: Api,
    resource: Resource,
    operation: Operation,
    values: Values,
    markup: Markup,
) -> tuple[Code, Code]:
    """The operation in Python and for a shell; empty where rules leave no way to call it."""
    fenced = markup.fenced
    if fenced is None:
        return code(""), code("")
    body = default_body(operation, values)
    if operation.body and body is None:
        return code(""), code("")
    call = call_of(operation, values, body, list_condition(api, operation, values))
    python = fenced(example([python_call(resource, operation, call, values)]), "python")
    lines = shell_lines(request_of(api, operation, call, values))
    return python, fenced(text_of(lines, atoms_on(operation, body)), "sh")
