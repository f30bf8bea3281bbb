"""Keys in headers, and in queries."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote_plus

from ..wire.redaction import Secret


class ApiKey(NamedTuple):
    """A token that is sent in a header or in the query under ``name``."""

    name: str
    place: Literal["header", "query"] = "header"
    env: str = ""

    def apply(self, token: Secret, request: Any) -> None:
        """Put a token onto an httpx2 request."""
        if self.place == "query":
            put_into_query(request, self.name, token)
        else:
            request.headers[self.name] = token.reveal()


def put_into_query(request: Any, name: str, value: Secret) -> None:
    """Put a key into the query of an httpx2 request, in the place of any other."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    # The rest stays as it was written; a next link may bring an older key along.
    pairs = [
        pair
        for pair in query.split("&")
        if pair and unquote_plus(pair.partition("=")[0]) != name
    ]
    pairs.append(f"{quote(name, safe='')}={quote(value.reveal(), safe='')}")
    request.url = request.url.copy_with(raw_path=f"{path}?{'&'.join(pairs)}".encode())
