"""Who is let in, and what is answered to whom."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from secrets import compare_digest
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from ..model.access import ApiKey, Auth, Basic, Bearer, Credential, Way
from ..model.terms import NO_ONE, USUAL, Terms
from .oauth import Tokens
from .refusals import Refusal


class Access(NamedTuple):
    """Checks tokens, keys and passwords.

    Attributes:
        auth: As the API has it.
        token: The one that is always let in: as token, as key, as password.
        tokens: Those that the OAuth endpoints give out; None where there are none.
        scopes: What ``token`` is good for; None for everything.
    """

    auth: Auth
    token: str
    tokens: Tokens | None
    scopes: frozenset[str] | None = None

    def check(
        self,
        headers: Headers,
        query: Mapping[str, list[str]],
        terms: Terms = USUAL,
    ) -> None:
        """Let a request in.

        Args:
            headers: Of the request.
            query: Of the request.
            terms: Of the operation: the ways that are open to it.

        Raises:
            Refusal: 401: it has no token or key, or one that does not hold. 403: it is
                not good for what the operation asks for.
        """
        if terms.ways == (NO_ONE,):
            return
        ways = self.auth.ways_for(terms.ways)
        usual = self.auth.all_ways[:1]
        if self.auth.oauth2 and not self.auth.bearer and ways[:1] == usual:
            ways = (*ways, Way("bearer", (Bearer(""),)))
        if not ways:
            return
        given = [self._given(way, headers, query) for way in ways]
        for way, each in zip(ways, given, strict=True):
            if self._lets_in(way, each):
                self._refuse_short(way, each, terms.scopes)
                return
        if terms.optional and not any(map(any, given)):
            return
        # What came by halves is told by its missing half.
        best, came = max(
            zip(ways, given, strict=True), key=lambda each: sum(map(bool, each[1]))
        )
        missing = [
            _what(credential)
            for credential, each in zip(best.credentials, came, strict=True)
            if not each
        ]
        words = "the token does not hold"
        if missing:
            words = f"no {' and no '.join(missing)} was sent"
        challenge = self._challenge(best.credentials[0], bool(any(came)))
        raise Refusal(
            401, "unauthorized", words, headers={"WWW-Authenticate": challenge}
        )

    def _given(
        self, way: Way, headers: Headers, query: Mapping[str, list[str]]
    ) -> list[list[str]]:
        """What came for each credential of a way."""
        found = []
        for credential in way.credentials:
            if isinstance(credential, ApiKey):
                came = _key(credential, headers, query)
            else:
                kind = "basic" if isinstance(credential, Basic) else "bearer"
                scheme, _, token = headers.get("authorization", "").partition(" ")
                came = [token.strip()] if scheme.lower() == kind and token else []
            found.append(came)
        return found

    def _lets_in(self, way: Way, given: list[list[str]]) -> bool:
        return all(
            any(self._holds(credential, each) for each in came)
            for credential, came in zip(way.credentials, given, strict=True)
        )

    def _refuse_short(
        self, way: Way, given: list[list[str]], scopes: Sequence[str]
    ) -> None:
        """Refuse a token that is not good for all that an operation asks for.

        Raises:
            Refusal: 403.
        """
        good = self.scopes
        for given_out in [each for came in given for each in came]:
            if self.tokens is not None and self.tokens.allows(given_out):
                good = self.tokens.scopes(given_out)
        missing = [each for each in scopes if good is not None and each not in good]
        if not missing:
            return
        headers = {}
        if isinstance(way.credentials[0], Bearer) or self.auth.oauth2:
            wanted = " ".join(scopes)
            headers["WWW-Authenticate"] = (
                f'Bearer realm="sandbox", error="insufficient_scope", scope="{wanted}"'
            )
        words = f"the token is not good for {', '.join(missing)}"
        raise Refusal(403, "forbidden", words, headers=headers)

    def _holds(self, credential: Credential, given: str) -> bool:
        if isinstance(credential, Basic):
            try:
                name, colon, given = b64decode(given).decode().partition(":")
            except ValueError:
                return False
            if not (name and colon):
                return False
            if credential.password is None:
                if given:
                    return False
                given = name  # the key
        if compare_digest(given.encode(errors="replace"), self.token.encode()):
            return True
        bearer = not isinstance(credential, Basic)
        return bearer and self.tokens is not None and self.tokens.allows(given)

    def _challenge(self, credential: Credential, given: bool) -> str:
        if isinstance(credential, Basic):
            return 'Basic realm="sandbox", charset="UTF-8"'
        if isinstance(credential, Bearer) or self.auth.oauth2:
            return 'Bearer realm="sandbox"' + (
                ', error="invalid_token"' if given else ""
            )
        return 'ApiKey realm="sandbox"'


def _what(credential: Credential) -> str:
    match credential:
        case Bearer():
            return "Authorization: Bearer token"
        case Basic(password=None):
            return "Authorization: Basic key and an empty password"
        case Basic():
            return "Authorization: Basic user name and password"
    return f"API key ({credential.name})"


def _key(key: ApiKey, headers: Headers, query: Mapping[str, list[str]]) -> list[str]:
    if key.place == "query":
        found = query.get(key.name) or []
    elif key.place == "cookie":
        cookies = cookie_parser(headers.get("cookie", ""))
        found = [cookies[key.name]] if key.name in cookies else []
    else:
        found = headers.getlist(key.name)
    prefix = key.prefix
    return [each.removeprefix(prefix) for each in found if each.startswith(prefix)]


def refuse_unacceptable(headers: Headers, media_type: str) -> None:
    """Refuse what does not take the type of the answer.

    Raises:
        Refusal: 406.
    """
    accept = headers.get("accept")
    if accept is None or not accept.strip():
        return
    kind = media_type.partition("/")[0]
    for part in accept.split(","):
        wanted, *parameters = (each.strip().lower() for each in part.split(";"))
        zero = any(p.replace(" ", "") in ("q=0", "q=0.0", "q=0.00") for p in parameters)
        if wanted in ("*/*", f"{kind}/*", media_type) and not zero:
            return
        if media_type == "application/json" and wanted.endswith("+json") and not zero:
            return
    raise Refusal(406, "not_acceptable", f"the answer is {media_type}")
