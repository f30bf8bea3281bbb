"""What api.yaml says of who calls: credentials, the usual way, and others by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from ..model.access import ApiKey, Auth, Basic, Bearer, Credential, Given, OAuth2, Way
from ..model.position import Position
from .findings import quoted
from .nodes import Items, Table
from .scope import Scope

_Place = Literal["header", "query", "cookie"]


def read_auth(root: Table, scope: Scope) -> Auth:
    """Read ``auth``."""
    table = root.table("auth")
    usual = _credentials(table, "token", scope)
    bearer = table.table("bearer")
    if bearer.text("argument", "token") != "token":
        scope.report.error(
            bearer.at("argument"),
            "two-credentials",
            "the usual way's bearer token is the client's argument token; remove argument",
        )
    ways = [Way(_kind(usual[0]), usual)] if usual else []
    also = table.table("also")
    for name in also:
        if name in [way.name for way in ways] or name in ("none", "also"):
            scope.report.error(
                also.at(name),
                "two-credentials",
                f"{quoted(name)} means another way already; choose another name",
            )
            continue
        credentials = _credentials(also.table(name), name, scope)
        if credentials:
            ways.append(Way(name, credentials))
    if also.entries and not usual:
        scope.report.error(
            also.position,
            "two-credentials",
            "also names ways beside the usual one, and there is none; say bearer, basic or "
            "api_key first",
        )
    if table.flag("optional") and not usual:
        scope.report.error(
            table.at("optional"),
            "missing-key",
            "there is no credential that may be missing; say bearer, basic or api_key, or "
            "remove optional",
        )
    oauth2 = _oauth2(table.table("oauth2"))
    for way in ways:
        _check_places(way, scope)
    _check_arguments(ways, scope)
    token = _token(usual)
    if oauth2 and usual and not isinstance(token, Bearer) and _more_than_token(ways):
        scope.report.error(
            table.at("oauth2"),
            "two-credentials",
            "oauth2 brings bearer tokens, and the usual way has none; say bearer beside it",
        )
    return Auth(
        bearer=token if isinstance(token, Bearer) else None,
        api_key=token if isinstance(token, ApiKey) else None,
        oauth2=oauth2,
        ways=tuple(ways) if _more_than_token(ways) else (),
    )


def _token(usual: tuple[Credential, ...]) -> Bearer | ApiKey | None:
    """The credential that the client takes as ``token``, if its runtime keeps one so."""
    for each in usual:
        if isinstance(each, Bearer):
            return each
    only = usual[0] if len(usual) == 1 else None
    if isinstance(only, ApiKey) and _is_plain(only):
        return only
    return None


def _is_plain(key: ApiKey) -> bool:
    return key.argument == "token" and not key.prefix and key.place != "cookie"


def _more_than_token(ways: list[Way]) -> bool:
    """Whether there is more to say than that a token goes with each request."""
    return bool(ways) and (
        len(ways) > 1
        or _token(ways[0].credentials) is None
        or len(ways[0].credentials) > 1
    )


def _credentials(table: Table, argument: str, scope: Scope) -> tuple[Credential, ...]:
    """What one way sends.

    Args:
        table: With bearer, basic and api_key.
        argument: Of a credential that is alone and names none.
        scope: Takes the findings.
    """
    bearer, basic = table.table("bearer"), table.table("basic")
    keys = [*_keys(table)]
    found: list[Credential] = []
    if bearer.entries:
        found.append(
            Bearer(
                bearer.text("env"),
                bearer.prose("summary"),
                bearer.text("argument", argument),
                bearer.at("argument"),
            )
        )
    if basic.entries:
        found.append(
            Basic(
                _given(basic.table("username")),
                _given(basic.table("password")) if "password" in basic else None,
                basic.prose("summary"),
            )
        )
    alone = not found and len(keys) == 1
    for key in keys:
        if "argument" not in key and not alone:
            scope.report.error(
                key.position,
                "missing-key",
                f"the client takes {quoted(key.text('name'))} beside other credentials, so it "
                "needs a name there; add argument, such as argument: client_id",
            )
        found.append(
            ApiKey(
                key.text("name"),
                cast("_Place", key.text("in", "header")),
                key.text("env"),
                key.prose("summary"),
                key.text("argument", argument),
                key.text("prefix"),
                key.at("argument"),
            )
        )
    return tuple(found)


def _keys(table: Table) -> Iterator[Table]:
    node = table.get("api_key")
    if isinstance(node, Table):
        yield node
    elif isinstance(node, Items):
        yield from (item for item in node if isinstance(item, Table))


def _given(table: Table) -> Given:
    return Given(table.text("argument"), table.text("env"), table.at("argument"))


def _kind(credential: Credential) -> str:
    kinds = {Bearer: "bearer", Basic: "basic", ApiKey: "api_key"}
    return kinds[type(credential)]


def _check_places(way: Way, scope: Scope) -> None:
    """Refuse two credentials in one place."""
    taken: set[tuple[str, str]] = set()
    for each in way.credentials:
        if isinstance(each, ApiKey):
            name = each.name.lower() if each.place == "header" else each.name
            place, position = (each.place, name), each.position
        else:
            place = ("header", "authorization")
            position = (
                each.username.position if isinstance(each, Basic) else each.position
            )
        if place in taken and position:
            scope.report.error(
                position,
                "two-credentials",
                f"two credentials go into the {place[0]} {quoted(place[1])} of one request; "
                "name one of them as another way under also",
            )
        taken.add(place)


def _check_arguments(ways: list[Way], scope: Scope) -> None:
    """Refuse two credentials with one argument."""
    taken: dict[str, Position | None] = {}
    for given in (each for way in ways for each in way.givens):
        if given.argument and given.argument in taken and given.position:
            scope.report.error(
                given.position,
                "duplicate-argument",
                f"the client has an argument {quoted(given.argument)} already; choose another",
            )
        taken[given.argument] = given.position


def _oauth2(table: Table) -> OAuth2 | None:
    if not table.entries:
        return None
    return OAuth2(
        token_url=table.text("token_url"),
        authorize_url=table.text("authorize_url"),
        grants=tuple(each.text for each in table.scalars("grants")),
        expires_in=(
            "timestamp" if table.text("expires_in") == "timestamp" else "duration"
        ),
        json_grants=tuple(each.text for each in table.scalars("json_grants")),
        summary=table.prose("summary"),
    )


def environment(auth: Auth) -> dict[str, str]:
    """Environment variables by the client's argument."""
    return {each.argument: each.env for way in auth.all_ways for each in way.givens}
