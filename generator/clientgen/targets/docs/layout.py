"""The pages of the documentation: one for each resource, its operations on it."""

from __future__ import annotations

from ...model.api import Operation, Resource
from ..pages.places import Layout, Place
from ..sinks import file_stem

INDEX = "README.md"
CLIENT = "client.md"
SCHEMAS = "schemas.md"


def resource_page(resource: Resource) -> str:
    """Path of a resource's page."""
    return f"resources/{file_stem(resource.file)}.md"


def context_page(name: str) -> str:
    """Path of a context's page."""
    return f"contexts/{file_stem(name)}.md"


def _operation(resource: Resource, operation: Operation) -> Place:
    return Place(resource_page(resource), operation.name)


LAYOUT = Layout(
    Place(INDEX, "sources"), SCHEMAS, resource_page, _operation, context_page
)
