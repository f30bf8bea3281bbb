"""Requests, read, and operations, ready to be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..model.api import Schema
from .bodies import Sent
from .engine import Rules
from .querying import Querying
from .routes import Route


class Call(NamedTuple):
    """A request, read.

    Attributes:
        path: Values of the path's parameters.
        query: Values of the query's parameters, by name.
        pairs: The same, in their order.
        sent: The body.
        context: What is known about the other side.
        host: Scheme and host.
        place: The path.
        headers: Of the request, looked up without regard to case.
    """

    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    pairs: tuple[tuple[str, str], ...]
    sent: Sent
    context: Mapping[str, str]
    host: str
    place: str
    headers: Mapping[str, str]


class Prepared(NamedTuple):
    """A route, and what is compiled for it.

    Attributes:
        route: The route.
        rules: Of its operation.
        querying: Reads its filters.
        schema: Of the things.
        names: What the schema calls keys of the body.
    """

    route: Route
    rules: Rules
    querying: Querying
    schema: Schema | None
    names: Mapping[str, str]
