"""From a method's arguments to a call, and from an answer to what the method returns.

Everything but waiting, so that sync and async clients share it. Loaded at the first call,
and msgspec, the models' bases and the codecs with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from ..auth.sources import TokenSource, is_loopback, origin, refuse_credentials
from ..config import ApiConfig, Paging
from ..errors import DecodeError, TransportError
from ..models.answers import Answers, Items
from ..models.values import UNSET
from ..operations import Operation
from ..options import Settings, join_headers
from ..wire.exchange import Call, tell_error
from ..wire.redaction import redact_url, secret_names
from ..wire.responses import RawResponse
from .paging import Fetched, Position, Walk
from .requests import encode_path, encode_query, join_url, plain_body, write_body

T = TypeVar("T")

_LONGEST_URL = 65_536  # characters that httpx2 takes


class Calls:
    """Prepares the calls of one client and of its copies, and reads the answers."""

    def __init__(
        self,
        api: ApiConfig,
        source: TokenSource,
        options: Mapping[str, Any],
        logger: logging.Logger,
    ) -> None:
        self._api = api
        self._source = source
        self._logger = logger
        self._paging = api.paging or Paging(style="page", items=api.envelope)
        self._answers = Answers(api, options.get("on_mismatch"))
        self._contexts = dict(api.contexts)
        self._contexts_seen: set[tuple[str, str]] = set()
        self._told_http = False

    def prepare(
        self,
        operation: Operation[Any],
        settings: Settings,
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        *,
        stream: bool = False,
    ) -> Call:
        """Make a call: everything that can be wrong is found here, before it leaves.

        Args:
            operation: What is called.
            settings: Of this call.
            path: Path parameters.
            query: Query parameters, by wire name.
            body: By wire names; ``UNSET`` or ``...`` for none.
            stream: The answer's body is not to be read.
        """
        api = self._api
        if settings.context:
            self._check_context(settings.context)
        names = operation.names
        target = encode_path(operation.path, path or {}, names)
        further = settings.query or {}
        if further and query:
            query = {key: each for key, each in query.items() if key not in further}
        pairs = encode_query(api, operation.explode, query, names) if query else []
        if further:  # by wire name
            pairs += encode_query(api, operation.explode, further, None)
        if body is UNSET or body is ...:
            body = plain_body(operation, settings.body or UNSET)
        else:
            body = plain_body(operation, body, settings.body)
            if settings.check and operation.rules is not None:
                base, docs = api.docs_url.rstrip("/"), operation.docs
                operation.rules.enforce(
                    operation.name,
                    body,
                    settings.context,
                    None if operation.body_kind == "any" else operation.names,
                    f"{base}/{docs}" if base and docs else docs,
                    self._logger.warning,
                )
        headers = settings.headers
        if headers:
            refuse_credentials(api, self._source, headers)
        if settings.idempotency_key:
            key = {api.idempotency_header: settings.idempotency_key}
            headers = join_headers(headers, key)
        payload = write_body(operation, body)
        if payload is not None and headers:
            payload = payload.typed(headers)
        return Call(
            operation=operation.name,
            method=operation.method,
            url=join_url(settings.base_url, target, pairs),
            settings=settings,
            payload=payload,
            headers=headers,
            stream=stream,
        )

    def _check_context(self, context: Mapping[str, str | None]) -> None:
        """Refuse names that no rule asks for, and warn of values that look mistyped.

        Other values are legal and mean that no rule is known, so a slip of the pen would
        turn the rules off unseen.
        """
        for name, value in context.items():
            if name not in self._contexts and self._contexts:
                known = ", ".join(self._contexts)
                raise TypeError(f"context: there is no {name!r}; known: {known}")
            if value is None or (name, value) in self._contexts_seen:
                continue
            self._contexts_seen.add((name, value))
            known_values = self._contexts.get(name, ())
            if value not in known_values and (near := _near(value, known_values)):
                self._logger.warning(
                    "%s: the rules know no %r; is %r meant?", name, value, near
                )

    def value(self, operation: Operation[T], call: Call, raw: RawResponse) -> T:
        """Read what a single answer says.

        Raises:
            DecodeError: It cannot be read; the hooks have been told.
        """
        try:
            if operation.kind == "list":
                return self._items(operation, call, raw).items  # type: ignore[return-value]  # what such an operation gives
            value: T = self._answers.value(
                operation, raw.content, strict=call.settings.strict
            )
        except Exception as error:
            self._unreadable(error, call, raw)
            raise
        return value

    def page(self, operation: Operation[Any], call: Call, raw: RawResponse) -> Fetched:
        """Read one page of a list.

        Raises:
            DecodeError: It cannot be read; the hooks have been told.
        """
        try:
            items = self._items(operation, call, raw)
        except Exception as error:
            self._unreadable(error, call, raw)
            raise
        return Fetched(items, call, raw)

    def _unreadable(self, error: Exception, call: Call, raw: RawResponse) -> None:
        if isinstance(error, DecodeError):
            error.answers(raw, secret_names(self._api))
        tell_error(call, raw.url, error, raw.attempts)

    def _items(self, operation: Operation[Any], call: Call, raw: RawResponse) -> Items:
        return self._answers.items(
            operation, self._paging, raw.content, strict=call.settings.strict
        )

    def walk(self, operation: Operation[Any], start: Position) -> Walk[Any]:
        """Begin to go through a list."""
        return Walk(self._paging, start, operation.name, secret_names(self._api))

    def start(
        self,
        query: Mapping[str, Any] | None,
        settings: Settings,
        start: Position,
    ) -> Position:
        """Return where a list begins: at the page the caller asks for, else None.

        Args:
            query: Query parameters, by wire name.
            settings: Of this call.
            start: Where to begin, for pages that no parameter selects.
        """
        if start is not None:
            return start
        parameter = self._paging.parameter
        merged = {**(query or {}), **(settings.query or {})}
        start = merged.get(parameter) if parameter else None
        return None if start is UNSET else start

    def prepare_page(
        self,
        operation: Operation[Any],
        settings: Settings,
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        position: Position,
    ) -> Call:
        """Make the call for one page of a list; see :meth:`prepare`."""
        paging = self._paging
        if position is not None and paging.style == "link":
            call = self.prepare(operation, settings, path, None, body)
            return replace(call, url=self._next_url(operation, call, position))
        if position is not None and paging.parameter:
            settings_query = dict(settings.query or {})
            settings_query.pop(paging.parameter, None)
            settings = settings._replace(query=settings_query)
            query = {**(query or {}), paging.parameter: position}
        return self.prepare(operation, settings, path, query, body)

    def _next_url(
        self, operation: Operation[Any], call: Call, position: Position
    ) -> str:
        settings = call.settings
        position = self._over_https(operation, settings, position)
        wrong = _wrong_with(position, allow_http=settings.allow_http)
        if not isinstance(position, str) or wrong:
            shown = redact_url(str(position), secret_names(self._api))
            error = TransportError(
                f"{operation.name}: the next page is at {shown!r}, which is {wrong}",
                method=operation.method,
                url=shown,
                attempts=0,
                operation=operation.name,
            )
            tell_error(call, shown, error, 0)
            raise error
        return position

    def _over_https(
        self, operation: Operation[Any], settings: Settings, position: Position
    ) -> Position:
        """Mend a next page that our own https server says is at http.

        So do servers behind a proxy that takes TLS off.
        """
        base = settings.base_url
        if not isinstance(position, str) or not base.startswith("https:"):
            return position
        try:
            parts = urlsplit(position)
            if parts.scheme != "http" or origin(position)[1] != origin(base)[1]:
                return position
        except ValueError:
            return position
        if not self._told_http:
            self._told_http = True
            self._logger.warning(
                "%s: the server says that the next page is at http, and is at https itself:"
                " a fault of the server; https is used",
                operation.name,
            )
        server = urlsplit(base)
        return parts._replace(scheme=server.scheme, netloc=server.netloc).geturl()

    def title(self, operation: Operation[Any], call: Call) -> str:
        """Name a list by its operation and its query, without secrets."""
        shown = redact_url(call.url, secret_names(self._api))
        query = unquote(shown.partition("?")[2])
        return f"{operation.name}?{query}" if query else operation.name


def _wrong_with(position: Position, *, allow_http: bool) -> str:
    """Say what keeps a list from going on at a URL; empty when nothing does."""
    if not isinstance(position, str) or not position.isprintable():
        return "no URL, as Page.next gives it"
    try:
        scheme, host, _ = origin(position)
    except ValueError:
        scheme = host = ""
    if scheme not in ("http", "https") or not host or len(position) > _LONGEST_URL:
        return "no URL, as Page.next gives it"
    if scheme == "http" and not (allow_http or is_loopback(host)):
        return "plain http on another host: a fault of the server, and is not followed"
    return ""


def _near(value: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    folded = {each.casefold(): each for each in known}
    found = get_close_matches(value.casefold(), folded, 1, 0.8)
    return folded[found[0]] if found else None


def generic(method: str, path: str, kind: Any, type_: Any) -> Operation[Any]:
    """Make the operation for an endpoint that the package does not know.

    Raises:
        ValueError: The path does not begin with a slash.
    """
    if not path.startswith("/"):
        raise ValueError(f"path: expected one that begins with /, got {path!r}")
    escaped = path.replace("{", "%7B").replace("}", "%7D")
    return Operation(
        f"{method} {path}", method.upper(), escaped, type_, names=None, kind=kind
    )
