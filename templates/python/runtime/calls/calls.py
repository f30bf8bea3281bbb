"""From a method's arguments to a call, and from an answer to what the method returns.

Everything but waiting, so that sync and async clients share it. Loaded at the first call,
and msgspec, the models' bases and the codecs with it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from ..auth import TokenSource, is_loopback, origin, refuse_credentials
from ..config import ApiConfig, Paging
from ..errors import DecodeError, TransportError
from ..models import UNSET
from ..models.answers import Answers
from ..operations import Operation
from ..options import Settings, join_headers
from ..wire.exchange import Call, tell_error
from ..wire.redaction import redact_url, secret_names
from ..wire.responses import RawResponse
from .paging import Fetched, Position, Walk, check_start
from .requests import encode_path, encode_query, join_url, plain_body, write_body

T = TypeVar("T")

_ACCEPTS = {
    "bytes": "*/*",
    "text": "*/*",
    "lines": "*/*",
    "events": "text/event-stream",
}
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
        self.answers = Answers(api, options.get("on_mismatch"))
        self._contexts = dict(api.contexts)
        self._told: set[object] = set()

    def prepare(
        self,
        operation: Operation[Any],
        settings: Settings,
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        *,
        page: Position = None,
        stream: bool = False,
    ) -> Call:
        """Make a call: everything that can be wrong is found here, before it leaves.

        Args:
            operation: What is called.
            settings: Of this call.
            path: Path parameters.
            query: Query parameters, by wire name.
            body: By wire names; ``UNSET`` or ``...`` for none.
            page: What the body's key says that selects the page.
            stream: The answer's body is not to be read.
        """
        api = self._api
        if settings.context:
            self._check_context(settings.context)
        names = operation.names
        if operation.written is not None:
            path, query, body = operation.written(path, query, body)
        target = encode_path(operation.path, path or {}, names)
        further = settings.query or {}
        if further and query:
            query = {key: each for key, each in query.items() if key not in further}
        pairs = encode_query(api, operation.explode, query, names) if query else []
        if further:  # by wire name
            pairs += encode_query(api, operation.explode, further, None)
        rules = operation.rules if settings.check else None
        if body is UNSET or body is ...:
            body = plain_body(operation, settings.body or UNSET)
            rules = rules if rules is not None and rules.parameters else None
        else:
            body = plain_body(operation, body, settings.body)
        if rules is not None:
            base, docs = api.docs_url.rstrip("/"), operation.docs
            seen, names = body, operation.names
            if operation.body_kind == "any":
                seen, names = UNSET if rules.parameters else body, None
            if rules.parameters:
                seen = rules.around(seen, {**(query or {}), **further}, settings)
            rules.enforce(
                operation.name,
                seen,
                settings.context,
                names,
                f"{base}/{docs}" if base and docs else docs,
                self._logger.warning,
            )
        if page is not None:
            _put(body, operation.page_key, page)
        headers = settings.headers
        if operation.kind in _ACCEPTS:
            headers = join_headers({"Accept": _ACCEPTS[operation.kind]}, headers)
        if headers:
            refuse_credentials(api, self._source, headers)
        if settings.idempotency_key:
            key = {api.idempotency_header: settings.idempotency_key}
            headers = join_headers(headers, key)
        payload = write_body(api, operation, body)
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
            idempotent=operation.idempotent,
            fine=_fine(operation),
            errors=operation.errors or api.errors,
        )

    def plain(self, operation: Operation[Any], body: Any) -> Any:
        """Return a body as plain data."""
        return plain_body(operation, body)

    def _check_context(self, context: Mapping[str, str | None]) -> None:
        """Refuse names that no rule asks for, and warn of values that look mistyped.

        Other values are legal and mean that no rule is known, so a slip of the pen would
        turn the rules off unseen.
        """
        for name, value in context.items():
            if name not in self._contexts and self._contexts:
                names = ", ".join(self._contexts)
                raise TypeError(f"context: there is no {name!r}; known: {names}")
            known = self._contexts.get(name, ())
            if value is None or value in known or not self._is_new(name, value):
                continue
            from difflib import get_close_matches

            folded = {each.casefold(): each for each in known}
            for near in get_close_matches(value.casefold(), folded, 1, 0.8):
                self._logger.warning(
                    "%s: the rules know no %r; is %r meant?", name, value, folded[near]
                )

    def _is_new(self, *told: object) -> bool:
        new = told not in self._told
        self._told.add(told)
        return new

    def value(self, operation: Operation[T], call: Call, raw: RawResponse) -> T:
        """Read what a single answer says.

        Raises:
            DecodeError: It cannot be read; the hooks have been told.
        """
        if operation.kind == "list":
            return self.page(operation, call, raw).items.items  # type: ignore[return-value]  # what such an operation gives
        if operation.kind == "exists":
            return raw.status != 404  # type: ignore[return-value]  # what such an operation gives
        strict = call.settings.strict
        try:
            value: T = self.answers.value(operation, raw, strict=strict)
        except Exception as error:
            self.unreadable(error, call, raw)
            raise
        return value

    def page(self, operation: Operation[Any], call: Call, raw: RawResponse) -> Fetched:
        """Read one page of a list.

        Raises:
            DecodeError: It cannot be read; the hooks have been told.
        """
        paging, strict = self._way(operation), call.settings.strict
        try:
            items = self.answers.items(operation, paging, raw.content, strict=strict)
            if paging.headers is not None:
                found = paging.headers(paging, raw.headers)
                items = replace(items, places={**items.places, **found})
        except Exception as error:
            self.unreadable(error, call, raw)
            raise
        return Fetched(items, call, raw)

    def unreadable(self, error: Exception, call: Call, raw: RawResponse) -> None:
        """Say which answer it is that cannot be read, and tell the hooks."""
        if isinstance(error, DecodeError):
            error.answers(raw, secret_names(self._api))
        tell_error(call, raw.url, error, raw.attempts)

    def walk(self, operation: Operation[Any], start: Position) -> Walk[Any]:
        """Begin to go through a list."""
        way = self._way(operation)
        return Walk(way, start, operation.name, secret_names(self._api))

    def _way(self, operation: Operation[Any]) -> Paging:
        way: Paging = operation.paging or self._paging
        return way

    def start(
        self,
        operation: Operation[Any],
        settings: Settings,
        query: Mapping[str, Any] | None,
        body: Any,
        start: Position,
    ) -> Position:
        """Return where a list begins: at the page the caller asks for, else None.

        ``start`` says it where nothing that is sent selects the page.

        Raises:
            ValueError: Its number is too large.
        """
        way = self._way(operation)
        place = operation.page_key or way.parameter
        if start is None and place:
            if operation.page_key:
                sent = {**body, **(settings.body or {})}
                start = _given(sent, place.split("."))
            else:
                start = _given({**(query or {}), **(settings.query or {})}, [place])
        check_start(way, start)
        return start

    def prepare_page(
        self,
        operation: Operation[Any],
        settings: Settings,
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        position: Position,
    ) -> Call:
        """Make the call for one page of a list; see :meth:`prepare`.

        Raises:
            TransportError: The server's next page cannot be asked for; the hooks know.
        """
        if operation.page_key:
            return self.prepare(operation, settings, path, query, body, page=position)
        way = self._way(operation)
        if position is not None and way.style == "link":
            # The query is in the server's URL; rules have seen that of the first page.
            settings = settings._replace(check=False)
            call = self.prepare(operation, settings, path, None, body)
            return replace(call, url=self._next_url(call, position))
        if position is not None and (parameter := way.parameter):
            further = settings.query or {}
            further = {k: each for k, each in further.items() if k != parameter}
            settings = settings._replace(query=further)
            query = {**(query or {}), parameter: position}
        return self.prepare(operation, settings, path, query, body)

    def _next_url(self, call: Call, position: Position) -> str:
        settings = call.settings
        try:
            url = _checked_url(settings.base_url, position, settings.allow_http)
        except ValueError as wrong:
            shown = redact_url(str(position), secret_names(self._api))
            error = TransportError(
                f"{call.operation}: the next page is at {shown!r}, which is {wrong}",
                method=call.method,
                url=shown,
                attempts=0,
                operation=call.operation,
            )
            tell_error(call, shown, error, 0)
            raise error from None
        if url != position and self._is_new("next page at http"):
            self._logger.warning(
                "%s: the server says that the next page is at http, and is at https itself:"
                " a fault of the server; https is used",
                call.operation,
            )
        return url

    def title(self, operation: Operation[Any], call: Call) -> str:
        """Name a list by its operation and its query, without secrets."""
        shown = redact_url(call.url, secret_names(self._api))
        query = unquote(shown.partition("?")[2])
        return f"{operation.name}?{query}" if query else operation.name


def _given(values: Any, place: list[str]) -> Position:
    """Return what stands at a place of plain data; None where nothing does."""
    for name in place:
        values = values.get(name) if isinstance(values, Mapping) else None
    found: Position = None if values is UNSET else values
    return found


def _fine(operation: Operation[Any]) -> int:
    """Return a status that is an answer besides those of success; 0 for none."""
    if operation.kind == "exists":
        return 404
    return 304 if 304 in operation.statuses else 0


def _put(body: Any, place: str, value: Position) -> None:
    """Put a value at a dotted place of a body, in objects that are made where they lack."""
    *outer, last = place.split(".")
    for name in outer:
        inside = body.get(name) if isinstance(body, dict) else None
        if not isinstance(inside, dict):
            inside = body[name] = {}
        body = inside
    body[last] = value


def _checked_url(base: str, position: Position, allow_http: bool) -> str:
    """Return the URL of a next page, or raise ValueError that says what it is instead.

    One at http on our own https server is mended: servers behind a proxy that takes TLS off
    give such.
    """
    scheme = host = ""
    if isinstance(position, str) and position.isprintable():
        with suppress(ValueError):
            scheme, host, _ = origin(position)
    url = str(position)
    if scheme not in ("http", "https") or not host or len(url) > _LONGEST_URL:
        raise ValueError("no URL, as Page.next gives it")
    if scheme == "http" and base.startswith("https:") and host == origin(base)[1]:
        netloc = urlsplit(base).netloc
        return urlsplit(url)._replace(scheme="https", netloc=netloc).geturl()
    if scheme == "http" and not (allow_http or is_loopback(host)):
        raise ValueError(
            "plain http on another host: a fault of the server, and is not followed"
        )
    return url


def generic(method: str, path: str, kind: Any, type_: Any) -> Operation[Any]:
    """Make the operation for an endpoint that the package does not know."""
    if not path.startswith("/"):
        raise ValueError(f"path: expected one that begins with /, got {path!r}")
    escaped = path.replace("{", "%7B").replace("}", "%7D")
    return Operation(
        f"{method} {path}", method.upper(), escaped, type_, names=None, kind=kind
    )
