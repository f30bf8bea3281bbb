"""The documentation site: pages of HTML, each with a twin in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ...model.api import Api
from ...model.position import Position
from ..sinks import SinkError
from ..target import Problem, Target
from . import layout
from .pages import files, sheets

__all__ = ["TARGET"]


def _problems(api: Api) -> Iterator[Problem]:
    """Pages that no file can hold, or two that one file would have to."""
    taken: dict[str, str] = {}
    for thing, position, page in _pages(api):
        try:
            path = page()
        except SinkError:
            path = ""
        if position and (not path or path in taken):
            why = f"it is that of {taken[path]}" if path else "some system refuses it"
            yield Problem(
                position,
                "name-collision",
                f"{thing} cannot have a page of its name: {why}; rename one",
            )
        taken[path] = thing


def _pages(api: Api) -> Iterator[tuple[str, Position | None, Callable[[], str]]]:
    for context in api.contexts:
        yield (
            f"the context {context.name}",
            context.position,
            partial(layout.context, context.name),
        )
    for resource in api.resources:
        yield (
            f"the file {resource.file}.yaml",
            resource.position,
            partial(layout.resource, resource),
        )
        for operation in resource.operations:
            yield (
                f"the operation {resource.name}.{operation.name}",
                operation.position,
                partial(layout.operation, resource, operation),
            )


TARGET = Target(
    "site", files, default=False, problems=_problems, since=files, sheets=sheets
)
