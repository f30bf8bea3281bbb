"""Who calls, where that is more than one token: keys, user names, and ways to choose from.

A credential is a text. Only ``token`` may be a function, or come from a session: see
:mod:`..auth`.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol
from urllib.parse import quote

from ..config import ApiConfig
from ..wire.redaction import Secret
from . import NoToken, TokenSource
from .keys import put_into_query

_IN_A_HEADER = r"[!-~]([\t -~]*[!-~])?"
_IN_A_COOKIE = r"[!#-+\--:<-\[\]-~]+"  # RFC 6265, 4.1.1


class Given(NamedTuple):
    """An argument of the client, and the environment variable that stands in for it."""

    argument: str
    env: str = ""


class Sent(NamedTuple):
    """What requests of one call carry.

    Attributes:
        token: The client's ``token`` goes with them.
        values: Place, name and value of what goes with them besides.
        hidden: Further texts that nobody may see.
        scopes: What the credentials must be good for, as far as the operation says.
    """

    token: bool = True
    values: tuple[tuple[Literal["header", "query", "cookie"], str, Secret], ...] = ()
    hidden: tuple[Secret, ...] = ()
    scopes: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All texts that nobody may see."""
        return (*(value for _, _, value in self.values), *self.hidden)

    def apply(self, request: Any) -> None:
        """Put it onto an httpx2 request to our own server."""
        for place, name, value in self.values:
            if place == "header":
                request.headers[name] = value.reveal()
            elif place == "cookie":
                others = request.headers.get("Cookie", "")
                own = f"{name}={value.reveal()}"
                request.headers["Cookie"] = f"{others}; {own}" if others else own
            else:
                put_into_query(request, name, value)


class Credential(Protocol):
    """One credential of a way."""

    @property
    def givens(self) -> tuple[Given, ...]: ...

    def sent(self, *values: Secret) -> Sent: ...


class TheToken(NamedTuple):
    """The client's ``token``, which may be renewed; see :mod:`..auth`."""

    env: str = ""

    @property
    def givens(self) -> tuple[Given, ...]:
        """Nothing: the client keeps it elsewhere."""
        return ()

    def sent(self, *values: Secret) -> Sent:
        """What requests carry."""
        return Sent()


class Key(NamedTuple):
    """A key in a header, in the query or in a cookie."""

    name: str
    place: Literal["header", "query", "cookie"]
    given: Given
    prefix: str = ""

    @property
    def givens(self) -> tuple[Given, ...]:
        """What it is made of."""
        return (self.given,)

    def sent(self, *values: Secret) -> Sent:
        """What requests carry.

        Raises:
            ValueError: The key cannot be sent as it is.
        """
        (value,) = values
        form = {"header": _IN_A_HEADER, "cookie": _IN_A_COOKIE}.get(
            self.place, "(?s).+"
        )
        if not re.fullmatch(form, value.reveal()):
            raise ValueError(
                f"{self.given.argument}: it has spaces, line ends or letters that no"
                f" {self.place} can carry; was it copied whole?"
            )
        whole = Secret(self.prefix + value.reveal()) if self.prefix else value
        # A server may quote it as it came, in a URL.
        written = Secret(quote(whole.reveal(), safe=""))
        return Sent(False, ((self.place, self.name, whole),), (value, written))


class Basic(NamedTuple):
    """``Authorization: Basic`` (RFC 7617); texts are written in UTF-8.

    Without a password, an empty one is sent: the user name is a key then.
    """

    username: Given
    password: Given | None = None

    @property
    def givens(self) -> tuple[Given, ...]:
        """What it is made of."""
        return (self.username, self.password) if self.password else (self.username,)

    def sent(self, *values: Secret) -> Sent:
        """What requests carry.

        Raises:
            ValueError: The user name has a colon, or one of both has control characters.
        """
        for given, value in zip(self.givens, values, strict=True):
            if re.search("[\x00-\x1f\x7f\ud800-\udfff]", value.reveal()):
                raise ValueError(f"{given.argument}: it has control characters")
        if ":" in values[0].reveal():
            raise ValueError(
                f"{self.username.argument}: a user name with a colon cannot be sent"
            )
        name, password = values[0].reveal(), "".join(v.reveal() for v in values[1:])
        pair = Secret(f"{name}:{password}")
        encoded = Secret(b64encode(pair.reveal().encode()).decode())
        header = Secret(f"Basic {encoded.reveal()}")
        # A user name beside a password is shown: it says who calls, and proves nothing.
        return Sent(
            False, (("header", "Authorization", header),), (encoded, values[-1])
        )


class Access(NamedTuple):
    """The ways of an API.

    Attributes:
        ways: What each sends, the usual one first; all of it together.
        late: What is missing is told by the call that needs it, not when the client is made:
            another call may need another way.
    """

    ways: Mapping[str, tuple[Credential, ...]]
    late: bool = False

    def at_first(
        self, api: ApiConfig, source: TokenSource, given: Mapping[str, Any]
    ) -> Sent | None:
        """Return what a new client sends in the usual way; None where calls choose.

        Raises:
            ValueError: A credential is missing, or cannot be sent.
            TypeError: One is no text.
        """
        every = [credential for way in self.ways.values() for credential in way]
        for credential in every:
            self._found(credential, given)
        if not isinstance(source, NoToken) and TheToken not in map(type, every):
            raise TypeError(f"auth: {api.name} takes no bearer token")
        return None if self.late else self.choose(api, source, given, ())

    def choose(
        self,
        api: ApiConfig,
        source: TokenSource,
        given: Mapping[str, Any],
        names: tuple[str, ...],
    ) -> Sent:
        """Return what a call sends: the first of some ways that the client has.

        Args:
            api: Names itself in errors.
            source: Gives the token.
            given: What the client was given, by argument.
            names: Of the ways; empty for the usual one. ``none`` sends nothing.

        Raises:
            ValueError: The client has none of them.
        """
        names = names or (next(iter(self.ways)),)
        wants = []
        for name in names:
            if name == "none":
                return Sent(token=False)
            found, missing = Sent(token=False), []
            for credential in self.ways[name]:
                if isinstance(credential, TheToken):
                    if isinstance(source, NoToken):
                        missing.append(Given("token", credential.env))
                    found = found._replace(token=True)
                    continue
                more = self._found(credential, given)
                if more is None:
                    missing += [g for g in credential.givens if not _text(g, given)]
                else:
                    found = found._replace(
                        values=found.values + more.values,
                        hidden=found.hidden + more.hidden,
                    )
            if not missing:
                return found
            wants.append(" and ".join(map(_wanted, missing)))
        raise ValueError(f"{api.name}: no credential; {', or '.join(wants)}")

    def _found(self, credential: Credential, given: Mapping[str, Any]) -> Sent | None:
        values = [_text(each, given) for each in credential.givens]
        if not all(values) or not values:
            return None
        return credential.sent(*(value for value in values if value))


def _text(given: Given, values: Mapping[str, Any]) -> Secret | None:
    """Return what the client has of a credential, or None."""
    value = values.get(given.argument)
    if isinstance(value, Secret):
        if not value.reveal().strip():
            raise ValueError(f"{given.argument}: it is empty")
        return value
    if value is None:
        value = os.environ.get(given.env, "").strip() if given.env else ""
        return Secret(value) if value else None
    raise TypeError(f"{given.argument}: expected text, got {type(value).__name__}")


def _wanted(given: Given) -> str:
    where = f" or set {given.env} in the environment" if given.env else ""
    return f"pass {given.argument}={where}"
