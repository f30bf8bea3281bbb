"""Where everything stands in the documentation, and links between its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ...model.types import Ref, Type
from ...model.walking import kinds, own_types, parts
from ..sinks import Code, code, join
from ..sinks.markdown import slug
from ..surface.names import resource_attribute
from ..surface.registry import names_of
from .markup import Markup


class Place(NamedTuple):
    """A page of the documentation and an anchor on it, which may be empty."""

    page: str
    anchor: str = ""


class Layout(NamedTuple):
    """On which pages things stand.

    Attributes:
        sources: Where sources are listed.
        schemas: The page of schemas that no resource has for its own.
        resource: Gives a resource's page.
        operation: Gives an operation's place.
        context: Gives the page of a context, by its name.
    """

    sources: Place
    schemas: str
    resource: Callable[[Resource], str]
    operation: Callable[[Resource, Operation], Place]
    context: Callable[[str], str]


class Places(NamedTuple):
    """All places that pages link to.

    Attributes:
        resources: The page of each resource, by name.
        schemas: Where each schema's fields are listed, by name.
        titles: The first heading of each resource's page, by the resource's name.
        headings: The heading over each schema's fields, by the schema's name. Objects that
            a key tells apart have none: they stand with the schema that says which there are.
        confidence: How far to trust each source, by its name.
        users: The schemas that hold each schema, and the operations that take or give it,
            by its name: label and place.
        attributes: Where the client offers each resource, by name.
        items: Type of an array body's items in the client, by resource and operation.
        layout: On which pages things stand.
        markup: What pages are written in.
    """

    resources: dict[str, Place]
    schemas: dict[str, Place]
    titles: dict[str, str]
    headings: dict[str, str]
    confidence: Mapping[str, str]
    users: Mapping[str, list[tuple[str, Place]]]
    attributes: Mapping[str, str]
    items: Mapping[tuple[str, str], str]
    layout: Layout
    markup: Markup

    def link(self, label: Code, place: Place | None, here: str) -> Code:
        """A link from the page ``here``; only the label where there is no such place."""
        if place is None:
            return label
        if place.page == here and place.anchor:
            return self.markup.local(label, "", place.anchor)
        return self.markup.local(label, relative(place.page, here), place.anchor)

    def resource(self, name: str, here: str) -> Code:
        """A resource's name, linked to its page."""
        return self.link(self.markup.text(name), self.resources.get(name), here)

    def schema(self, name: str, here: str) -> Code:
        """A schema's name, linked to its fields."""
        return self.link(self.markup.text(name), self.schemas.get(name), here)

    def operation(
        self, resource: Resource, operation: Operation, label: Code, here: str
    ) -> Code:
        """A link to an operation's heading."""
        return self.link(label, self.layout.operation(resource, operation), here)

    def sources(self, names: Sequence[str], here: str) -> Code:
        """Names of sources, linked to the list of all, each with its confidence."""
        return join(", ", (self._one_source(name, here) for name in names))

    def _one_source(self, name: str, here: str) -> Code:
        linked = self.link(self.markup.text(name), self.layout.sources, here)
        doubt = self.confidence.get(name, "documented")
        return (
            linked
            if doubt == "documented"
            else code("{} ({})", linked, self.markup.text(doubt))
        )


def places_of(api: Api, layout: Layout, markup: Markup) -> Places:
    """Give every page, heading and anchor its name.

    Where operations stand on their resource's page, an operation's heading is its name, so
    that ``#create`` leads to it; all other headings of the page make room for those.
    """
    resources: dict[str, Place] = {}
    schemas: dict[str, Place] = {}
    titles: dict[str, str] = {}
    headings: dict[str, str] = {}
    own = {schema.name: schema.resource for schema in api.schemas}
    for resource in api.resources:
        page = layout.resource(resource)
        resources[resource.name] = Place(page)
        found = [layout.operation(resource, each) for each in resource.operations]
        taken = {slug(place.anchor) for place in found if place.page == page}
        titles[resource.name] = heading(resource.name, ("resource",), taken)
        if resource.schema and own.get(resource.schema) == resource.name:
            words = heading("Fields", (f"of {resource.name}",), taken)
            headings[resource.schema] = words
            schemas[resource.schema] = Place(page, slug(words))
    taken = {"schemas"}
    told_apart = kinds(api)
    for schema in api.schemas:
        if schema.name not in schemas and schema.name not in told_apart:
            headings[schema.name] = heading(schema.name, (), taken)
            schemas[schema.name] = Place(layout.schemas, slug(headings[schema.name]))
    schemas |= {name: schemas[kind.of] for name, kind in told_apart.items()}
    return Places(
        resources,
        schemas,
        titles,
        headings,
        confidence={source.name: source.confidence for source in api.sources},
        users=_users(api, layout, schemas),
        attributes={r.name: resource_attribute(r) for r in api.resources},
        items=names_of(api).items,
        layout=layout,
        markup=markup,
    )


def _users(
    api: Api, layout: Layout, schemas: Mapping[str, Place]
) -> dict[str, list[tuple[str, Place]]]:
    found: dict[str, list[tuple[str, Place]]] = {}
    told_apart = kinds(api)
    for schema in api.schemas:
        kind = told_apart.get(schema.name)
        holder = kind.of if kind else schema.name
        for name in _held(own_types(schema)):
            users = found.setdefault(name, [])
            user = (holder, schemas[holder])
            if name != holder and user not in users:
                users.append(user)
    for resource in api.resources:
        for operation in resource.operations:
            types = (
                [field.type for field in operation.body.fields]
                if operation.body
                else []
            )
            if operation.body and operation.body.type:
                types.append(operation.body.type)
            types += [operation.answer.type] if operation.answer.type else []
            place = layout.operation(resource, operation)
            for name in _held(types):
                found.setdefault(name, []).append(
                    (f"{resource.name}.{operation.name}", place)
                )
    return found


def _held(types: Iterable[Type]) -> list[str]:
    """Names of the schemas in some types, each once."""
    names: dict[str, None] = {}
    for type_ in types:
        for part in parts(type_):
            if isinstance(part, Ref):
                names[part.schema] = None
    return list(names)


def relative(page: str, here: str) -> str:
    """The way from one page to another."""
    folder = here.rpartition("/")[0]
    if folder and page.startswith(f"{folder}/"):
        return page.removeprefix(f"{folder}/")
    return "../" * here.count("/") + page


def heading(words: str, additions: Iterable[str], taken: set[str]) -> str:
    """The words, with additions until their anchor is free; the anchor is taken then."""
    candidates = [words, *(f"{words} {addition}" for addition in additions)]
    number = 2
    while slug(candidates[0]) in taken:
        candidates.pop(0)
        if not candidates:
            candidates.append(f"{words} {number}")
            number += 1
    taken.add(slug(candidates[0]))
    return candidates[0]
