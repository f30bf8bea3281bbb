"""What a single answer owes its caller: a value where the spec promises one.

Needed only when an answer is odd, or empty.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from ..errors import DecodeError
from ..operations import Operation
from .mismatches import json_kind, shown, type_name
from .model import ModelMeta

__all__ = ["check_value", "no_value", "nullable", "stands_alone"]

_KEYS_SHOWN = 5


def nullable(type_: Any) -> bool:
    """Tell whether None is a value of a type."""
    return type_ in (Any, object, None, NoneType) or NoneType in get_args(type_)


def stands_alone(document: Any, envelope: str, type_: Any) -> bool:
    """Tell whether an answer without its envelope looks like the value itself.

    An object does when nothing of the envelope is there and it has at least one key that the
    model documents (any key, when nobody documents one).
    """
    if not isinstance(document, dict):
        return document is not None
    if not document or envelope.partition(".")[0] in document:
        return False
    model = _model(type_)
    if model is None:
        return type_name(type_) in ("object", "any")
    wires = model.__wires__
    return not wires or not wires.keys().isdisjoint(document)


def check_value(
    operation: Operation[Any], place: str, came: Any, value: Any, content: bytes
) -> None:
    """Refuse an answer that has nothing of the promised kind.

    Args:
        operation: Promises a value.
        place: Where it stands in the answer; empty for the whole answer.
        came: Plain data.
        value: What it was read as.
        content: The answer, for the error.

    Raises:
        DecodeError: It is null, or no object although a model is promised.
    """
    if value is None:
        if not nullable(operation.type):
            raise no_value(operation, place, came, content)
        return
    if _model(operation.type) is None:
        return
    # The reader takes [] for an empty object, which is right for a field only.
    if isinstance(came, list) or not isinstance(type(value), ModelMeta):
        raise no_value(operation, place, came, content)


def no_value(
    operation: Operation[Any],
    place: str,
    came: Any,
    content: bytes,
    instead: Any = None,
) -> DecodeError:
    """Return the error that says what an answer has in the place of its value.

    Args:
        operation: Promises a value.
        place: Where it should be.
        came: Plain data, or ``UNSET`` when nothing stands there.
        content: The answer; kept on the error.
        instead: The whole answer, of which the first keys are told.
    """
    wanted = "object"
    if _model(operation.type) is None:
        wanted = type_name(operation.type).partition(" of ")[0]
    got = "it is empty" if not content.strip() else json_kind(came)
    if isinstance(instead, dict) and instead:
        keys = [*instead][:_KEYS_SHOWN]
        more = ", ..." if len(instead) > len(keys) else ""
        got += f" (there is: {', '.join(map(shown, keys))}{more})"
    where = f" at {place}" if place else ""
    return DecodeError(
        f"{operation.name}: the answer has no {wanted}{where}: {got}",
        operation=operation.name,
        body=content,
    )


def _model(type_: Any) -> Any:
    """Return the model that a type promises, or None."""
    if get_origin(type_) in (Union, UnionType):
        inner = [each for each in get_args(type_) if each is not NoneType]
        type_ = inner[0] if len(inner) == 1 else None
    return type_ if isinstance(type_, ModelMeta) else None
