"""From a method's arguments to a call, and from an answer to what the method returns.

Everything but waiting, so that sync and async clients share it. Loaded at the first call,
and msgspec, the models' bases and the codecs with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from msgspec.structs import replace

from ..auth import TokenSource, refuse_credentials
from ..config import ApiConfig, Paging
from ..errors import DecodeError
from ..models import UNSET
from ..models.answers import Answers
from ..options import Settings, join_headers
from ..wire.exchange import Call, tell_error
from ..wire.redaction import redact_url, secret_names
from ..wire.responses import RawResponse
from . import Operation
from .paging import Fetched, Position, Walk, check_start
from .requests import encode_path, encode_query, join_url, plain_body, write_body

T = TypeVar("T")

_ACCEPTS = {
    "bytes": "*/*",
    "text": "*/*",
    "lines": "*/*",
    "events": "text/event-stream",
}


class Asked(NamedTuple):
    """What a call is made of: values by wire names, no body as ``UNSET`` or ``...``."""

    operation: Operation[Any]
    settings: Settings
    path: Mapping[str, Any] | None
    query: Mapping[str, Any] | None
    body: Any


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
        self, asked: Asked, *, page: Position = None, stream: bool = False
    ) -> Call:
        """Make a call: everything that can be wrong is found here, before it leaves.

        ``page`` is what the body's key says that selects the page.
        """
        api = self._api
        operation, settings, path, query, body = asked
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
            operation.page_key.put(body, page)
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
        """Read what a single answer says, and tell the hooks where it cannot be read."""
        if operation.kind == "list":
            return self.page(operation, call, raw).items  # type: ignore[return-value]  # what such an operation gives
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
        """Read one page of a list, and tell the hooks where it cannot be read."""
        paging, strict = self._way(operation), call.settings.strict
        try:
            read = self.answers.items
            items, places = read(operation, paging, raw.content, strict=strict)
            if paging.headers is not None:
                places |= paging.headers(paging, raw.headers)
        except Exception as error:
            self.unreadable(error, call, raw)
            raise
        return Fetched(items, places, call, raw)

    def unreadable(self, error: Exception, call: Call, raw: RawResponse) -> None:
        """Say which answer it is that cannot be read, and tell the hooks."""
        if isinstance(error, DecodeError):
            error.answers(raw, secret_names(self._api))
        tell_error(call, raw.url, error, raw.attempts)

    def _way(self, operation: Operation[Any]) -> Paging:
        way: Paging = operation.paging or self._paging
        return way

    def listing(
        self, asked: Asked, start: Position
    ) -> tuple[Callable[[Position], Call], tuple[Any, ...]]:
        """Return what makes the call of a page, and how to walk from there.

        A list begins at the page that what is sent selects; ``start`` says it where nothing
        does.
        """
        operation, settings, _, query, body = asked
        way, secrets = self._way(operation), secret_names(self._api)
        if operation.page_key is not None:
            # Read once: the body of each page is made of it.
            body = plain_body(operation, {} if body is ... else body)
            asked, sent = asked._replace(body=body), {**body, **(settings.body or {})}
            start = operation.page_key.given(sent) if start is None else start
        elif start is None and way.parameter:
            sent = {**(query or {}), **(settings.query or {})}
            start = (
                None if sent.get(way.parameter) is UNSET else sent.get(way.parameter)
            )
        check_start(way, start)
        prepare = partial(self._prepare_page, asked)
        # Found now rather than at the first item: what is wrong with the arguments.
        shown = redact_url(prepare(start).url, secrets)
        shown = unquote(shown.partition("?")[2])
        title = f"{operation.name}?{shown}" if shown else operation.name
        walk: Any = partial(Walk, way, start, operation.name, secrets)
        return prepare, (walk, start, settings.read_ahead, title)

    def _prepare_page(self, asked: Asked, position: Position) -> Call:
        """Make the call for one page of a list; see :meth:`prepare`."""
        operation, settings, _, query, _ = asked
        way = self._way(operation)
        if operation.page_key is not None:
            if position is not None and settings.idempotency_key:
                # Another page is another request, and has a key of its own.
                own = uuid5(NAMESPACE_URL, f"{settings.idempotency_key} {position}")
                settings = settings._replace(idempotency_key=str(own))
                asked = asked._replace(settings=settings)
            return self.prepare(asked, page=position)
        if position is not None and way.style == "link":
            # The query is in the server's URL; rules have seen that of the first page.
            settings = settings._replace(check=False)
            call = self.prepare(asked._replace(settings=settings, query=None))
            url = way.follow(call, position, secret_names(self._api))
            if url != position and self._is_new("next page at http"):
                self._logger.warning(
                    "%s: the server says that the next page is at http, and is at https"
                    " itself: a fault of the server; https is used",
                    operation.name,
                )
            return replace(call, url=url)
        if position is not None and (parameter := way.parameter):
            further = settings.query or {}
            further = {k: each for k, each in further.items() if k != parameter}
            settings = settings._replace(query=further)
            query = {**(query or {}), parameter: position}
            asked = asked._replace(settings=settings, query=query)
        return self.prepare(asked)


def _fine(operation: Operation[Any]) -> int:
    """Return a status that is an answer besides those of success; 0 for none."""
    if operation.kind == "exists":
        return 404
    return 304 if 304 in operation.statuses else 0


def generic(method: str, path: str, kind: Any, type_: Any) -> Operation[Any]:
    """Make the operation for an endpoint that the package does not know."""
    if not path.startswith("/"):
        raise ValueError(f"path: expected one that begins with /, got {path!r}")
    escaped = path.replace("{", "%7B").replace("}", "%7D")
    return Operation(
        f"{method} {path}", method.upper(), escaped, type_, names=None, kind=kind
    )
