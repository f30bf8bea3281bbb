"""How requests are authenticated."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.access import ApiKey, Auth, Basic, Bearer, Credential, OAuth2, Way
from ...model.api import Api, Operation
from ...model.terms import NO_ONE
from ...rules.schema import Json
from .words import Object, filled, told


def security_schemes(api: Api) -> Object:
    """The credentials that a request may carry, by name."""
    auth = api.auth
    found: Object = {
        name: _scheme(credential) | ({"x-way": way.name} if number else {})
        for number, way in enumerate(auth.all_ways)
        for name, credential in _named(auth, way)
    }
    if auth.oauth2:
        found["oauth2"] = _oauth2(api, auth.oauth2)
    return found


def security(api: Api) -> list[Json]:
    """What each request carries unless its operation says otherwise: any one will do."""
    usual = api.auth.all_ways[:1]
    found = _requirements(api.auth, usual, (), api.auth.oauth2 is not None)
    return [*found, {}] if api.terms.optional else found


def operation_security(api: Api, operation: Operation) -> list[Json] | None:
    """What a request of an operation carries; None where that is as usual."""
    terms = operation.terms
    if terms.ways == (NO_ONE,):
        return []
    if terms.ways == api.terms.ways and not terms.scopes:
        return None
    ways = api.auth.ways_for(terms.ways)
    usual = api.auth.all_ways[:1]
    oauth2 = api.auth.oauth2 is not None and (not usual or usual[0] in ways)
    found = _requirements(api.auth, ways, terms.scopes, oauth2)
    return [*found, {}] if terms.optional else found


def _requirements(
    auth: Auth, ways: tuple[Way, ...], scopes: tuple[str, ...], oauth2: bool
) -> list[Json]:
    found: list[Json] = [
        # Of other schemes, scopes are roles that are not checked in the document.
        {name: [*scopes] for name, _ in _named(auth, way)}
        for way in ways
    ]
    return [*found, {"oauth2": [*scopes]}] if oauth2 else found


def _named(auth: Auth, way: Way) -> Iterator[tuple[str, Credential]]:
    """Names of schemes: of what is alone in its way, the way's name."""
    usual = way == auth.all_ways[0]
    for each in way.credentials:
        kind = {Bearer: "bearer", Basic: "basic", ApiKey: "apiKey"}[type(each)]
        own = each.argument if isinstance(each, ApiKey) else kind
        if len(way.credentials) == 1:
            yield (kind if usual else way.name), each
        elif usual:
            yield own, each
        else:
            yield f"{way.name}.{own}", each


def _scheme(credential: Credential) -> Object:
    match credential:
        case Bearer():
            bearer = filled(
                type="http", scheme="bearer", description=credential.summary
            )
            return bearer | _given(credential.argument, credential.env)
        case Basic(username=username, password=password):
            empty = (
                "" if password else "The user name is the key; the password is empty."
            )
            basic = filled(type="http", scheme="basic")
            basic |= told(credential.summary, empty)
            basic["x-username"] = _given(username.argument, username.env)
            if password:
                basic["x-password"] = _given(password.argument, password.env)
            return basic
    prefix = (
        f"The value begins with `{credential.prefix}`." if credential.prefix else ""
    )
    scheme = filled(type="apiKey", name=credential.name)
    scheme |= told(credential.summary, prefix) | {"in": credential.place}
    prefixed: Object = {"x-prefix": credential.prefix}
    return scheme | _given(credential.argument, credential.env) | filled(**prefixed)


def _given(argument: str, env: str) -> Object:
    """Where a client has a credential from."""
    return {"x-argument": argument, "x-env": env}


def _oauth2(api: Api, oauth2: OAuth2) -> Object:
    urls = filled(tokenUrl=oauth2.token_url)
    if "refresh_token" in oauth2.grants:
        urls["refreshUrl"] = oauth2.token_url
    scopes = [s for r in api.resources for o in r.operations for s in o.terms.scopes]
    # What they open, the operations say; no words are known.
    urls["scopes"] = dict.fromkeys(scopes, "")
    flows: Object = {}
    if oauth2.authorize_url:
        flows["authorizationCode"] = {
            "authorizationUrl": oauth2.authorize_url,
            **urls,
        }
    for grant, flow in (
        ("client_credentials", "clientCredentials"),
        ("password", "password"),
    ):
        if grant in oauth2.grants:
            flows[flow] = urls
    manners: Object = {
        "x-grants": [*oauth2.grants],
        "x-json-grants": [*oauth2.json_grants],
        "x-expires-in": oauth2.expires_in,
    }
    known = filled(type="oauth2", description=oauth2.summary)
    return {**known, "flows": flows, **filled(**manners)}
