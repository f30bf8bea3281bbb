"""How requests are authenticated."""

from __future__ import annotations

from ...model.api import Auth, OAuth2
from .words import Object, filled


def security_schemes(auth: Auth) -> Object:
    """Ways to authenticate a request; any one of them will do."""
    found: Object = {}
    if auth.bearer:
        summary = auth.bearer.summary
        found["bearer"] = filled(type="http", scheme="bearer", description=summary)
    if key := auth.api_key:
        scheme = filled(type="apiKey", name=key.name, description=key.summary)
        found["apiKey"] = scheme | {"in": key.place}
    if auth.oauth2:
        found["oauth2"] = _oauth2(auth.oauth2)
    return found


def _oauth2(oauth2: OAuth2) -> Object:
    urls = filled(tokenUrl=oauth2.token_url)
    if "refresh_token" in oauth2.grants:
        urls["refreshUrl"] = oauth2.token_url
    urls["scopes"] = {}  # the spec names none
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
    described = filled(type="oauth2", description=oauth2.summary)
    return {**described, "flows": flows, **filled(**manners)}
