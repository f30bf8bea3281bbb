"""The two states of an API, and how names of the one are read in the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..model.api import Api, Resource, Schema
from ..model.sending import answered_schemas, sent_schemas
from ..model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)
from ..targets.surface.names import resource_attribute, schema_class
from ..targets.surface.types import checked_type
from .pairing import Pair, likeness, pairs, share
from .python_types import Union, read
from .renames import Renamed


@dataclass(frozen=True)
class Sides:
    """Two states, paired.

    Attributes:
        renamed: What people told.
        resources: The groups of methods.
        schemas: The models.
    """

    old: Api
    new: Api
    renamed: Renamed
    resources: tuple[Pair[Resource], ...]
    schemas: tuple[Pair[Schema], ...]

    @cached_property
    def schema_names(self) -> Mapping[str, str]:
        """What schemas are called now that had another name."""
        return {
            pair.old.name: pair.new.name
            for pair in self.schemas
            if pair.old and pair.new and pair.old.name != pair.new.name
        }

    @cached_property
    def resource_names(self) -> Mapping[str, str]:
        """What resources are called now that had another name."""
        return {
            pair.old.name: pair.new.name
            for pair in self.resources
            if pair.old and pair.new and pair.old.name != pair.new.name
        }

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """Where the methods of a group are now, by where they were."""
        return {
            resource_attribute(pair.old): resource_attribute(pair.new)
            for pair in self.resources
            if pair.old and pair.new
        }

    @cached_property
    def sent(self) -> frozenset[str]:
        """Names now of the schemas that were or are sent."""
        old = {self.schema_names.get(name, name) for name in sent_schemas(self.old)}
        return sent_schemas(self.new) | old

    @cached_property
    def answered(self) -> frozenset[str]:
        """Names now of the schemas that were or are answered, or whose use nobody knows."""
        every = {schema.name for schema in self.new.schemas}
        sent = sent_schemas(self.new) - answered_schemas(self.new)
        old = {self.schema_names.get(name, name) for name in answered_schemas(self.old)}
        return frozenset(every - sent | old)

    def of_old(self, type_: Type) -> Type:
        """A type of before by the names of now."""
        match type_:
            case ListOf(item):
                return ListOf(self.of_old(item))
            case MapOf(value):
                return MapOf(self.of_old(value))
            case Choice(parts):
                return Choice(tuple(map(self.of_old, parts)))
            case Tagged():
                cases = tuple((tag, self._ref(ref)) for tag, ref in type_.cases)
                other = type_.other and self._ref(type_.other)
                return Tagged(type_.by, cases, other)
            case Key(str(resource)):
                return Key(self.resource_names.get(resource, resource))
            case Ref():
                return self._ref(type_)
        return type_

    def _ref(self, ref: Ref) -> Ref:
        return replace(ref, schema=self.schema_names.get(ref.schema, ref.schema))

    @cached_property
    def _meanings(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What names in annotations stand for, before and now."""
        old, new = _aliases(self.old), _aliases(self.new)
        for name, other in self.schema_names.items():
            before, now = schema_class(name), schema_class(other)
            if before not in old and before != now:
                old[before] = now
        return old, new

    def read_old(self, annotation: str) -> Union:
        """Read an annotation of before."""
        return read(annotation, self._meanings[0].get)

    def read_new(self, annotation: str) -> Union:
        """Read an annotation of now."""
        return read(annotation, self._meanings[1].get)


def sides_of(old: Api, new: Api, renamed: Renamed) -> Sides:
    """Pair two states."""
    resources = pairs(
        old.resources,
        new.resources,
        [lambda each: each.name, lambda each: each.attribute],
        _like_resources,
        lambda each: (each.name, resource_attribute(each)),
        renamed,
    )
    schemas = pairs(
        old.schemas,
        new.schemas,
        [lambda each: each.name],
        _like_schemas,
        lambda each: (each.name,),
        renamed,
    )
    return Sides(old, new, renamed, tuple(resources), tuple(schemas))


def _like_resources(old: Resource, new: Resource) -> float:
    routes = [{(o.method, o.path) for o in each.operations} for each in (old, new)]
    if routes[0] & routes[1]:
        return max(share(*routes), 0.6)
    kinds = share(
        ((o.method, o.name) for o in old.operations),
        ((o.method, o.name) for o in new.operations),
    )
    return 0.5 * likeness(old.name, new.name) + 0.5 * kinds - 0.1


def _like_schemas(old: Schema, new: Schema) -> float:
    if (old.type is None) != (new.type is None):
        return 0.0
    if old.type is not None:
        return 0.9 if old.type == new.type else 0.0
    if not old.fields or not new.fields:
        return 0.0
    same = share(
        ((field.name, field.type) for field in old.fields),
        ((field.name, field.type) for field in new.fields),
    )
    # Of two fields, both may be those of anything.
    few = 0.2 if min(len(old.fields), len(new.fields)) < 3 else 0.0
    return 0.75 * same + 0.25 * likeness(old.name, new.name) - few


def _aliases(api: Api) -> dict[str, str]:
    """Annotations that names of schemas stand for which are no objects."""
    return {
        schema_class(schema.name): str(checked_type(schema.type).code)
        for schema in api.schemas
        if isinstance(schema.type, Enum | Codes | Choice | Tagged | Constant | Scalar)
    }
