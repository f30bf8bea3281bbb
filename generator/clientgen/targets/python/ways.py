"""How generated code says the way in which lists are walked."""

from __future__ import annotations

import dataclasses

from ...model.api import Answer, Api, Operation, Paging
from ..sinks import Code, code, dotted, emit, identifier, join, literal
from ..surface.imports import Import

_HEADER = "header "


def way_code(way: Paging, name: str = "Paging") -> Code:
    """The call that makes the runtime's ``Paging`` of a way.

    Args:
        way: How lists are walked.
        name: What the module that is written calls the class.
    """
    parts = [
        code("{}={}", identifier(field.name), literal(getattr(way, field.name)))
        for field in dataclasses.fields(way)
        if getattr(way, field.name) not in (field.default, "")
    ]
    if in_headers(way):
        parts.append(emit("headers=page_headers.read"))
    if way.style == "link":
        parts.append(emit("follow=next_links.next_url"))
    return code("{}({})", dotted(name), join(", ", parts))


def way_imports(way: Paging, runtime: str) -> frozenset[Import]:
    """What :func:`way_code` needs besides the class.

    Args:
        way: How lists are walked.
        runtime: The package of the runtime, as the module that is written calls it.
    """
    used = {"page_headers": in_headers(way), "next_links": way.style == "link"}
    return frozenset(Import(f"{runtime}.calls", each) for each in used if used[each])


def in_headers(way: Paging) -> bool:
    """Whether a way has places that are headers."""
    return any(
        getattr(way, place).startswith(_HEADER)
        for place in ("current", "last", "total", "next", "more")
    )


def own_way(api: Api, operation: Operation) -> Paging | None:
    """What an operation says of its list, where that is not as usual; None where it is."""
    if operation.paging is not None:
        return None if operation.paging == api.paging else operation.paging
    if operation.answer.kind == "list" and operation.answer.envelope != _usual(api):
        return Paging("page", "", items=operation.answer.envelope)
    return None


def ways_of(api: Api) -> tuple[Paging, ...]:
    """All ways that the generated code of an API speaks of."""
    own = [own_way(api, o) for r in api.resources for o in r.operations]
    return tuple(way for way in (api.paging, *own) if way is not None)


def usual_envelope(api: Api) -> str:
    """Place of the value in most single answers that have one; empty where none has."""
    counted: dict[str, int] = {}
    for resource in api.resources:
        for operation in resource.operations:
            if _wrapped(operation.answer):
                place = operation.answer.envelope
                counted[place] = counted.get(place, 0) + 1
    return max(counted, key=lambda place: counted[place], default="")


def _wrapped(answer: Answer) -> bool:
    return answer.kind == "single" and bool(answer.envelope)


def _usual(api: Api) -> str:
    """Where the runtime looks for the items of a list that is one answer."""
    return api.paging.items if api.paging else usual_envelope(api)
