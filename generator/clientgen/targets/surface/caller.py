"""What a client is given once: credentials, besides or instead of its ``token``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.access import ApiKey, Basic, Bearer, Credential, Given, givens
from ...model.api import Api, Operation, Parameter
from ...model.position import Position
from ..sinks import emit
from .imports import Import
from .names import client_argument
from .types import Annotation, argument_type

BASE_URLS = "base_urls"
_MAPPING = Import("collections.abc", "Mapping")
TEXT = Annotation(emit("str"))


class ClientArgument(NamedTuple):
    """One keyword argument of a client.

    Attributes:
        name: In Python.
        key: What the runtime keeps it under: the spec's own name.
        env: The environment variable that stands in for it; may be empty.
        words: What it is.
        position: Where the spec names it.
        annotation: Of a value; None besides.
        way: The way that it is a credential of; empty where it is none.
    """

    name: str
    key: str
    env: str
    words: str
    position: Position | None = None
    annotation: Annotation = TEXT
    way: str = ""


def has_token(api: Api) -> bool:
    """Whether a client takes a ``token``; one that sends nothing may be given one, too."""
    return not api.auth.ways or api.auth.token is not None


def is_late(api: Api) -> bool:
    """Whether what is missing is told by the call that needs it."""
    return bool(api.auth.all_ways) and (len(api.auth.all_ways) > 1 or _is_chosen(api))


def has_access(api: Api) -> bool:
    """Whether there is more to say of who calls than that a token goes with each request."""
    return bool(api.auth.all_ways) and (bool(api.auth.ways) or _is_chosen(api))


def _is_chosen(api: Api) -> bool:
    return any(o.terms.ways for r in api.resources for o in r.operations)


def key_header(api: Api) -> str:
    """The header for the key that makes repeating safe; empty where the usual one will do."""
    name = made_key(api)
    return "" if name == "Idempotency-Key" else name


def made_key(api: Api) -> str:
    """The header of the key that the client makes for some calls; empty where it makes none."""
    for resource in api.resources:
        for operation in resource.operations:
            for parameter in operation.header_parameters:
                if parameter.role == "idempotency":
                    return parameter.name
    return ""


def client_arguments(api: Api) -> tuple[ClientArgument, ...]:
    """All keyword arguments but contexts and options, in the order of the spec."""
    found = {
        each.key: each for each in (*_credentials(api), *_once(api), *_servers(api))
    }
    return tuple(found.values())


def _credentials(api: Api) -> Iterator[ClientArgument]:
    for way in api.auth.ways:
        for credential in way.credentials:
            if credential == api.auth.token:
                continue
            for given, words in _of(credential):
                name = client_argument(given.argument, has_token(api))
                yield ClientArgument(
                    name,
                    given.argument,
                    given.env,
                    words,
                    given.position,
                    way=way.name,
                )


def _once(api: Api) -> Iterator[ClientArgument]:
    """What calls need not be given each time; that of a credential is there already."""
    shared = {each.key for each in _credentials(api)}
    for parameter in once_parameters(api):
        given = parameter.once
        assert given is not None, "these are given once"
        if given.argument in shared or given.argument == "token":
            continue
        words = parameter.summary or f"The {parameter.name} of all calls."
        yield ClientArgument(
            client_argument(given.argument, has_token(api)),
            given.argument,
            given.env,
            f"{words.rstrip('.')}. A call may say another.",
            given.position,
            argument_type(parameter.type),
        )


def _servers(api: Api) -> Iterator[ClientArgument]:
    """What is filled into URLs, and where named servers are."""
    for server in api.servers:
        for variable in server.variables:
            given = variable.given
            known = (
                f"One of {', '.join(variable.values)}." if variable.values else "",
                f"Default: {variable.default}." if variable.default else "",
            )
            words = variable.summary or f"What {{{variable.name}}} is in {server.url}."
            yield ClientArgument(
                client_argument(given.argument, has_token(api)),
                given.argument,
                given.env,
                " ".join(filter(None, (words, *known))),
                given.position,
            )
    names = [each.name for each in api.servers[1:] if each.name]
    if names:
        words = f"Where servers of your own are, by name: {', '.join(names)}."
        annotation = Annotation(emit("Mapping[str, str]"), frozenset([_MAPPING]))
        yield ClientArgument(BASE_URLS, BASE_URLS, "", words, None, annotation)


def once_parameters(api: Api) -> Iterator[Parameter]:
    """The parameters that a client may be given once, of all operations."""
    for resource in api.resources:
        for operation in resource.operations:
            yield from (p for p in operation.parameters if p.once)


def is_secret(operation: Operation, parameter: Parameter) -> bool:
    """Whether a parameter's value is kept from everybody: it has an environment variable."""
    inside = parameter in operation.path_parameters
    return not inside and parameter.once is not None and bool(parameter.once.env)


def _of(credential: Credential) -> Iterator[tuple[Given, str]]:
    if isinstance(credential, Basic):
        words = credential.summary
        password = credential.password
        first = "The user name" if password else "The key, sent as the user name"
        yield credential.username, f"{first}. {words}".rstrip()
        if password:
            yield password, f"The password. {words}".rstrip()
        return
    words = credential.summary or _sent_as(credential)
    yield Given(credential.argument, credential.env, credential.position), words


def _sent_as(credential: Bearer | ApiKey) -> str:
    if isinstance(credential, Bearer):
        return "A token, sent as Authorization: Bearer."
    place = "query parameter" if credential.place == "query" else credential.place
    return f"A key, sent in the {place} {credential.name}."


def credential_names(api: Api) -> dict[str, str]:
    """Names that hold secrets, in lower case, each with the argument to give it by."""
    found: dict[str, list[str]] = {}
    for way in api.auth.ways:
        for credential in way.credentials:
            if isinstance(credential, Basic):
                said = "= and ".join(each.argument for each in givens(credential))
                found.setdefault("authorization", []).append(said)
            else:
                name = "authorization"
                if isinstance(credential, ApiKey):
                    name = credential.name.lower()
                found.setdefault(name, []).append(credential.argument)
    for resource in api.resources:
        for operation in resource.operations:
            for parameter in operation.parameters:
                if parameter.once and is_secret(operation, parameter):
                    names = found.setdefault(parameter.name.lower(), [])
                    names.append(parameter.once.argument)
    return {name: "= or ".join(dict.fromkeys(each)) for name, each in found.items()}
