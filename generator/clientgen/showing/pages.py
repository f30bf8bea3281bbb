"""A page about one thing, in the words of the documentation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..model.api import Api, Operation, Resource, Schema
from ..model.position import Position
from ..targets.pages.errors import errors_of
from ..targets.pages.markup import TERMINAL
from ..targets.pages.operations import OperationView, failure_words, operation_view
from ..targets.pages.places import Layout, Place, Places, places_of
from ..targets.pages.resources import ResourceView, resource_view
from ..targets.pages.rules import RuleView, least_rows
from ..targets.pages.schemas import SchemaView, schema_view
from ..targets.samples.values import values_of
from ..targets.sinks import Code, code, join
from ..targets.sinks.terminal import text
from ..targets.surface.names import method, resource_attribute
from ..targets.templates import Templates
from .things import Thing

Row = tuple[Code, ...]
Facts = dict[str, Any]

_HERE = ""
# Nothing leads anywhere on a terminal.
_LAYOUT = Layout(
    Place(_HERE), _HERE, lambda resource: _HERE, lambda r, o: Place(_HERE), str
)
_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\n\n+")

_PARAMETER = ("argument", "name", "in", "type", "required", "notes")
_KEY = ("key", "argument", "type", "required", "notes")
_WAY = ("variant", "keys", "python", "meaning")
_FIELD = ("field", "attribute", "type", "notes")
_KIND = ("value", "class", "holds", "notes")
_ERROR = ("class", "when")
_SOURCE = ("name", "title", "url", "date", "confidence", "note")


class Page(NamedTuple):
    """A page.

    Attributes:
        text: For people, its lines at most about 100 characters long.
        facts: The same for programs, in lists, dictionaries and texts.
    """

    text: str
    facts: Facts


class _Shown(NamedTuple):
    """An operation as its template lays it out, beside what pages of the docs say.

    Attributes:
        name: As the client has it: ``invoices.create``.
        place: File and line.
        least: Smallest sets of keys, and the same in Python.
        errors: Class and occasion of what a call may raise.
        failures: What failures answer.
        sources: Name of each, and what it is.
    """

    name: Code
    place: Code
    view: OperationView
    least: tuple[Row, ...]
    errors: tuple[Row, ...]
    failures: Code
    sources: tuple[Row, ...]


def page_of(api: Api, thing: Thing | None, templates: Templates) -> Page:
    """The page about a thing; about the whole API where none is named."""
    places = places_of(api, _LAYOUT, TERMINAL)
    if thing is None:
        return _overview(api, templates)
    if thing.schema is not None:
        return _schema_page(api, thing.schema, places, templates)
    assert (
        thing.resource is not None
    ), "a thing is a schema, a resource or one's operation"
    if thing.operation is None:
        return _resource_page(api, thing.resource, places, templates)
    return _operation_page(api, thing.resource, thing.operation, places, templates)


def _operation_page(
    api: Api,
    resource: Resource,
    operation: Operation,
    places: Places,
    templates: Templates,
) -> Page:
    view = operation_view(api, resource, operation, values_of(api), places, _HERE)
    rows = _sources(api, operation.source or resource.source)
    shown = _Shown(
        text(f"{resource_attribute(resource)}.{method(operation)}"),
        _place(operation.position),
        view,
        least_rows(operation, TERMINAL),
        errors_of(api, operation, TERMINAL),
        failure_words(operation.errors, TERMINAL),
        _cited(rows),
    )
    return Page(
        _tidy(templates.render("show/operation.jinja", page=shown)),
        {
            "operation": shown.name,
            "summary": view.summary,
            "note": view.note,
            "deprecated": view.deprecated,
            "method": operation.method,
            "path": operation.path,
            "signature": view.signature,
            "facts": view.facts,
            "parameters": _dicts(_PARAMETER, view.parameters),
            "body": (
                {"words": view.body, "keys": _dicts(_KEY, view.keys)}
                if operation.body
                else None
            ),
            "rules": [_rule(rule) for rule in view.rules],
            "minimal_sets": _dicts(("keys", "python"), shown.least),
            "contexts": _matrix(view),
            "answer": view.answer,
            "errors": _dicts(_ERROR, shown.errors),
            "failures": shown.failures,
            "sources": _dicts(_SOURCE, rows),
            **_file(operation.position),
        },
    )


def _rule(rule: RuleView) -> Facts:
    return {
        "name": rule.name,
        "words": rule.sentence,
        "ways": _dicts(_WAY, rule.ways),
        "overlap_warns": rule.overlap,
        "beyond": rule.beyond,
        "source": rule.source,
    }


def _matrix(view: OperationView) -> Facts | None:
    if view.matrix is None:
        return None
    return {
        "keys": _dicts(("key", *view.matrix.columns), view.matrix.rows),
        "words": list(view.matrix.sentences),
        "source": view.matrix.sources,
    }


def _resource_page(
    api: Api, resource: Resource, places: Places, templates: Templates
) -> Page:
    own = next((s for s in api.schemas if s.name == resource.schema), None)
    mine = own if own and own.resource == resource.name else None
    view = resource_view(api, resource, mine, (), places, _HERE)
    rows = _sources(api, resource.source)
    name, place = text(resource_attribute(resource)), _place(resource.position)
    return Page(
        _tidy(
            templates.render(
                "show/resource.jinja",
                attribute=name,
                place=place,
                page=view,
                sources=_cited(rows),
            )
        ),
        {
            "resource": resource.name,
            "attribute": name,
            "summary": view.summary,
            "note": view.note,
            "facts": view.facts,
            "operations": _contents(view),
            "fields": _dicts(_FIELD, view.schema.fields) if view.schema else None,
            "answers": resource.schema,
            "sources": _dicts(_SOURCE, rows),
            **_file(resource.position),
        },
    )


def _contents(view: ResourceView) -> list[Facts]:
    return _dicts(("operation", "request", "summary"), view.contents)


def _schema_page(
    api: Api, schema: Schema, places: Places, templates: Templates
) -> Page:
    known = {each.name: each for each in api.schemas}
    # A schema that a key tells from others stands with those: its own heading is its name.
    headed = places._replace(headings={**places.headings, schema.name: schema.name})
    view = schema_view(schema, headed, _HERE, None, known)
    rows = _sources(api, schema.source)
    users = _users(schema, places)
    return Page(
        _tidy(
            templates.render(
                "show/schema.jinja",
                place=_place(schema.position),
                page=view,
                users=users,
                sources=_cited(rows),
            )
        ),
        _schema_facts(view)
        | {"part_of": users, "sources": _dicts(_SOURCE, rows)}
        | _file(schema.position),
    )


def _schema_facts(view: SchemaView) -> Facts:
    return {
        "schema": view.heading,
        "summary": view.summary,
        "note": view.note,
        "type": view.type,
        "fields": _dicts(_FIELD, view.fields),
        "by": view.by,
        "kinds": _dicts(_KIND, view.kinds),
        "additional": view.additional,
    }


def _users(schema: Schema, places: Places) -> Code:
    """Schemas and operations that hold a schema: all of them, those of its resource too."""
    labels = dict.fromkeys(label for label, _ in places.users.get(schema.name, ()))
    return join(", ", map(text, labels))


def _overview(api: Api, templates: Templates) -> Page:
    rows = tuple(
        (
            text(resource_attribute(resource)),
            text(", ".join(each.name for each in resource.operations)),
        )
        for resource in api.resources
    )
    named = tuple(s for s in api.schemas if s.resource is None)
    schemas = join(", ", (text(schema.name) for schema in named))
    title = text(f"{api.title} ({api.version})")
    return Page(
        _tidy(
            templates.render(
                "show/overview.jinja",
                title=title,
                place=_place(api.position),
                rows=rows,
                schemas=schemas,
            )
        ),
        {
            "api": api.name,
            "title": text(api.title),
            "version": text(api.version),
            "resources": {
                resource_attribute(resource): [
                    each.name for each in resource.operations
                ]
                for resource in api.resources
            },
            "schemas": [schema.name for schema in api.schemas],
            **_file(api.position),
        },
    )


def _sources(api: Api, names: Sequence[str]) -> tuple[Row, ...]:
    """Name, title, URL, date, confidence and note of each."""
    known = {source.name: source for source in api.sources}
    found = (known[name] for name in names if name in known)
    return tuple(
        tuple(map(text, (s.name, s.title, s.url, s.date, s.confidence, s.note)))
        for s in found
    )


def _cited(sources: Sequence[Row]) -> tuple[Row, ...]:
    """Sources in two columns: the name, and all the rest."""
    return tuple(
        (name, join(", ", (word for word in words if word))) for name, *words in sources
    )


def _place(position: Position | None) -> Code:
    if position is None:
        return code("")
    return text(f"{position.path}:{position.line}")


def _file(position: Position | None) -> Facts:
    if position is None:
        return {"file": None, "line": None}
    return {"file": position.path, "line": position.line}


def _dicts(names: Sequence[str], rows: Sequence[Sequence[Code]]) -> list[Facts]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _tidy(page: str) -> str:
    """A page; parts that are not there leave no hole."""
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", page)).strip("\n")
