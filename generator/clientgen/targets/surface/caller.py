"""What a client is given once: credentials, besides or instead of its ``token``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.access import ApiKey, Basic, Bearer, Credential, Given
from ...model.api import Api
from ...model.position import Position
from .names import client_argument


class ClientArgument(NamedTuple):
    """One keyword argument of a client.

    Attributes:
        name: In Python.
        key: What the runtime keeps it under: the spec's own name.
        env: The environment variable that stands in for it; may be empty.
        words: What it is.
        position: Where the spec names it.
    """

    name: str
    key: str
    env: str
    words: str
    position: Position | None = None


def has_token(api: Api) -> bool:
    """Whether a client takes a ``token``; one that sends nothing may be given one, too."""
    return not api.auth.ways or api.auth.token is not None


def is_late(api: Api) -> bool:
    """Whether what is missing is told by the call that needs it."""
    said = (o.terms.ways for r in api.resources for o in r.operations)
    return bool(api.auth.ways) and (len(api.auth.ways) > 1 or any(said))


def client_arguments(api: Api) -> tuple[ClientArgument, ...]:
    """All keyword arguments but contexts and options, in the order of the spec."""
    return tuple(_credentials(api))


def _credentials(api: Api) -> Iterator[ClientArgument]:
    for way in api.auth.ways:
        for credential in way.credentials:
            if credential == api.auth.token:
                continue
            for given, words in _of(credential):
                name = client_argument(given.argument, has_token(api))
                yield ClientArgument(
                    name, given.argument, given.env, words, given.position
                )


def _of(credential: Credential) -> Iterator[tuple[Given, str]]:
    if isinstance(credential, Basic):
        words = credential.summary
        yield credential.username, f"The user name. {words}".rstrip()
        yield credential.password, f"The password. {words}".rstrip()
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
                given = (credential.username, credential.password)
                said = "= and ".join(each.argument for each in given)
                found.setdefault("authorization", []).append(said)
            else:
                name = "authorization"
                if isinstance(credential, ApiKey):
                    name = credential.name.lower()
                found.setdefault(name, []).append(credential.argument)
    return {name: "= or ".join(dict.fromkeys(each)) for name, each in found.items()}
