"""Where the search leads: places of this site."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Context, Field, Operation, Resource, Schema
from ...model.rules import All, Rule
from ..pages.places import Place, Places
from .fields import field_anchor, key_anchor

INDEX_SCRIPT = "search-index.js"


class SearchPlaces(NamedTuple):
    """Where things stand, for :func:`..pages.search.search_index`."""

    places: Places

    def resource(self, resource: Resource) -> str:
        """A resource's page."""
        return self.places.layout.resource(resource)

    def operation(self, resource: Resource, operation: Operation) -> str:
        """An operation's page."""
        return self.places.layout.operation(resource, operation).page

    def rule(self, resource: Resource, operation: Operation, rule: Rule) -> str:
        """A rule of an operation: those that hold always are numbered on its page."""
        always = [x for x in operation.rules if not x.when and x.body != All(())]
        page = self.operation(resource, operation)
        if rule not in always:
            return f"{page}#by-context"
        return f"{page}#rule-{always.index(rule) + 1}"

    def key(self, resource: Resource, operation: Operation, field: Field) -> str:
        """A key of an operation's body."""
        return f"{self.operation(resource, operation)}#{key_anchor(field.name)}"

    def field(self, schema: Schema, field: Field) -> str:
        """A field of a schema."""
        place = self.places.schemas.get(schema.name, Place(""))
        if schema.name not in self.places.headings:
            return f"{place.page}#{place.anchor}"  # it stands with others
        return f"{place.page}#{field_anchor(schema.name, field.name)}"

    def context(self, context: Context) -> str:
        """A context's page."""
        return self.places.layout.context(context.name)
