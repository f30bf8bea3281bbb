"""What a successful call answers, whole, as it travels."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Json, Operation, Paging
from ...model.resolving import resolved_operation
from ...model.types import ListOf, MapOf, Ref, Type, innermost
from .things import Thing, Things, things_of
from .values import Values

_SHOWN = 2
"""How many things a list shows."""


class Answers(NamedTuple):
    """Makes the answers of an API's operations.

    Attributes:
        things: What is answered.
    """

    things: Things

    def of(self, operation: Operation) -> Json | None:
        """The JSON that a successful call answers, new each time.

        Returns:
            None where there is no JSON (nothing, or bytes), and where nobody documents it.
        """
        answer = resolved_operation(operation).answer
        if answer.type is None:
            return None
        inner = innermost(answer.type)
        if isinstance(inner, Ref) and not self.things.is_documented(inner.schema):
            return None
        if answer.kind == "single":
            return _placed([(answer.envelope, self.things.of_type(answer.type))])
        items: list[Json] = [
            self.things.of_type(answer.type, number)
            for number in range(_SHOWN if _tells_apart(answer.type) else 1)
        ]
        places: list[tuple[str, Json]] = [(answer.envelope, items)]
        if operation.paging and answer.envelope:
            places += _page(operation.paging, len(items))
        return _placed(places)

    def thing(self, resource: str, number: int = 0) -> Thing:
        """A thing of a resource, new each time, see :meth:`Things.thing`."""
        return self.things.thing(resource, number)


def answers_of(api: Api, values: Values | None = None) -> Answers:
    """Compile what the answers of an API are made of.

    Args:
        api: The API.
        values: What its requests are made of, where that is known already: saves work.
    """
    return Answers(values.made if values else things_of(api))


def _page(paging: Paging, count: int) -> list[tuple[str, Json]]:
    """What stands beside the items of the only page of a list."""
    found: list[tuple[str, Json]] = [
        (paging.links, {}),
        (paging.meta, {}),
        (paging.current, paging.first),
        (paging.last, paging.first),
        (paging.total, count),
        (paging.next, None),
        (paging.more, False),
    ]
    return [
        (place, value)
        for place, value in found
        if place and " " not in place and "-1" not in place.split(".")
    ]


def _tells_apart(type_: Type) -> bool:
    """Whether a second value of a type would say more than the first."""
    return not isinstance(type_, MapOf | ListOf)


def _placed(values: list[tuple[str, Json]]) -> Json:
    """Values at dotted places; the first is never covered by another."""
    if any(not place for place, _ in values):
        return next(value for place, value in values if not place)
    whole: Thing = {}
    for place, value in values:
        *outer, last = place.split(".")
        inside = whole
        for name in outer:
            below = inside.setdefault(name, {})
            if not isinstance(below, dict):
                break
            inside = below
        else:
            if not (value == {} and last in inside):
                inside.setdefault(last, value)
    return whole
