"""What of an operation's arguments is sent otherwise than it is given."""

from __future__ import annotations

from collections.abc import Iterable, Set

from ...model.api import Field, Operation, Parameter
from ...model.walking import is_filled_in, is_inside
from ..sinks import code, emit, join, literal
from ..surface.imports import Import
from ..surface.types import Annotation, runtime_type

_WRITTEN = Import("..runtime.models.writing", "Written")


def written(operation: Operation, typed: Set[str]) -> Annotation | None:
    """``Written(body={"since": UnixTime})``; None where all is sent as it is given.

    Args:
        operation: Its parameters and the keys of its body.
        typed: Schemas in which something is written otherwise.
    """
    places: tuple[tuple[str, Iterable[Field | Parameter]], ...] = (
        ("path", operation.path_parameters),
        ("query", operation.query_parameters),
        ("body", operation.body.fields if operation.body else ()),
    )
    made = Annotation(emit(""), frozenset([_WRITTEN]))
    given = []
    for place, items in places:
        pairs = []
        for item in items:
            array = operation.body is not None and operation.body.kind == "array"
            fills = array and isinstance(item, Field) and is_filled_in(item)
            if fills or is_inside(item.type, typed):
                type_ = runtime_type(item.type)
                made = made._replace(
                    imports=made.imports | type_.imports,
                    schemas=made.schemas | type_.schemas,
                )
                pairs.append(code("{}: {}", literal(item.name), type_.code))
        if pairs:
            given.append(code("{}={{{}}}", emit(place), join(", ", pairs)))
    whole = operation.body.type if operation.body else None
    if whole is not None and is_inside(whole, typed):
        type_ = runtime_type(whole)
        made = made._replace(
            imports=made.imports | type_.imports,
            schemas=made.schemas | type_.schemas,
        )
        given.append(code("whole={}", type_.code))
    if not given:
        return None
    return made._replace(code=code("Written({})", join(", ", given)))
