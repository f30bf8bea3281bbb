"""Where things stand in a site that nobody lays out."""

from __future__ import annotations

from clientgen.model.api import Context, Field, Operation, Resource, Schema
from clientgen.model.rules import Rule


class Places:
    """A page for each thing."""

    def resource(self, resource: Resource) -> str:
        return f"{resource.file}.html"

    def operation(self, resource: Resource, operation: Operation) -> str:
        return f"{resource.file}.html#{operation.name}"

    def rule(self, resource: Resource, operation: Operation, rule: Rule) -> str:
        return f"{resource.file}.html#{operation.name}-rules"

    def key(self, resource: Resource, operation: Operation, field: Field) -> str:
        return f"{resource.file}.html#{operation.name}-body"

    def field(self, schema: Schema, field: Field) -> str:
        return f"{schema.name}.html"

    def context(self, context: Context) -> str:
        return f"contexts/{context.name}.html"
