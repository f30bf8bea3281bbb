"""What each operation of an API does with the things of a sandbox.

Nobody says it: it follows from methods, paths and answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..model.api import Api, Operation, Resource
from ..model.types import ListOf, Ref, innermost
from ..targets.samples.amounts import words_of
from ..targets.samples.keys import own_key, places_of, shape
from ..targets.samples.things import Things
from .references import references

Action = Literal[
    "list",
    "get",
    "create",
    "append",
    "update",
    "delete",
    "act",
    "one",
    "download",
    "exists",
    "stand_in",
]


class Collection(NamedTuple):
    """Things of one kind that are kept together.

    Attributes:
        name: Of the resource; the shape of the path, where things belong to others.
        resource: Whose things they are.
        schema: Their schema; empty when they have none.
        own: The field of a thing's own key; empty when there is none.
        parent: The resource of the things that they belong to; empty when to none.
        seeded: Whether there are some at the start.
        nests: Whether they can belong to others of their own kind, and be named alone.
    """

    name: str
    resource: str
    schema: str
    own: str
    parent: str = ""
    seeded: bool = True
    nests: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, and what it does.

    Attributes:
        resource: Where the API lists the operation.
        operation: The operation.
        action: What is done.
        collection: With whose things; None where with none.
        parameter: The path parameter that names the thing; empty where none does.
        parent: Where the thing is that the path goes through; None where it goes through none.
        parent_parameter: The path parameter that names that thing.
        link: The field by which things belong to the parent; empty where they are kept
            with it.
        documented: Whether the answer is what somebody documents.
    """

    resource: Resource
    operation: Operation
    action: Action
    collection: Collection | None = None
    parameter: str = ""
    parent: Collection | None = None
    parent_parameter: str = ""
    link: str = ""
    documented: bool = True


class Layout(NamedTuple):
    """What a sandbox keeps, and what operations do with it.

    Attributes:
        routes: In the order of the API.
        collections: By name.
        owners: The resource whose things have a schema, by the schema's name.
    """

    routes: tuple[Route, ...]
    collections: Mapping[str, Collection]
    owners: Mapping[str, str]


def layout_of(api: Api, things: Things) -> Layout:
    """Find out what each operation does."""
    owners: dict[str, str] = {}
    for resource in api.resources:
        if resource.schema:
            owners.setdefault(resource.schema, resource.name)
    owners |= {s.name: s.resource for s in api.schemas if s.resource}
    listed = _listed(api, owners)
    owners |= {schema: resource for resource, schema in listed.items()}
    own: dict[str, str] = {}
    for schema in api.schemas:
        field = own_key(schema)
        own[schema.name] = field.name if field else ""
    documented = {schema.name: bool(schema.fields) for schema in api.schemas}
    kept: dict[str, Collection] = {}
    for each in api.resources:
        name = each.schema or listed.get(each.name, "")
        kept[each.name] = Collection(each.name, each.name, name, own.get(name, ""))
    made = _Routes(api, things, owners, own, documented, kept, places_of(api))
    for name in {*made.nesting()}:
        kept[name] = kept[name]._replace(nests=True)
    routes = tuple(
        made.route(resource, operation)
        for resource in api.resources
        for operation in resource.operations
    )
    return Layout(routes, kept, owners)


def _listed(api: Api, owners: Mapping[str, str]) -> dict[str, str]:
    """The schemas of what resources without their own list, by resource."""
    found: dict[str, str] = {}
    for resource in api.resources:
        for operation in resource.operations:
            type_ = operation.answer.type
            if resource.schema or not isinstance(type_, Ref) or not _is_list(operation):
                continue
            if type_.documented and type_.schema not in (*owners, *found.values()):
                found.setdefault(resource.name, type_.schema)
    return found


@dataclass(frozen=True, slots=True)
class _Routes:
    api: Api
    things: Things
    owners: Mapping[str, str]
    own: Mapping[str, str]
    documented: Mapping[str, bool]
    kept: dict[str, Collection]
    places: Mapping[str, str]

    def route(self, resource: Resource, operation: Operation) -> Route:
        """What an operation does."""
        whole = shape(operation.place)
        ends = whole.endswith("/{}")
        base = whole.removesuffix("/{}") if ends else whole
        names = [p.partition("}")[0] for p in operation.path.split("{")[1:]]
        parent = self.parent_of(base)
        before = names[base.count("{}") - 1] if parent else ""
        last = names[-1] if ends and names else ""
        action, collection, link = self.action(resource, operation, base, ends, parent)
        return Route(
            resource,
            operation,
            action,
            collection,
            last,
            parent,
            before,
            link,
            self.is_documented(operation),
        )

    def nesting(self) -> Iterator[str]:
        """The resources whose things hold lists of others of their own kind."""
        operations = [each for r in self.api.resources for each in r.operations]
        places = {shape(each.place) for each in operations}
        for operation in filter(_is_list, operations):
            place, item = shape(operation.place), self.item(operation)
            named = f"{place}/{{}}" in places
            if item and not named and self.parent_of(place) == self.kept[item]:
                yield item

    def parent_of(self, base: str) -> Collection | None:
        """Where the thing is that a path goes through."""
        prefix, mark, _ = base.rpartition("/{}/")
        resource = self.places.get(f"{prefix}/{{}}") if mark else None
        return self.kept.get(resource or "")

    def is_documented(self, operation: Operation) -> bool:
        """Whether anybody says what an operation answers."""
        answer = operation.answer
        if answer.kind in ("empty", "bytes"):
            return True
        inner = innermost(answer.type) if answer.type else None
        if isinstance(inner, Ref):
            return self.documented.get(inner.schema, False)
        return False

    def item(self, operation: Operation) -> str:
        """The resource whose things an operation answers; empty when that is none."""
        type_ = operation.answer.type
        inner = innermost(type_) if type_ else None
        return self.owners.get(inner.schema, "") if isinstance(inner, Ref) else ""

    def lists(self, base: str) -> tuple[Resource, Operation] | None:
        """The list that is found at a path."""
        for resource in self.api.resources:
            for operation in resource.operations:
                if shape(operation.place) == base and _is_list(operation):
                    return resource, operation
        return None

    def takes(self, base: str) -> bool:
        """Whether things are made, or changed by their key, below a path."""
        changing = ((base, ("POST",)), (f"{base}/{{}}", ("PUT", "PATCH", "DELETE")))
        return any(
            (shape(o.place), o.method) == (path, method)
            for r in self.api.resources
            for o in r.operations
            for path, methods in changing
            for method in methods
        )

    def action(
        self,
        resource: Resource,
        operation: Operation,
        base: str,
        ends: bool,
        parent: Collection | None,
    ) -> tuple[Action, Collection | None, str]:
        """What is done, with which things, and how they belong to the path's."""
        kind, method = operation.answer.kind, operation.method
        listed = self.lists(base)
        if kind == "bytes":
            return "download", self.main(resource, operation), ""
        if kind == "exists":
            return "exists", self.main(resource, operation), ""
        if _is_list(operation):
            return self.listing(resource, operation, base, parent)
        if listed and not ends and self.stores(listed) and added(operation):
            collection, link = self.at(resource, operation, base, parent, listed)
            return "append", collection, link
        if ends or (method == "POST" and listed and self.stores(listed)):
            collection, link = self.at(resource, operation, base, parent, listed)
            if not ends:
                return "create", collection, link
            actions: dict[str, Action] = {"GET": "get", "DELETE": "delete"}
            return actions.get(method, "update"), collection, link
        item = self.item(operation)
        if parent is not None:
            if not item or item == parent.resource or not self.is_documented(operation):
                return (
                    ("stand_in" if method == "GET" and not item else "act"),
                    parent,
                    "",
                )
            if operation.answer.kind != "single":
                return "act", parent, ""
            return "one", self.sub(item, base, parent, seeded=False), ""
        main = self.main(resource, operation)
        if method == "POST" and self.is_creation(resource, operation, base):
            return "create", main, ""
        is_one = kind == "single" and item and self.is_documented(operation)
        is_there = self.places.get(base) and self.kept.get(self.places[base])
        if is_one and method in ("GET", "PUT", "PATCH"):
            return ("get" if method == "GET" else "update"), main, ""
        if method == "DELETE" and is_there:
            return "delete", self.kept[self.places[base]], ""
        return "stand_in", None, ""

    def listing(
        self,
        resource: Resource,
        operation: Operation,
        base: str,
        parent: Collection | None,
    ) -> tuple[Action, Collection | None, str]:
        """Which things a list gives."""
        item = self.item(operation)
        if operation.answer.type is None and resource.schema:
            item = resource.name
        if not item:
            return "stand_in", None, ""
        if parent is not None:
            collection, link = self.at(
                resource, operation, base, parent, (resource, operation)
            )
            return "list", collection, link
        for other in self.api.resources:
            for each in other.operations:
                sub = shape(each.place)
                above = self.parent_of(sub)
                if above is None or not _is_list(each) or self.item(each) != item:
                    continue
                if sub.replace("/{}", "", 1) == base and not self.link(
                    item, above, sub, each
                ):
                    return "list", self.sub(item, sub, above), ""
        return "list", self.kept[item], ""

    def at(
        self,
        resource: Resource,
        operation: Operation,
        base: str,
        parent: Collection | None,
        listed: tuple[Resource, Operation] | None,
    ) -> tuple[Collection, str]:
        """The things that are found below a path, and how they belong to its parent."""
        item = self.places.get(f"{base}/{{}}") or ""
        if listed is not None:
            item = self.item(listed[1]) or (listed[0].schema and listed[0].name) or item
        item = item or self.item(operation) or resource.name
        if parent is None:
            return self.kept[item], ""
        if parent.nests and listed and self.item(listed[1]) == parent.resource:
            return parent, ""
        link = self.link(item, parent, base, listed[1] if listed else operation)
        return (self.kept[item], link) if link else (self.sub(item, base, parent), "")

    def link(
        self, item: str, parent: Collection, base: str, operation: Operation
    ) -> str:
        """The field by which things belong to those of a parent; empty when by none."""
        if item == parent.resource or self.takes(base):
            return ""
        schema = self.kept[item].schema
        found = [
            name
            for name, resource in references(self.api, self.things, schema).items()
            if resource == parent.resource
        ]
        said = {*words_of(operation.name), *words_of(parent.resource)}
        return max(found, key=lambda n: len(said & {*words_of(n)}), default="")

    def sub(
        self, item: str, base: str, parent: Collection, seeded: bool = True
    ) -> Collection:
        """The things below a path that belong to no other place."""
        main = self.kept[item]
        made = Collection(base, item, main.schema, main.own, parent.name, seeded)
        return self.kept.setdefault(base, made)

    def main(self, resource: Resource, operation: Operation) -> Collection:
        """The things that an operation is about, where its path does not say it."""
        return self.kept[self.item(operation) or resource.name]

    def stores(self, listed: tuple[Resource, Operation]) -> bool:
        """Whether a list is one of things."""
        resource, operation = listed
        return bool(self.item(operation) or resource.schema)

    def is_creation(self, resource: Resource, operation: Operation, base: str) -> bool:
        """Whether a POST makes a thing, where no list is found."""
        body = operation.body
        if f"{base}/{{}}" in self.places or operation.name == "create":
            return True
        is_one = body is not None and body.kind in ("object", "form", "multipart")
        item = self.item(operation)
        return bool(is_one and item and self.is_documented(operation))


def added(operation: Operation) -> str:
    """The key of a body that holds things to add to a list; empty where none does."""
    body, answer = operation.body, operation.answer
    if operation.method not in ("POST", "PATCH") or answer.kind != "list" or not body:
        return ""
    arrays = [each.name for each in body.fields if isinstance(each.type, ListOf)]
    return arrays[0] if len(arrays) == 1 else ""


def _is_list(operation: Operation) -> bool:
    """Whether an operation gives the items of a list, documented or not."""
    answer = operation.answer
    if answer.kind in ("pages", "list"):
        return operation.method == "GET" or bool(operation.page_key)
    paged = any(p.role == "page" for p in operation.query_parameters)
    return answer.kind == "object" and paged and operation.method == "GET"


def named(routes: Iterable[Route]) -> dict[str, Route]:
    """Routes by what is called, such as ``Invoice.create``."""
    return {f"{route.resource.name}.{route.operation.name}": route for route in routes}
