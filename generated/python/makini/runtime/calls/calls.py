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

from ..auth.sources import TokenSource, is_loopback, origin, refuse_credentials
from ..config import ApiConfig, Paging
from ..errors import DecodeError, TransportError
from ..models.answers import Answers
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
        self._told: set[object] = set()

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
        if operation.written is not None:
            path, query, body = operation.written(path, query, body)
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
        strict = call.settings.strict
        try:
            value: T = self._answers.value(operation, raw.content, strict=strict)
        except Exception as error:
            self._unreadable(error, call, raw)
            raise
        return value

    def page(self, operation: Operation[Any], call: Call, raw: RawResponse) -> Fetched:
        """Read one page of a list.

        Raises:
            DecodeError: It cannot be read; the hooks have been told.
        """
        paging, strict = self._paging, call.settings.strict
        try:
            items = self._answers.items(operation, paging, raw.content, strict=strict)
        except Exception as error:
            self._unreadable(error, call, raw)
            raise
        return Fetched(items, call, raw)

    def _unreadable(self, error: Exception, call: Call, raw: RawResponse) -> None:
        if isinstance(error, DecodeError):
            error.answers(raw, secret_names(self._api))
        tell_error(call, raw.url, error, raw.attempts)

    def walk(self, operation: Operation[Any], start: Position) -> Walk[Any]:
        """Begin to go through a list."""
        return Walk(self._paging, start, operation.name, secret_names(self._api))

    def start(
        self, query: Mapping[str, Any] | None, settings: Settings, start: Position
    ) -> Position:
        """Return where a list begins: at the page the caller asks for, else None.

        ``start`` says it where no parameter selects the page.
        """
        parameter = self._paging.parameter
        if start is not None or not parameter:
            return start
        found: Any = {**(query or {}), **(settings.query or {})}.get(parameter)
        return None if found is UNSET else found

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
        if position is not None and self._paging.style == "link":
            call = self.prepare(operation, settings, path, None, body)
            return replace(call, url=self._next_url(call, position))
        if position is not None and (parameter := self._paging.parameter):
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
