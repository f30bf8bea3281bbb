"""The pages of the site: one for each operation, each resource, each guide and each map."""

from __future__ import annotations

from ...model.api import Operation, Resource
from ..pages.places import Layout, Place
from ..sinks import file_stem
from ..sinks.files import is_file_stem

INDEX = "index"
SCHEMAS = "schemas"
CHANGES = "changes"
DOCUMENT = "openapi"


def stem_of(name: str) -> str:
    """A file name for a name of the spec; one that some system refuses gets an underscore."""
    stem = name.lower()
    return file_stem(stem if is_file_stem(stem) else f"{stem}_")


def guide(name: str) -> str:
    """A guide's page, without its ending."""
    return f"guides/{file_stem(name)}"


def area(name: str) -> str:
    """The page of an area's map, without its ending."""
    return f"maps/{stem_of(name)}"


def resource(of: Resource) -> str:
    """A resource's page, without its ending."""
    return f"api/{stem_of(of.file)}"


def operation(of: Resource, item: Operation) -> str:
    """An operation's page, without its ending."""
    return f"api/{stem_of(of.file)}/{stem_of(item.name)}"


def context(name: str) -> str:
    """A context's page, without its ending."""
    return f"contexts/{stem_of(name)}"


def layout(ending: str) -> Layout:
    """The layout of pages with that ending: ``.html``, or ``.md`` for their twins."""
    return Layout(
        sources=Place(guide("sources") + ending, "sources"),
        schemas=SCHEMAS + ending,
        resource=lambda of: resource(of) + ending,
        operation=lambda of, item: Place(operation(of, item) + ending),
        context=lambda name: context(name) + ending,
    )
