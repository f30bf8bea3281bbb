"""The sandbox as an ASGI application: who is let in, which operation it is, and the answer."""

from __future__ import annotations

import base64
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec
from starlette.datastructures import Headers

from ..model.api import Api, OAuth2
from .access import Access, refuse_unacceptable
from .actions import Actions
from .answers import BYTES, Reply
from .bodies import Gone, Receive, Sent, parsed, read, refuse_early
from .calls import Call, Prepared
from .fields import Repeats
from .matching import Match, Matching, decoded
from .oauth import OAuthRefusal
from .refusals import Detail, Refusal, not_found

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

FILES = "/_sandbox/files/"
VERDICT = "clientgen.verdict"
"""An extension of a scope: a function that is told how the request went."""
CONTEXT = "x-sandbox-context"
_LOG = logging.getLogger("clientgen.sandbox")
_REMEMBERED = 200


class Logged(NamedTuple):
    """A request, and how it went.

    Attributes:
        method: Of the request.
        path: Of the request, with its query.
        operation: Such as ``invoices.create``; empty where it was none.
        status: Of the answer.
        message: Why it was refused; empty where it was not.
        details: Each thing that was wrong with it.
    """

    method: str
    path: str
    operation: str
    status: int
    message: str
    details: tuple[Detail, ...] = ()


class Found(NamedTuple):
    """The operation that a request is for.

    Attributes:
        prepared: The operation.
        path: Values of the path's parameters.
    """

    prepared: Prepared
    path: Mapping[str, str]


class Application:
    """Answers requests."""

    def __init__(
        self,
        api: Api,
        actions: Actions,
        access: Access,
        context: Mapping[str, str],
    ) -> None:
        self.log: deque[Logged] = deque(maxlen=_REMEMBERED)
        self._actions = actions
        self._access = access
        self._context = context
        self._prefixes = prefixes_of(api)
        self._operations = Matching(
            (route.operation.method, route.operation.path, actions.prepared(route))
            for route in actions.layout.routes
        )
        self.repeats = Repeats()
        self._oauth = _oauth_places(api.auth.oauth2) if access.tokens else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        asked = _Asked.of(scope)
        operation, message = "", ""
        details: tuple[Detail, ...] = ()
        try:
            operation, reply = await self._answer(asked, receive)
        except Gone:
            return
        except Refusal as refusal:
            message, details = refusal.message, refusal.details
            operation = refusal.operation
            reply = told(refusal)
        except OAuthRefusal as refusal_:
            message = str(refusal_)
            no_store = (("Cache-Control", "no-store"),)
            reply = Reply(refusal_.content(), status=refusal_.status, headers=no_store)
        except Exception as error:
            # A fault of the sandbox: whoever runs it is told all, its clients nothing.
            _LOG.exception("%s %s failed", asked.method, asked.path)
            failed = Refusal(500, "bug", "the sandbox failed; its log says why")
            reply, message = Reply(failed.content(), status=500), repr(error)
        logged = Logged(
            asked.method, asked.shown, operation, reply.status, message, details
        )
        self.log.append(logged)
        if tell := scope.get("extensions", {}).get(VERDICT):
            tell(logged)
        await _send(reply, asked.method, send)

    def has(self, path: str) -> bool:
        """Whether the API itself has something at a path, as it comes over the wire."""
        return path in self._oauth or self._find(path)[0] is not None

    def operation(self, method: str, path: str) -> Found | None:
        """The operation that a request is for; None where it is for none.

        Args:
            method: Of the request.
            path: As it comes over the wire, without the query.
        """
        match, _ = self._find(path)
        if match is None or method not in match.methods:
            return None
        prepared, names = match.methods[method]
        return Found(prepared, dict(zip(names, match.values, strict=True)))

    def _find(self, path: str) -> tuple[Match[Prepared] | None, str]:
        """What is at a path, and the path below the server's."""
        for prefix in self._prefixes:
            if found := prefix.match(path):
                below = path[found.end() :]
                if match := self._operations.find(below):
                    return match, below
        return self._operations.find(path), path

    async def _answer(self, asked: _Asked, receive: Receive) -> tuple[str, Reply]:
        if asked.path in self._oauth:
            return "oauth", await self._authorize(asked, receive)
        if asked.path.startswith(FILES):
            return "files", self._file(asked)
        match, path = self._find(asked.path)
        if match is None:
            raise not_found(f"there is no path {decoded(asked.path)!r}")
        method = "GET" if asked.method == "HEAD" else asked.method
        if method not in match.methods:
            also: list[str] = ["HEAD"] if "GET" in match.methods else []
            allowed = sorted([*match.methods, *also])
            words = f"{asked.method} is not for this path; {', '.join(allowed)} are"
            headers = {"Allow": ", ".join(allowed)}
            raise Refusal(405, "method_not_allowed", words, headers=headers)
        prepared, names = match.methods[method]
        try:
            reply = await self._perform(
                asked,
                receive,
                prepared,
                dict(zip(names, match.values, strict=True)),
                path,
            )
        except Refusal as refusal:
            refusal.operation = prepared.rules.call
            refusal.errors = prepared.route.operation.errors
            raise
        return prepared.rules.call, reply

    async def _perform(
        self,
        asked: _Asked,
        receive: Receive,
        prepared: Prepared,
        values: Mapping[str, str],
        path: str,
    ) -> Reply:
        operation = prepared.route.operation
        self._access.check(asked.headers, asked.query, operation.terms)
        kind = operation.answer.kind
        # Which types bytes are of, nobody says.
        if kind not in ("empty", "bytes", "exists", "events", "lines"):
            wanted = "text/plain" if kind == "text" else "application/json"
            if not operation.answer_when:
                refuse_unacceptable(asked.headers, wanted)
        refuse_early(asked.headers, operation.body)
        content = await read(receive)
        if operation.body is None:
            sent = Sent()
        else:
            sent = await parsed(content, asked.headers, operation.body)
        call = Call(
            values,
            asked.query,
            asked.pairs,
            sent,
            {**self._context, **asked.context()},
            asked.host,
            path,
            asked.headers,
        )
        key = self.repeats.key_of(operation, asked.headers)
        if (before := self.repeats.reply(key, (path, sent))) is not None:
            return before
        reply = self._actions.perform(prepared, call)
        self.repeats.keep(key, (path, sent), reply)
        return reply

    async def _authorize(self, asked: _Asked, receive: Receive) -> Reply:
        """What the OAuth endpoints answer."""
        tokens = self._access.tokens
        assert tokens is not None, "the endpoints are there"
        method = self._oauth[asked.path]
        if asked.method != method:
            words = f"{asked.method} is not for this path; {method} is"
            headers = {"Allow": method}
            raise Refusal(405, "method_not_allowed", words, headers=headers)
        if method == "GET":
            place = tokens.authorize({k: v[-1] for k, v in asked.query.items()})
            return Reply(b"", "", 302, (("Location", place),))
        content = await read(receive)
        is_json = "json" in asked.headers.get("content-type", "")
        answer = tokens.token(_granted(content, is_json=is_json, headers=asked.headers))
        return Reply(answer, headers=(("Cache-Control", "no-store"),))

    def _file(self, asked: _Asked) -> Reply:
        """What was uploaded with a thing."""
        if asked.method not in ("GET", "HEAD"):
            words, headers = "files are read here", {"Allow": "GET, HEAD"}
            raise Refusal(405, "method_not_allowed", words, headers=headers)
        store = self._actions.store
        with store.reading():
            found = store.file(decoded(asked.path))
        if found is None:
            raise not_found(f"there is no file {decoded(asked.path)!r}")
        media_type, content = found
        # Nothing that was uploaded is run, whatever it says it is.
        safe = (
            ("Content-Disposition", "attachment"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "sandbox; default-src 'none'"),
        )
        return Reply(content, media_type or BYTES, headers=safe)


def told(refusal: Refusal) -> Reply:
    """What a client is told that is refused."""
    headers = tuple(refusal.headers.items())
    return Reply(refusal.content(), status=refusal.answered, headers=headers)


class _Asked(NamedTuple):
    """A request without its body."""

    method: str
    path: str
    shown: str
    headers: Headers
    query: dict[str, list[str]]
    pairs: tuple[tuple[str, str], ...]
    host: str

    @classmethod
    def of(cls, scope: Scope) -> _Asked:
        """Read what came."""
        raw = scope.get("raw_path")
        # Some hand in the query as well.
        path = raw.partition(b"?")[0].decode("latin-1") if raw else scope["path"]
        query_string = scope.get("query_string", b"").decode("latin-1")
        pairs = (
            tuple(parse_qsl(query_string, keep_blank_values=True, errors="replace"))
            if query_string
            else ()
        )
        query: dict[str, list[str]] = {}
        for name, value in pairs:
            query.setdefault(name, []).append(value)
        headers = Headers(scope=scope)
        host = headers.get("host") or "sandbox"
        shown = f"{path}?{query_string}" if query_string else path
        return cls(
            scope["method"],
            path,
            shown,
            headers,
            query,
            pairs,
            f"{scope.get('scheme', 'http')}://{host}",
        )

    def context(self) -> dict[str, str]:
        """What the request says of the other side.

        Raises:
            Refusal: 400: the header is not as it should be.
        """
        found: dict[str, str] = {}
        for each in self.headers.get(CONTEXT, "").split(","):
            name, mark, value = (part.strip() for part in each.partition("="))
            if mark and name:
                found[name] = value
            elif each.strip():
                words = (
                    "X-Sandbox-Context: expected NAME=VALUE, such as platform=UPKEEP"
                )
                raise Refusal(400, "malformed", words)
        return found


def prefixes_of(api: Api) -> list[re.Pattern[str]]:
    """What paths begin with on each server; a variable may be any segment."""
    paths = [urlsplit(each.url).path.rstrip("/") for each in api.servers]
    forms = (re.split(r"\{[^{}]*\}", path) for path in dict.fromkeys(paths) if path)
    return [re.compile("[^/]+".join(map(re.escape, form)) + "(?=/)") for form in forms]


def _oauth_places(oauth2: OAuth2 | None) -> dict[str, str]:
    """The paths of the OAuth endpoints, and their methods."""
    if oauth2 is None:
        return {}
    found = {urlsplit(oauth2.token_url).path: "POST"}
    if oauth2.authorize_url:
        found[urlsplit(oauth2.authorize_url).path] = "GET"
    return found


def _granted(content: bytes, *, is_json: bool, headers: Headers) -> dict[str, str]:
    """What a request for a token says, form or JSON, the client's name perhaps in a header."""
    try:
        if is_json:
            sent = msgspec.json.decode(content)
            given = sent if isinstance(sent, dict) else {}
            found = {k: v for k, v in given.items() if isinstance(v, str)}
        else:
            found = dict(parse_qsl(content.decode(), keep_blank_values=True))
        scheme, _, basic = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            name, _, secret = base64.b64decode(basic).decode().partition(":")
            found.setdefault("client_id", name)
            found.setdefault("client_secret", secret)
    except (ValueError, RecursionError):
        raise OAuthRefusal("invalid_request", "the body cannot be read") from None
    return found


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _send(reply: Reply, method: str, send: Send) -> None:
    headers = [(b"content-length", str(len(reply.content)).encode())]
    if reply.status == 204:
        headers = []
    if reply.media_type:
        headers.append((b"content-type", reply.media_type.encode("latin-1", "replace")))
    for name, value in reply.headers:
        headers.append((name.lower().encode(), value.encode("latin-1", "replace")))
    await send(
        {"type": "http.response.start", "status": reply.status, "headers": headers}
    )
    body = b"" if method == "HEAD" else reply.content
    await send({"type": "http.response.body", "body": body})
