"""The page of a sandbox over HTTP, in front of the sandbox itself."""

from __future__ import annotations

import asyncio
import mimetypes
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote

from starlette.datastructures import Headers

from ...targets.sinks.html import attribute, text
from ...targets.templates import Templates, load_templates
from ..application import FILES
from ..bodies import Gone, read
from ..opening import Sandbox
from ..refusals import Refusal, not_found
from .browsing import kinds_of, rows_of, thing_of
from .guarding import HEADERS, new_token, refuse_others
from .recording import Recorder
from .telling import Told, told

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PLACE = "/_sandbox/"
_DOCS = "docs/"
_HTML = "text/html; charset=utf-8"
_ASSETS = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript"}

Docs = Callable[[], Mapping[str, bytes]]
"""Gives the files of the documentation site by path; may take its time."""


class Page:
    """An ASGI application: the page below its place, all else as the sandbox has it.

    The root and ``/docs/`` lead to it, unless the API has something of its own there.
    """

    def __init__(
        self,
        app: ASGIApp,
        sandbox: Sandbox,
        docs: Docs | None = None,
        reset: Callable[[], None] = lambda: None,
    ) -> None:
        """Stand in front of a sandbox.

        Args:
            app: What answers requests: the sandbox, its weather included.
            sandbox: Whose rows are shown.
            docs: The documentation site; None for none.
            reset: Has the weather be as at the start.
        """
        self._recorder = Recorder(app)
        self._sandbox = sandbox
        self._docs = docs
        self._reset = reset
        self._making = threading.Lock()
        self._token = new_token()
        self._told: dict[int, Told] = {}

    @cached_property
    def _templates(self) -> Templates:
        return load_templates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._recorder(scope, receive, send)
            return
        raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
        path = raw.decode("latin-1")
        answer: _Answer
        try:
            if path.startswith(PLACE) and not path.startswith(FILES):
                place = unquote(path.removeprefix(PLACE))
                answer = await self._answer(place, scope, receive)
            elif (
                scope["method"] in ("GET", "HEAD")
                and (leads := self._leads(path)) is not None
            ):
                answer = _Answer(302, headers=(("Location", leads),))
            else:
                await self._recorder(scope, receive, send)
                return
        except Gone:
            return
        except Refusal as refusal:
            answer = self._refused(refusal)
        await answer.send(scope["method"], send)

    def _leads(self, path: str) -> str | None:
        """Where a path leads that the API does not have; None where it has it."""
        places = {"/": PLACE}
        if self._docs is not None:
            places |= dict.fromkeys(("/docs", "/docs/"), f"{PLACE}{_DOCS}index.html")
        found = places.get(path)
        return None if found is None or self._sandbox.application.has(path) else found

    async def _answer(self, place: str, scope: Scope, receive: Receive) -> _Answer:
        method = scope["method"]
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        if method == "POST":
            return await self._act(place, Headers(scope=scope), receive)
        if method not in ("GET", "HEAD"):
            headers = {"Allow": "GET, HEAD, POST"}
            raise Refusal(405, "method_not_allowed", "pages are read", headers=headers)
        if place.startswith(_DOCS):
            return await asyncio.to_thread(self._documented, place.removeprefix(_DOCS))
        if place in _ASSETS:
            content = self._templates.asset(f"sandbox/{place}").encode()
            return _Answer(200, content, _ASSETS[place])
        if place == "":
            return await self._requests("home")
        if place == "requests":
            if _number(query.get("after", "")) == self._recorder.latest:
                return _Answer(204)
            return await self._requests("requests")
        if place == "rows":
            rows = rows_of(
                self._sandbox, query.get("of", ""), _number(query.get("page", "")) or 1
            )
            return self._shown("rows", rows=rows)
        if place == "thing":
            name, key = query.get("of", ""), query.get("key", "")
            number = _number(query["id"]) if "id" in query else None
            return self._shown(
                "thing", thing=thing_of(self._sandbox, name, key, number)
            )
        raise not_found("there is no such page")

    async def _act(self, place: str, headers: Headers, receive: Receive) -> _Answer:
        """Do what a form of the page asks for, and show the page again.

        Raises:
            Refusal: Another page asked for it, or it cannot be done.
        """
        content = await read(receive)
        form = dict(parse_qsl(content.decode("latin-1")))
        refuse_others(headers, form, self._token)
        if place == "again":
            record = self._recorder.find(_number(form.get("number", "")))
            if record is None or record.body is None:
                raise not_found("the request is no longer remembered")
            await self._recorder.again(record)
        elif place == "reset":
            self._reset()
            self._sandbox.reset()
            self._recorder.clear()
        else:
            raise not_found("the page has no such action")
        return _Answer(303, headers=(("Location", PLACE),))

    async def _requests(self, template: str) -> _Answer:
        """The last requests, as a page or as its part that changes."""
        records = {
            each.number: self._told.get(each.number) or await told(self._sandbox, each)
            for each in self._recorder.records
        }
        self._told = records
        return self._shown(
            template, requests=[*records.values()], latest=self._recorder.latest
        )

    def _shown(self, template: str, status: int = 200, **values: object) -> _Answer:
        content = self._templates.render(
            f"sandbox/{template}.jinja",
            title=text(self._sandbox.api.title),
            kinds=() if template == "requests" else kinds_of(self._sandbox),
            has_docs=self._docs is not None,
            token=attribute(self._token),
            **values,
        )
        return _Answer(status, content.encode(errors="replace"), _HTML)

    def _refused(self, refusal: Refusal) -> _Answer:
        words = text(refusal.message)
        answer = self._shown("refused", refusal.status, words=words)
        return answer._replace(headers=tuple(refusal.headers.items()))

    def _documented(self, path: str) -> _Answer:
        """A file of the documentation site, made when it is asked for.

        Raises:
            Refusal: 404: there is none.
        """
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if self._docs is None:
            raise not_found("the documentation is not shown here")
        try:
            with self._making:
                content = self._docs().get(name)
        except Exception as error:
            words = f"the documentation cannot be made: {error}"
            raise Refusal(500, "bug", words) from error
        if content is None:
            raise not_found("there is no such page of the documentation")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kind = "text/markdown" if name.endswith(".md") else kind
        is_text = kind.startswith(("text/", "image/svg"))
        return _Answer(200, content, f"{kind}; charset=utf-8" if is_text else kind)


class _Answer(NamedTuple):
    """An answer of the page."""

    status: int
    content: bytes = b""
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    async def send(self, method: str, send: Send) -> None:
        pairs = [*HEADERS, *self.headers]
        if self.status != 204:
            pairs.append(("Content-Length", str(len(self.content))))
        if self.media_type:
            pairs.append(("Content-Type", self.media_type))
        headers = [(n.lower().encode(), v.encode("latin-1")) for n, v in pairs]
        start = {"type": "http.response.start", "status": self.status}
        await send({**start, "headers": headers})
        body = b"" if method == "HEAD" else self.content
        await send({"type": "http.response.body", "body": body})


def _number(text: str) -> int:
    """A whole number; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
