"""Whole answers, as they travel."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Json, Operation, Paging, Resource
from ...model.types import Ref, innermost
from .things import Things
from .values import Values


class Answers(NamedTuple):
    """Makes example answers.

    Attributes:
        things: Makes what they hold.
        paging: How lists are walked; None where the API has none.
    """

    things: Things
    paging: Paging | None

    def of(self, resource: Resource, operation: Operation) -> Json | None:
        """The answer of an operation; None where nobody documents it, or it is no JSON."""
        answer = operation.answer
        if answer.type is None:
            return None
        type_ = innermost(answer.type)
        if isinstance(type_, Ref):
            known = self.things.schemas.get(type_.schema)
            if known is None or not known.fields:
                return None
        value = self.things.of_type(answer.type, owner=resource.name)
        if answer.kind == "single":
            return _at(answer.envelope, value)
        items: list[Json] = [value]
        if answer.kind == "list":
            items_place = self.paging.items if self.paging else ""
            return _at(items_place, items)
        return self._page(items)

    def _page(self, items: list[Json]) -> Json:
        paging = self.paging
        if paging is None or not paging.items:
            return items
        whole: dict[str, Json] = {}
        places: list[tuple[str, Json]] = [
            (paging.items, items),
            (paging.meta, {}),
            (paging.links, {}),
            (paging.current, paging.first),
            (paging.last, paging.first),
            (paging.total, len(items)),
            (paging.next, None),
        ]
        for place, value in places:
            if place:
                _put(whole, place.split("."), value)
        return whole


def answers_of(api: Api, values: Values) -> Answers:
    """What makes the example answers of an API; its keys are those of example requests."""
    schemas = {schema.name: schema for schema in api.schemas}
    return Answers(Things(schemas, values), api.paging)


def _at(place: str, value: Json) -> Json:
    for name in reversed(place.split(".") if place else []):
        value = {name: value}
    return value


def _put(whole: dict[str, Json], names: list[str], value: Json) -> None:
    place = whole
    for name in names[:-1]:
        inner = place.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        place = inner
    place.setdefault(names[-1], value)
