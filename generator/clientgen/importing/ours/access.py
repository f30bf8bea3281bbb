"""Who calls, where, and which events are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .terms import Names, term_of
from .texts import own_texts


def auth_of(schemes: Mapping[str, Any]) -> dict[str, Any]:
    """``auth`` of api.yaml."""
    auth: dict[str, Any] = {}
    also: dict[str, Any] = {}
    for scheme in schemes.values():
        if scheme["type"] == "oauth2":
            continue
        way = auth
        if "x-way" in scheme:
            way = also.setdefault(scheme["x-way"], {})
        usual = scheme.get("x-way", "token") if _alone(schemes, scheme) else ""
        _add(way, scheme, usual)
    if also:
        auth["also"] = also
    for scheme in schemes.values():
        if scheme["type"] == "oauth2":
            auth["oauth2"] = _oauth2(scheme)
    return auth


def _alone(schemes: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    same = [
        each
        for each in schemes.values()
        if each["type"] != "oauth2" and each.get("x-way") == one.get("x-way")
    ]
    return len(same) == 1


def _add(way: dict[str, Any], scheme: Mapping[str, Any], usual: str) -> None:
    summary, _ = own_texts(scheme)
    words = {"summary": summary} if summary else {}
    if scheme.get("scheme") == "basic":
        given = {"username": _given(scheme["x-username"])}
        if "x-password" in scheme:
            given["password"] = _given(scheme["x-password"])
        way["basic"] = given | words
        return
    env = {"env": scheme["x-env"]}
    if scheme["type"] == "http":
        argument = scheme["x-argument"]
        implied = scheme.get("x-way", "token")
        own = {} if argument == implied else {"argument": argument}
        way["bearer"] = own | env | words
        return
    key: dict[str, Any] = {"name": scheme["name"], "in": scheme["in"]}
    if "x-prefix" in scheme:
        key["prefix"] = scheme["x-prefix"]
    if scheme["x-argument"] != usual:
        key["argument"] = scheme["x-argument"]
    key |= env | words
    known = way.get("api_key")
    if known is None:
        way["api_key"] = key
    else:
        way["api_key"] = [*(known if isinstance(known, list) else [known]), key]


def _given(said: Mapping[str, str]) -> dict[str, str]:
    return {"argument": said["x-argument"], "env": said["x-env"]}


def _oauth2(scheme: Mapping[str, Any]) -> dict[str, Any]:
    flows = scheme["flows"]
    found: dict[str, Any] = {}
    if "authorizationCode" in flows:
        found["authorize_url"] = flows["authorizationCode"]["authorizationUrl"]
    found["token_url"] = next(iter(flows.values()))["tokenUrl"]
    found |= {
        "grants": scheme.get("x-grants"),
        "json_grants": scheme.get("x-json-grants"),
        "expires_in": scheme.get("x-expires-in"),
        "summary": scheme.get("description"),
    }
    if found["expires_in"] == "duration":
        del found["expires_in"]
    return {key: value for key, value in found.items() if value}


def credentials_of(schemes: Mapping[str, Any]) -> set[str]:
    """The arguments of the client that are credentials."""
    givens = [
        given
        for scheme in schemes.values()
        for given in (
            scheme,
            scheme.get("x-username", {}),
            scheme.get("x-password", {}),
        )
    ]
    return {given["x-argument"] for given in givens if "x-argument" in given}


def ways_of(
    requirements: Sequence[Mapping[str, Any]], schemes: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """The ways to say who calls that requirements name, and the scopes; '' is the usual way."""
    names: list[str] = []
    scopes: list[str] = []
    for each in requirements:
        for name, needed in each.items():
            scopes = [*needed]
            if schemes[name]["type"] == "oauth2":
                continue
            way = schemes[name].get("x-way", "")
            if way not in names:
                names.append(way)
    return names, scopes


def server_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """A server of api.yaml."""
    found: dict[str, Any] = {"url": said["url"]}
    variables = {
        name: _variable(name, each) for name, each in said.get("variables", {}).items()
    }
    found |= {
        "name": said.get("x-name"),
        "variables": variables,
        "summary": said.get("description"),
    }
    return {key: value for key, value in found.items() if value}


def _variable(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    argument = said.get("x-argument")
    found = {
        "argument": argument if argument != name else None,
        "env": said.get("x-env"),
        "default": None if said.get("x-placeholder") else said["default"],
        "enum": said.get("enum"),
        "summary": said.get("description"),
    }
    return {key: value for key, value in found.items() if value}


def webhooks_of(root: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """``webhooks`` of api.yaml; empty where no events are sent."""
    if "x-signing" not in root:
        return {}
    said = dict(root["x-signing"])
    found = root["webhooks"]
    first = next(iter(found.values()))["post"]
    events: dict[str, Any] = {}
    named = [name for name, each in found.items() if _event(each, said) == name]
    for name in named:
        schema = _body(_payload(found[name]), said)
        term = None if schema is None else term_of(schema, names).said
        events[name] = term
    more = {
        "events": _events(events),
        "summary": first.get("description"),
        "source": first.get("x-source"),
    }
    return said | {key: value for key, value in more.items() if value}


def _events(found: Mapping[str, Any]) -> Any:
    if all(term is None for term in found.values()):
        return [*found]
    return {name: "any" if term is None else term for name, term in found.items()}


def _payload(hook: Mapping[str, Any]) -> Mapping[str, Any]:
    content = hook["post"]["requestBody"]["content"]
    found: Mapping[str, Any] = content["application/json"]["schema"]
    return found


def _at(schema: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    for name in place.split("."):
        schema = schema.get("properties", {}).get(name, {})
    return schema


def _is_inside(said: Mapping[str, Any]) -> bool:
    return str(said["event"]).startswith(f"{said['body']}.")


def _event(hook: Mapping[str, Any], said: Mapping[str, Any]) -> Any:
    schema = _payload(hook)
    if not _is_inside(said):
        return _at(schema, said["event"]).get("const")
    body = _at(schema, said["body"])
    named = body["allOf"][1] if "allOf" in body else body
    return _at(named, said["event"].removeprefix(f"{said['body']}.")).get("const")


def _body(
    schema: Mapping[str, Any], said: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    body = _at(schema, said["body"])
    if _is_inside(said):
        found: Mapping[str, Any] | None = body["allOf"][0] if "allOf" in body else None
        return found
    return body or None
