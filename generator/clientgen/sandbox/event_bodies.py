"""What events are about: keys, or things of the types that the spec says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ..model.api import Api, Json
from ..model.resolving import resolved_api
from ..model.types import Key, ListOf, Ref, Scalar, Type
from ..targets.samples.things import Thing, Things, things_of
from .shaping import Shapes
from .sql import Change

_ANY, _OBJECT, _KEYS_OF = Scalar("any"), Scalar("object"), ListOf(Key())
_KEYS = (Scalar("string"), Scalar("uuid"))


@dataclass(frozen=True, slots=True)
class EventBodies:
    """Makes bodies of events.

    Attributes:
        types: Types of bodies by the names of events, as far as they are known.
        things: Makes examples.
        shapes: Knows the fields of schemas.
        unknown: What bodies are of which nobody says a type: objects where the name of the
            event stands inside, else keys.
    """

    types: Mapping[str, Type]
    things: Things
    shapes: Shapes
    unknown: Type

    @classmethod
    def of(cls, api: Api) -> EventBodies:
        """Those of the events of an API."""
        api = resolved_api(api)
        things = things_of(api)
        hooks = api.webhooks
        types = dict(hooks.bodies) if hooks else {}
        unknown = _OBJECT if hooks and hooks.is_named_inside else _KEYS_OF
        return cls(types, things, Shapes.of(api, things), unknown)

    def example(self, event: str) -> Json:
        """A body of an event; no keys where nobody says what it is."""
        type_ = self._type(event)
        if type_ == _OBJECT:
            return {}
        return [] if type_ == _KEYS_OF else self.things.of_type(type_)

    def told(self, event: str, changes: Sequence[Change]) -> list[Json]:
        """What one event after the other tells of changes: all of them in one, or each in its own."""
        type_ = self._type(event)
        if isinstance(type_, ListOf):
            return [[self._one(type_.item, each) for each in changes]]
        return [self._one(type_, each) for each in changes]

    def _type(self, event: str) -> Type:
        type_ = self.types.get(event, _ANY)
        return self.unknown if type_ == _ANY else type_

    def _one(self, type_: Type, change: Change) -> Json:
        if isinstance(type_, Key) or type_ in _KEYS:
            return change.key
        thing: Thing = msgspec.json.decode(change.body)
        if type_ == _OBJECT:
            return thing
        if isinstance(type_, Ref):
            whole = {**self.things.makers[type_.schema](0), **thing}
            return self.shapes.shaped(type_.schema, whole, 0)
        return self.things.of_type(type_)
