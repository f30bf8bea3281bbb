"""Where everything stands in the documentation, and links between its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ...model.types import ListOf, MapOf, Ref, Type
from ..sinks import Code, code, file_stem, join
from ..sinks.markdown import local, slug, text
from ..surface.names import resource_attribute

INDEX = "README.md"
CLIENT = "client.md"
SCHEMAS = "schemas.md"
SOURCES = "sources"


class Place(NamedTuple):
    """A page below ``docs/`` and an anchor on it, which may be empty."""

    page: str
    anchor: str = ""


class Site(NamedTuple):
    """All places that pages link to.

    Attributes:
        resources: The page of each resource, by name.
        schemas: Where each schema's fields are listed, by name.
        titles: The first heading of each resource's page, by the resource's name.
        headings: The heading over each schema's fields, by the schema's name.
        confidence: How far to trust each source, by its name.
        users: The schemas that hold each schema, and the operations that take or give it,
            by its name: label and place.
        attributes: Where the client offers each resource, by name.
    """

    resources: dict[str, Place]
    schemas: dict[str, Place]
    titles: dict[str, str]
    headings: dict[str, str]
    confidence: Mapping[str, str]
    users: Mapping[str, list[tuple[str, Place]]]
    attributes: Mapping[str, str]

    def link(self, label: Code, place: Place | None, here: str) -> Code:
        """A link from the page ``here``; only the label where there is no such place."""
        if place is None:
            return label
        if place.page == here and place.anchor:
            return local(label, "", place.anchor)
        return local(label, _relative(place.page, here), place.anchor)

    def resource(self, name: str, here: str) -> Code:
        """A resource's name, linked to its page."""
        return self.link(text(name), self.resources.get(name), here)

    def schema(self, name: str, here: str) -> Code:
        """A schema's name, linked to its fields."""
        return self.link(text(name), self.schemas.get(name), here)

    def operation(
        self, resource: Resource, operation: Operation, label: Code, here: str
    ) -> Code:
        """A link to an operation's heading."""
        return self.link(
            label, Place(self.resources[resource.name].page, operation.name), here
        )

    def sources(self, names: Sequence[str], here: str) -> Code:
        """Names of sources, linked to the list of all, each with its confidence."""
        return join(", ", (self._one_source(name, here) for name in names))

    def _one_source(self, name: str, here: str) -> Code:
        linked = self.link(text(name), Place(INDEX, SOURCES), here)
        doubt = self.confidence.get(name, "documented")
        return linked if doubt == "documented" else code("{} ({})", linked, text(doubt))


def site_of(api: Api) -> Site:
    """Give every page, heading and anchor its name.

    An operation's heading is its name, so that ``#create`` leads to it; all other headings
    of a page make room for those.
    """
    resources: dict[str, Place] = {}
    schemas: dict[str, Place] = {}
    titles: dict[str, str] = {}
    headings: dict[str, str] = {}
    own = {schema.name: schema.resource for schema in api.schemas}
    for resource in api.resources:
        page = resource_page(resource)
        resources[resource.name] = Place(page)
        taken = {slug(operation.name) for operation in resource.operations}
        titles[resource.name] = heading(resource.name, ("resource",), taken)
        if resource.schema and own.get(resource.schema) == resource.name:
            words = heading("Fields", (f"of {resource.name}",), taken)
            headings[resource.schema] = words
            schemas[resource.schema] = Place(page, slug(words))
    taken = {"schemas"}
    for schema in api.schemas:
        if schema.name not in schemas:
            headings[schema.name] = heading(schema.name, (), taken)
            schemas[schema.name] = Place(SCHEMAS, slug(headings[schema.name]))
    return Site(
        resources,
        schemas,
        titles,
        headings,
        confidence={source.name: source.confidence for source in api.sources},
        users=_users(api, resources, schemas),
        attributes={r.name: resource_attribute(r) for r in api.resources},
    )


def _users(
    api: Api, resources: Mapping[str, Place], schemas: Mapping[str, Place]
) -> dict[str, list[tuple[str, Place]]]:
    found: dict[str, list[tuple[str, Place]]] = {}
    for schema in api.schemas:
        for name in _held(field.type for field in schema.fields):
            if name != schema.name:
                found.setdefault(name, []).append((schema.name, schemas[schema.name]))
    for resource in api.resources:
        for operation in resource.operations:
            types = (
                [field.type for field in operation.body.fields]
                if operation.body
                else []
            )
            types += [operation.answer.type] if operation.answer.type else []
            place = Place(resources[resource.name].page, operation.name)
            for name in _held(types):
                found.setdefault(name, []).append(
                    (f"{resource.name}.{operation.name}", place)
                )
    return found


def _held(types: Iterable[Type]) -> list[str]:
    """Names of the schemas in some types, each once."""
    names: dict[str, None] = {}
    for type_ in types:
        while isinstance(type_, ListOf | MapOf):
            type_ = type_.item if isinstance(type_, ListOf) else type_.value
        if isinstance(type_, Ref):
            names[type_.schema] = None
    return list(names)


def _relative(page: str, here: str) -> str:
    folder = here.rpartition("/")[0]
    if folder and page.startswith(f"{folder}/"):
        return page.removeprefix(f"{folder}/")
    return "../" * here.count("/") + page


def resource_page(resource: Resource) -> str:
    """Path of a resource's page."""
    return f"resources/{file_stem(resource.file)}.md"


def context_page(name: str) -> str:
    """Path of a context's page."""
    return f"contexts/{file_stem(name)}.md"


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
