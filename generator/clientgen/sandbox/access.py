"""Who is let in, and what is answered to whom."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import compare_digest
from typing import NamedTuple

from starlette.datastructures import Headers

from ..model.api import Auth
from .oauth import Tokens
from .refusals import Refusal


class Access(NamedTuple):
    """Checks tokens and keys.

    Attributes:
        auth: As the API has it.
        token: The one that is always let in.
        tokens: Those that the OAuth endpoints give out; None where there are none.
    """

    auth: Auth
    token: str
    tokens: Tokens | None

    def check(self, headers: Headers, query: Mapping[str, list[str]]) -> None:
        """Let a request in.

        Raises:
            Refusal: 401: it has no token or key, or one that does not hold.
        """
        auth = self.auth
        if not (auth.bearer or auth.api_key or auth.oauth2):
            return
        given = []
        if key := auth.api_key:
            place = headers.get(key.name) if key.place == "header" else None
            from_query = query.get(key.name) if key.place == "query" else None
            given += [place] if place is not None else []
            given += from_query or []
        if auth.bearer or auth.oauth2:
            scheme, _, token = headers.get("authorization", "").partition(" ")
            given += [token.strip()] if scheme.lower() == "bearer" and token else []
        if any(self._holds(each) for each in given):
            return
        words = "the token does not hold" if given else f"no {self._what()} was sent"
        raise Refusal(
            401,
            "unauthorized",
            words,
            headers={"WWW-Authenticate": self._challenge(bool(given))},
        )

    def _holds(self, given: str) -> bool:
        if compare_digest(given.encode(errors="replace"), self.token.encode()):
            return True
        return self.tokens is not None and self.tokens.allows(given)

    def _what(self) -> str:
        if self.auth.bearer or not self.auth.api_key:
            return "Authorization: Bearer token"
        return f"API key ({self.auth.api_key.name})"

    def _challenge(self, given: bool) -> str:
        if self.auth.bearer or self.auth.oauth2:
            return 'Bearer realm="sandbox"' + (
                ', error="invalid_token"' if given else ""
            )
        return 'ApiKey realm="sandbox"'


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
