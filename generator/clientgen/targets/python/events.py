"""The module of events: a class for each whose body has a type."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Webhooks
from ..prose import sentence
from ..sinks import Code, identifier, literal
from ..surface.imports import Import, import_blocks
from ..surface.names import schema_class
from ..surface.registry import Names
from ..surface.types import answer_type, runtime_type
from ..target import OutputFile
from ..templates import Templates
from .docstrings import document
from .models import module_of_schema


class EventView(NamedTuple):
    """An event: its class, its name on the wire, what its body is, and words."""

    name: Code
    wire: Code
    annotation: Code
    type: Code
    doc: Code


def event_files(api: Api, names: Names, templates: Templates) -> list[OutputFile]:
    """The module of an API whose events have bodies of known types."""
    hooks = api.webhooks
    if hooks is None or not hooks.bodies:
        return []
    imports, events = _events(api, hooks, names)
    base = _base(api, hooks)
    text = templates.render(
        "python/events.py.jinja",
        doc=document(
            [
                f"Events that {api.title} sends.",
                "What `parse_event` gives is one of these, or an Event of another name, whose"
                " body is as it came.",
            ]
        ),
        base=identifier(base.alias),
        imports=import_blocks({*imports, base}),
        events=events,
    )
    return [OutputFile(f"python/{api.package}/events.py", text)]


def _events(
    api: Api, hooks: Webhooks, names: Names
) -> tuple[set[Import], tuple[EventView, ...]]:
    modules = module_of_schema(api)
    imports = {Import("dataclasses", "dataclass"), Import("typing", "Any")}
    found = []
    for name, type_ in hooks.bodies:
        seen, decoded = answer_type(type_), runtime_type(type_)
        for needed in (*seen.imports, *decoded.imports):
            # Made for a module of a resource, one folder below.
            imports.add(needed._replace(module=needed.module.replace("..", ".", 1)))
        for schema in seen.schemas | decoded.schemas:
            imports.add(Import(f".models.{modules[schema]}", schema_class(schema)))
        found.append(
            EventView(
                identifier(names.events[name]),
                literal(name),
                seen.code,
                decoded.code,
                document([sentence(f"The event {name}")], indent=4),
            )
        )
    return imports, tuple(found)


def _base(api: Api, hooks: Webhooks) -> Import:
    """The runtime's class of events, under another name where a schema has its own."""
    module = "webhooks" if hooks.timed is None else "timed_webhooks"
    taken = any(schema_class(schema.name) == "Event" for schema in api.schemas)
    return Import(f".runtime.{module}", "Event", "ReceivedEvent" if taken else "Event")
