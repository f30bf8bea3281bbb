"""Words that may stand in api.yaml, in a resource and in an operation: the nearest wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model.access import NO_AUTH, ApiKey, Auth
from ..model.api import Parameter, Resource
from ..model.position import Position
from ..model.terms import NO_ONE, Terms
from .findings import Report, quoted
from .headers import check_header
from .nodes import Table
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Declared:
    """What the words of levels may refer to.

    Attributes:
        auth: Has the ways to say who calls.
        servers: Names of servers.
    """

    auth: Auth = NO_AUTH
    servers: tuple[str, ...] = ()


NOTHING = Declared()


def terms_of(table: Table, above: Terms, declared: Declared, scope: Scope) -> Terms:
    """Read what a level says.

    Args:
        table: A resource, or an operation in full.
        above: What the level above it says.
        declared: What there is to refer to.
        scope: Takes the findings.
    """
    found = above
    if "auth" in table:
        found = replace(found, ways=_ways(table, declared.auth, scope))
    if "scopes" in table:
        scopes = tuple(each.text for each in table.scalars("scopes"))
        found = replace(found, scopes=scopes)
    if "headers" in table:
        found = replace(found, headers=_headers(table, found.headers, declared, scope))
    if "server" in table:
        found = replace(found, server=_server(table, declared, scope))
    return found


def _server(table: Table, declared: Declared, scope: Scope) -> str:
    name = table.text("server")
    if name == NO_ONE or not scope.is_known(
        name,
        declared.servers,
        table["server"].position,
        "unknown-server",
        "no server in api.yaml has this name",
    ):
        return ""
    return name


def always_of(table: Table, above: tuple[str, ...], scope: Scope) -> tuple[str, ...]:
    """Read which common parameters every operation takes; the nearest level says all."""
    if "always" not in table:
        return above
    found = []
    for name in table.scalars("always"):
        if not scope.is_known(
            name.text,
            scope.parameters,
            name.position,
            "unknown-parameter",
            "api.yaml declares no such parameter",
        ):
            continue
        if scope.parameters[name.text].place == "path":
            scope.report.error(
                name.position,
                "unused-path-parameter",
                f"whatever path has {quoted('{' + name.text + '}')} takes it anyway; remove "
                "it here",
            )
            continue
        found.append(name.text)
    return tuple(found)


def _headers(
    table: Table,
    above: tuple[tuple[str, str], ...],
    declared: Declared,
    scope: Scope,
) -> tuple[tuple[str, str], ...]:
    said = table["headers"]
    if not isinstance(said, Table):
        return ()
    found = {name.lower(): (name, value) for name, value in above}
    for name in said:
        check_header(name, said.at(name), scope)
        check_not_secret(name, said.at(name), declared.auth, scope)
        found.pop(name.lower(), None)
        if said.text(name) != NO_ONE:
            found[name.lower()] = (name, said.text(name))
    return tuple(found.values())


def check_not_secret(name: str, position: Position, auth: Auth, scope: Scope) -> None:
    """Refuse a header that carries a credential already."""
    for way in auth.all_ways:
        for each in way.credentials:
            if not isinstance(each, ApiKey) or each.place != "header":
                continue
            if each.name.lower() == name.lower():
                scope.report.error(
                    position,
                    "header-name",
                    f"{quoted(name)} is a key of auth already; remove it here",
                )


def check_secrets(resources: Sequence[Resource], auth: Auth, scope: Scope) -> None:
    """Refuse header parameters that are credentials."""
    places = {
        p.position: p.name
        for resource in resources
        for operation in resource.operations
        for p in operation.header_parameters
        if p.position
    }
    for position, name in places.items():
        check_not_secret(name, position, auth, scope)
    told: set[Position] = set()
    for operation in (o for resource in resources for o in resource.operations):
        constant = {name.lower() for name, _ in operation.terms.headers}
        for each in operation.header_parameters:
            if each.name.lower() in constant and each.position not in (None, *told):
                assert each.position is not None
                told.add(each.position)
                scope.report.error(
                    each.position,
                    "duplicate-parameter",
                    f"{quoted(each.name)} is a constant header of {operation.name} already; "
                    "remove one, or switch it off there: headers: "
                    f"{{{each.name}: none}}",
                )


def check_keys(resources: Sequence[Resource], report: Report) -> None:
    """Refuse a second header for the key of a POST: callers give it by one option."""
    first: Parameter | None = None
    for parameter in (
        p
        for resource in resources
        for operation in resource.operations
        for p in operation.header_parameters
        if p.role == "idempotency"
    ):
        first = first or parameter
        if parameter.name.lower() != first.name.lower() and parameter.position:
            report.error(
                parameter.position,
                "parameter-role",
                f"the key of a POST goes in {quoted(first.name)} already; an API has one "
                "header for it",
            )
            return


def _ways(table: Table, auth: Auth, scope: Scope) -> tuple[str, ...]:
    known: Sequence[str] = [way.name for way in auth.all_ways]
    if isinstance(said := table["auth"], Table):  # of api.yaml
        return (*known[:1], NO_ONE) if known and said.flag("optional") else ()
    names = table.scalars("auth")
    if [name.text for name in names] == [NO_ONE]:
        return (NO_ONE,)
    for name in names[:-1]:
        if name.text == NO_ONE:
            scope.report.error(
                name.position,
                "two-credentials",
                "none is for clients that have nothing of what stands before it; move it to "
                "the end",
            )
    if [name.text for name in names] == known[:1]:
        return ()  # as where nothing is said
    return tuple(
        name.text
        for name in names
        if scope.is_known(
            name.text,
            [*known, NO_ONE],
            name.position,
            "unknown-way",
            "auth in api.yaml has no such way; it has "
            + (", ".join(known) or "none at all"),
        )
    )
