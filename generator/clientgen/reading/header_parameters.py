"""What parameters of headers and cookies may say, and what a client is given once."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.access import Given
from ..model.api import Resource
from ..model.naming import snake_case
from ..model.position import Position
from ..model.types import ListOf, Scalar, Type
from ..model.walking import WRITTEN_OTHERWISE, is_written_otherwise
from .findings import Report, quoted
from .headers import check_cookie, check_header
from .nodes import Entry, Table
from .nodes import Scalar as Text
from .scope import Scope
from .type_terms import is_single

_OTHERWISE = ", ".join(sorted(WRITTEN_OTHERWISE))


def check_field(entry: Entry, node: Table, kind: Type, scope: Scope) -> None:
    """Check the name and the type of a header or cookie parameter.

    Args:
        entry: Its key.
        node: What is said of it.
        kind: Its type.
        scope: Takes the findings.
    """
    name, place = node.text("name", entry.key), node.text("in")
    position = node.at("name") if "name" in node else entry.position
    if place == "header":
        check_header(name, position, scope)
    else:
        check_cookie(name, position, scope)
    listed = kind.item if isinstance(kind, ListOf) and place == "header" else kind
    if not is_single(listed) or is_written_otherwise(listed) or listed == Scalar("any"):
        takes = (
            "a single value, or an array of them"
            if place == "header"
            else "a single value"
        )
        scope.report.error(
            node.at("type"),
            "header-parameter-type",
            f"a {place} takes {takes}, such as string or datetime (not {_OTHERWISE}); "
            "change the type",
        )
    if "explode" in node:
        scope.report.error(
            node.at("explode"),
            "header-parameter-type",
            "explode is for the query; arrays in headers are joined by commas; remove it",
        )
    role = node.text("role", "value")
    if role not in ("value", "idempotency"):
        scope.report.error(
            node.at("role"), "parameter-role", "the role is for the query; remove it"
        )
    if role == "idempotency" and (once := node.get("once")) is not None:
        scope.report.error(
            once.position,
            "parameter-role",
            "each POST has a key of its own, which the client makes; remove once",
        )


def once_of(entry: Entry, node: Table, scope: Scope) -> Given | None:
    """What the client may be given instead of each call, or None."""
    said = node.get("once")
    if said is None or (isinstance(said, Text) and said.value is False):
        if "env" in node:
            scope.report.error(
                node.at("env"),
                "once",
                "env is for what the client is given once; add once: true",
            )
        return None
    if node.text("role", "value") != "value":
        return None
    env = node.text("env")
    if not isinstance(said, Text) or said.value is True:
        argument = node.text("alias") or snake_case(entry.key)
        if not (argument.isidentifier() and argument.isascii()):
            scope.report.error(
                said.position,
                "no-client-name",
                f"the client cannot have an argument for {quoted(entry.key)}; give the "
                "parameter an alias, such as tenant",
            )
            return None
        if argument in scope.credentials:
            scope.report.error(
                said.position,
                "duplicate-argument",
                f"the client's argument {quoted(argument)} is a credential's; write once: "
                f"{argument} to share it, or give the parameter an alias",
            )
        return Given(argument, env, said.position)
    if scope.is_known(
        said.text,
        scope.credentials,
        said.position,
        "once",
        "no credential of auth in api.yaml has this argument; write once: true for an "
        "argument of the parameter's own",
    ):
        env = env or scope.credentials[said.text]
    return Given(said.text, env, said.position)


def check_once(resources: Sequence[Resource], report: Report) -> None:
    """Refuse two parameters that share an argument of the client and are not one thing."""
    first: dict[str, Given] = {}
    told: set[Position] = set()
    for parameter in (
        p for r in resources for o in r.operations for p in o.parameters if p.once
    ):
        assert parameter.once is not None
        given = first.setdefault(parameter.once.argument, parameter.once)
        position = parameter.once.position
        if given.env != parameter.once.env and position and position not in told:
            told.add(position)
            report.error(
                position,
                "duplicate-argument",
                f"the client has an argument {quoted(given.argument)} already, with another "
                "env; make both the same, or give the parameter an alias",
            )
