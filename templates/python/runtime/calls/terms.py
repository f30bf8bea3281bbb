"""What holds for calls beyond path, query and body: who calls, further headers, the server."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import quote
from uuid import uuid4

from msgspec import Struct

from ..auth.access import Sent
from ..models import UNSET
from ..options import Settings, join_headers
from ..wire.redaction import Secret
from . import Operation, spelled
from .requests import one_text, plain

Place = Literal["path", "query", "header", "cookie"]
_Values = Mapping[str, Any] | None

_FORMS = {
    # RFC 9110, 5.5, as far as every server takes it; RFC 6265, 4.1.1.
    "header": (
        r"([!-~]([\t -~]*[!-~])?)?",
        "line ends, or letters that no header can carry",
    ),
    "cookie": (
        r"[!#-+\--:<-\[\]-~]*",
        "spaces, commas, semicolons, quotes or other letters"
        " that no cookie can carry",
    ),
}


class Once(NamedTuple):
    """A parameter that the client may be given once.

    Attributes:
        name: On the wire.
        argument: Of the client.
        env: The environment variable that stands in for it; may be empty.
        required: A call is refused without it.
        secret: Nobody may see it.
    """

    name: str
    place: Place
    argument: str
    env: str = ""
    required: bool = False
    secret: bool = False


class Terms(Struct, frozen=True):
    """What an operation says beyond its path and values.

    Attributes:
        ways: Of :class:`~..auth.access.Access`, the first that the client has; empty for the
            usual one.
        scopes: What a credential must be good for.
        headers: Constant ones; a header of the caller's own goes before.
        fields: Where parameters go that are neither in the path nor in the query: ``header``,
            ``http_date`` (a header with a date), or ``cookie``.
        once: Parameters that the client may be given once.
        keyed: A key is sent along that makes repeating safe.
        server: Which one is called; empty for the default one.
    """

    ways: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    headers: Mapping[str, str] = {}
    fields: Mapping[str, Literal["header", "http_date", "cookie"]] = {}
    once: tuple[Once, ...] = ()
    keyed: bool = False
    server: str = ""

    def settle(
        self,
        operation: Operation[Any],
        shared: Any,
        settings: Settings,
        values: Mapping[str, Any],
    ) -> tuple[Settings, _Values, _Values]:
        """Return the settings, the path and the query of a call.

        Args:
            operation: What is called.
            shared: What the client was made with.
            settings: Of the call.
            values: Its ``path``, ``query`` and ``fields``, by wire name.

        Raises:
            ValueError: Something is missing, or cannot be sent as it is.
            TypeError: Something is of the wrong kind.
        """
        places = {
            name: dict(values.get(name) or {}) for name in ("path", "query", "fields")
        }
        for once in self.once:
            inside = places[once.place if once.place in places else "fields"]
            if inside.get(once.name) is None or inside[once.name] is UNSET:
                inside[once.name] = _given(operation, once, shared.given)
        sent = self._sent(shared, settings)
        headers, cookies = dict(self.headers), {}
        secret = {once.name for once in self.once if once.secret}
        for name, value in places["query"].items():
            if name in secret and value is not None and value is not UNSET:
                sent = _hiding(sent or Sent(), value)
        for name, kind in self.fields.items():
            value = places["fields"].get(name)
            if value is None or value is UNSET:
                continue
            said = spelled(operation.names, name)
            if name in secret:
                sent = _carrying(sent or Sent(), name, value, said, kind)
            elif kind == "cookie":
                cookies[name] = _text(value, said, kind)
            else:
                headers[name] = _text(value, said, kind)
        if cookies:
            headers["Cookie"] = "; ".join(f"{n}={text}" for n, text in cookies.items())
        own = settings.headers
        key = settings.idempotency_key
        if self.keyed and key is None:
            key = str(uuid4())  # for all attempts of this call
        base = settings.base_url
        if self.server:
            servers = shared.api.servers
            base = servers.url(shared.api, self.server, shared.given, settings)
        changed = settings._replace(
            headers=join_headers(headers, own) if headers else own,
            sent=sent,
            idempotency_key=key,
            base_url=base,
        )
        return changed, places["path"] or None, places["query"] or None

    def _sent(self, shared: Any, settings: Settings) -> Sent | None:
        sent: Sent | None = settings.sent
        access = shared.api.access
        if access is not None and (self.ways or access.late):
            sent = access.choose(shared.api, shared.source, shared.given, self.ways)
        elif self.ways == ("none",):
            sent = Sent(token=False)
        return (sent or Sent())._replace(scopes=self.scopes) if self.scopes else sent


def _given(operation: Operation[Any], once: Once, given: Mapping[str, Any]) -> Any:
    """Return what the client was given for a parameter.

    Raises:
        ValueError: It was given nothing, and the call needs it.
    """
    value = given.get(once.argument)
    if value is None and once.env:
        value = os.environ.get(once.env, "").strip() or None
    if isinstance(value, Secret):
        value = value.reveal()
    if value is None and once.required:
        where = f", or set {once.env} in the environment" if once.env else ""
        raise ValueError(
            f"{operation.name}: no {spelled(operation.names, once.name)}; pass it to the"
            f" call, or {once.argument}= to the client{where}"
        )
    return value


def _carrying(sent: Sent, name: str, value: Any, said: str, kind: str) -> Sent:
    """Send a header or a cookie along that nobody may see."""
    place: Literal["header", "cookie"] = "cookie" if kind == "cookie" else "header"
    text = Secret(_text(value, said, kind))
    return sent._replace(values=(*sent.values, (place, name, text)))


def _hiding(sent: Sent, value: Any) -> Sent:
    """Keep the value of a query parameter from everybody, also as it stands in a URL."""
    texts = {str(value), quote(str(value), safe="")}
    return sent._replace(hidden=(*sent.hidden, *map(Secret, texts)))


def _text(value: Any, name: str, kind: str) -> str:
    """Write a value of a header or a cookie.

    Raises:
        ValueError: It cannot be sent as it is.
        TypeError: It is of the wrong kind.
    """
    if kind == "http_date" and isinstance(value, date):
        return _http_date(value, name)
    made = plain(value, name)
    listed = made if isinstance(made, list) else [made]
    texts = [one_text(each, name) for each in listed]
    text = ",".join(texts)
    form, wrong = _FORMS["cookie" if kind == "cookie" else "header"]
    if not re.fullmatch(form, text):
        raise ValueError(f"{name}: it has {wrong}")
    if isinstance(made, list) and any("," in each for each in texts):
        raise ValueError(f"{name}: a comma would part one of its values")
    return text


def _http_date(value: date, name: str) -> str:
    """Write a time as HTTP does (RFC 9110, 5.6.7)."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{name}: expected a datetime with a time zone, got {value!r}")
    return format_datetime(value.astimezone(UTC), usegmt=True)
