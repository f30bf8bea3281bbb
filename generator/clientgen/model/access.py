"""Who calls: credentials, and the ways in which an API takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .position import Position
from .terms import NO_ONE


@dataclass(frozen=True, slots=True)
class Given:
    """Something that the client is given once.

    Attributes:
        argument: Of the client, in snake case.
        env: The environment variable read where the caller gives nothing; may be empty.
    """

    argument: str
    env: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Bearer:
    """``Authorization: Bearer <token>``; ``env`` is the environment variable read by default."""

    env: str
    summary: str = ""
    argument: str = "token"
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key sent in a header, in the query or in a cookie under ``name``.

    Attributes:
        argument: Of the client; ``token`` where it is all that the client takes.
        prefix: What stands before it on the wire, such as ``Bot`` and a space.
    """

    name: str
    place: Literal["header", "query", "cookie"]
    env: str
    summary: str = ""
    argument: str = "token"
    prefix: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Basic:
    """``Authorization: Basic`` with a user name and a password (RFC 7617).

    Attributes:
        password: None where it is empty: the user name is a key then, and secret.
    """

    username: Given
    password: Given | None = None
    summary: str = ""


Credential = Bearer | Basic | ApiKey


@dataclass(frozen=True, slots=True)
class OAuth2:
    """OAuth 2.0 endpoints and manners.

    Attributes:
        authorize_url: Where the user is sent; empty when there is no such flow.
        token_url: Where tokens are got.
        grants: The grant types the server knows.
        expires_in: What the answer's ``expires_in`` means: seconds from now, or a Unix
            timestamp.
        json_grants: Grant types whose request is JSON; the others are form-encoded.
    """

    token_url: str
    authorize_url: str = ""
    grants: tuple[str, ...] = ()
    expires_in: Literal["duration", "timestamp"] = "duration"
    json_grants: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say who calls: credentials that are all sent together.

    Attributes:
        name: How operations refer to it: ``bearer``, ``basic`` or ``api_key`` for the usual
            way, after its first credential; another's own.
    """

    name: str
    credentials: tuple[Credential, ...]

    @property
    def givens(self) -> tuple[Given, ...]:
        """What a client is given for it."""
        return tuple(given for each in self.credentials for given in givens(each))


@dataclass(frozen=True, slots=True)
class Auth:
    """How requests are authenticated.

    Attributes:
        bearer: The bearer token that a client takes as ``token``; it may be renewed.
        api_key: The key that a client takes as ``token``; at most one of the two is set.
        ways: All ways, the usual one first; empty where ``token`` is the only credential and
            goes with every operation.
    """

    bearer: Bearer | None = None
    api_key: ApiKey | None = None
    oauth2: OAuth2 | None = None
    ways: tuple[Way, ...] = ()

    @property
    def all_ways(self) -> tuple[Way, ...]:
        """All ways, also where there is but one; none where nothing is sent."""
        if self.ways:
            return self.ways
        if self.bearer:
            return (Way("bearer", (self.bearer,)),)
        return (Way("api_key", (self.api_key,)),) if self.api_key else ()

    def ways_for(self, names: tuple[str, ...]) -> tuple[Way, ...]:
        """The ways of an operation, the first that the client has; none for no credential."""
        every = self.all_ways
        if names == (NO_ONE,):
            return ()
        known = {way.name: way for way in every}
        return tuple(known[name] for name in names if name in known) or every[:1]

    @property
    def token(self) -> Bearer | ApiKey | None:
        """What a client takes as ``token``, or None."""
        return self.bearer or self.api_key


def givens(credential: Credential) -> tuple[Given, ...]:
    """What a client is given for a credential."""
    if not isinstance(credential, Basic):
        return (Given(credential.argument, credential.env, credential.position),)
    password = credential.password
    return (credential.username, *((password,) if password else ()))


NO_AUTH = Auth()
