"""What failures answer: the usual shape, and where its words and codes stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .calls import Call
from .listing import key_of
from .problems import Journal
from .shapes import Many, Named, Object, Registry, Shape

_MESSAGE = (
    "message",
    "error_message",
    "error_description",
    "detail",
    "title",
    "description",
    "error",
    "reason",
)
_CODE = ("code", "error_code", "type", "error_type", "status_code", "name", "category")


class Failures(NamedTuple):
    """What failures answer.

    Attributes:
        key: Of the definition of the whole answer; empty where it has no name.
        message: Place of the words; may be empty.
        code: Place of the code; may be empty.
    """

    key: str = ""
    message: str = ""
    code: str = ""


def read_failures(
    calls: Sequence[Call], registry: Registry, journal: Journal
) -> Failures | None:
    """The shape that most failures have; None where none is described."""
    counts: Counter[str] = Counter()
    shapes: dict[str, Shape] = {}
    for call in calls:
        for status, shape in call.failures:
            key = shape.key if isinstance(shape, Named) else ""
            if key and isinstance(registry[key].shape, Object):
                # That one calls too often says little of what else goes wrong.
                counts[key] += 1 if status == "429" else 10
                shapes[key] = shape
    if not counts:
        return None
    key, count = counts.most_common(1)[0]
    whole = sum(counts.values())
    found = Failures(
        key,
        _place(shapes[key], _MESSAGE, registry, 0),
        _place(shapes[key], _CODE, registry, 0),
    )
    for other in (each for each in counts if each != key):
        spot = registry[other].shape
        if isinstance(spot, Object):
            words = f"{-(-counts[other] // 10)} failures of another form than most: they are read as data"
            journal.lose("error body", spot.spot, words)
    words = f"{-(-count // 10)} of {-(-whole // 10)} failures that are described have one form"
    journal.decide("Failures", words)
    return found


def _place(shape: Shape, names: Sequence[str], registry: Registry, depth: int) -> str:
    members = registry.members(shape)
    for wanted in names:
        for name, member in members.items():
            is_value = registry.kind(member.shape) in ("string", "number")
            if key_of(name) == wanted and _sayable(name) and is_value:
                return name
    for name, member in members.items() if depth < 2 else ():
        inner = registry.meant(member.shape)
        if key_of(name) in ("error", "errors", "fault", "meta", "detail", "details"):
            if isinstance(inner, Object) and _sayable(name):
                found = _place(member.shape, names, registry, depth + 1)
                if found:
                    return f"{name}.{found}"
            if isinstance(inner, Many) and _sayable(name):
                found = _place(inner.item, names, registry, depth + 1)
                if found:
                    return f"{name}.-1.{found}"
    return ""


def _sayable(name: str) -> bool:
    return not any(c in name for c in ". \t")
