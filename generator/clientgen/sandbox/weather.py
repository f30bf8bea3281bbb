"""Bad days: what a client has to live with, around any ASGI application.

A request says it in the header ``X-Sandbox-Weather``, for itself; rules say it for the
requests that they are for. Words are joined by semicolons: ``status=503; times=2``.

=================== ==============================================================
word                what happens
=================== ==============================================================
slow=0.5            the answer begins so many seconds later
status=503          that status instead of the answer; nothing is done
retry-after=1       with a status: the header Retry-After
expired             401, as for a token that no longer holds; once
reset               the connection is reset; nothing is done
lost                what was asked for is done, then the connection is reset
truncated           the connection ends within the body
drip=2              the body takes so many seconds, piece by piece
html                the answer of a proxy: 502 with a page (another by ``status``)
wrong-types         numbers and booleans come as text, objects inside as null
unknown-fields      every object has a field that nobody documents
doubles             a page begins with the last thing of the page before
gaps                a page, the first apart, lacks its first thing
=================== ==============================================================

=================== ==============================================================
word                how often
=================== ==============================================================
chance=0.3          for so many of the requests, as the seed has it
times=2             for so many requests at most
after=3             only after so many requests
=================== ==============================================================

A rules file is a list, in YAML or JSON; all rules that fit a request hold at once::

    - operation: invoices.create          # as a client calls it
      what: status=503; retry-after=1
      times: 2
    - request: GET /api/**                # * is one segment, ** is all that follows
      what: slow=0.2
      chance: 0.1

What the weather has done is told in the header ``X-Sandbox-Weather`` of the answer. A header
counts its ``times`` and ``after`` by its own text, with the method and the path, so that the
repeated request of a client meets better weather.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ..model.api import Api
from . import spoiling
from .application import Logged
from .forecast import (
    Known,
    Operations,
    Rule,
    Trouble,
    WeatherError,
    pattern_of,
    trouble_of,
)
from .messages import Answer, answer_with, collected, drop_connection, piece

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = "X-Sandbox-Weather"
_NAME = HEADER.lower().encode()
_DONE = "clientgen.weather"
_MOST_HEADERS = 1000
_CODES = {
    401: "unauthorized",
    403: "forbidden",
    429: "too_many_requests",
    503: "unavailable",
}
_PAGE = (
    b"<html><head><title>Bad Gateway</title></head>"
    b"<body><h1>Bad Gateway</h1></body></html>"
)


class _Running:
    """How often trouble was asked for, and how often it came."""

    def __init__(self, trouble: Trouble, seed: str) -> None:
        self.trouble = trouble
        self._seed = seed
        self.restart()

    def restart(self) -> None:
        self._random = Random(self._seed)
        self._asked = 0
        self._came = 0

    def strikes(self) -> bool:
        """Whether the next request is struck."""
        trouble = self.trouble
        self._asked += 1
        if self._asked <= trouble.after:
            return False
        if trouble.times is not None and self._came >= trouble.times:
            return False
        if trouble.chance < 1 and self._random.random() >= trouble.chance:
            return False
        self._came += 1
        return True


class _Ruled(NamedTuple):
    """A rule, and how often it came."""

    operation: str
    method: str
    pattern: re.Pattern[str]
    running: _Running


class Weather:
    """An ASGI application that is another one on a bad day.

    It has to be the outermost, next to the server, to end connections; elsewhere the scope's
    extension :data:`~.messages.DROP` has to say how.
    """

    def __init__(
        self,
        app: ASGIApp,
        api: Api | None = None,
        *,
        rules: Iterable[Rule] = (),
        seed: int = 0,
        log: deque[Logged] | None = None,
    ) -> None:
        """Wrap an application.

        Args:
            app: The application.
            api: What it serves: names of operations and places in answers are known from it.
            rules: What happens to which requests.
            seed: Decides what happens by chance.
            log: Of the application; requests that never reach it are added.

        Raises:
            WeatherError: A rule is for an operation that is not there.
        """
        self._app = app
        self._operations = Operations(api)
        self._seed = seed
        self._log = log
        self._rules: list[_Ruled] = []
        self._headers: OrderedDict[str, _Running] = OrderedDict()
        self._walks = spoiling.Walks()
        for rule in rules:
            self.add(rule)
        self._first = len(self._rules)

    def add(self, rule: Rule) -> None:
        """Have something happen from now on.

        Raises:
            WeatherError: The rule is for an operation that is not there.
        """
        self._operations.check(rule)
        running = _Running(rule.trouble, f"{self._seed} {len(self._rules)}")
        method, pattern = pattern_of(rule.request)
        self._rules.append(_Ruled(rule.operation, method, pattern, running))

    def reset(self) -> None:
        """The weather of the beginning: rules that were added are gone, counts are 0."""
        del self._rules[self._first :]
        for rule in self._rules:
            rule.running.restart()
        self._headers.clear()
        self._walks.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or _DONE in scope.get("extensions", {}):
            await self._app(scope, receive, send)
            return
        words = [value for name, value in scope["headers"] if name == _NAME]
        if not words and not self._rules:
            await self._app(scope, receive, send)
            return
        path = self._operations.below(scope["path"])
        known = self._operations.of(scope["method"], path)
        try:
            trouble = self._trouble(scope["method"], path, known, words)
        except WeatherError as error:
            await answer_with(send, _refusal(400, "weather", str(error)))
            return
        scope = {**scope, "extensions": {**scope.get("extensions", {}), _DONE: {}}}
        if trouble is None:
            await self._app(scope, receive, send)
        else:
            await self._strike(trouble, known, scope, receive, send)

    def _trouble(
        self, method: str, path: str, known: Known, words: Sequence[bytes]
    ) -> Trouble | None:
        running = [self._header(text, method, path) for text in words]
        running += [
            rule.running
            for rule in self._rules
            if (not rule.operation or rule.operation in known.names)
            and rule.method in ("*", method)
            and rule.pattern.fullmatch(path)
        ]
        found: Trouble | None = None
        for each in running:
            if each.strikes():
                found = found.and_also(each.trouble) if found else each.trouble
        return found

    def _header(self, text: bytes, method: str, path: str) -> _Running:
        words = text.decode("latin-1")
        key = f"{self._seed} {method} {path} {words}"
        running = self._headers.get(key)
        if running is None:
            running = _Running(trouble_of(words), key)
            self._headers[key] = running
            if len(self._headers) > _MOST_HEADERS:
                self._headers.popitem(last=False)
        self._headers.move_to_end(key)
        return running

    async def _strike(
        self,
        trouble: Trouble,
        known: Known,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        if trouble.slow:
            await asyncio.sleep(trouble.slow)
        if trouble.reset or trouble.status or trouble.html:
            self._tell(trouble, known, scope)
        if trouble.reset:
            await drop_connection(scope, receive, send)
        elif trouble.status or trouble.html:
            await answer_with(send, _instead(trouble, scope["method"] == "HEAD"))
        else:
            answer = await collected(self._app, scope, receive)
            if trouble.lost:
                await drop_connection(scope, receive, send)
                return
            answer = self._spoiled(answer, trouble, known, scope)
            answer = answer.with_header(_NAME, trouble.words.encode())
            if trouble.truncated and answer.body:
                half = answer.body[: len(answer.body) // 2]
                await send(answer.start())
                await send(piece(half, more=True))
                await drop_connection(scope, receive, send, gently=True)
            else:
                await answer_with(send, answer, trouble.drip)

    def _tell(self, trouble: Trouble, known: Known, scope: Scope) -> None:
        if self._log is None:
            return
        query = scope["query_string"].decode("latin-1")
        shown = f"{scope['path']}?{query}" if query else scope["path"]
        status = 0 if trouble.reset else trouble.status or 502
        message = f"bad weather: {trouble.words}"
        self._log.append(Logged(scope["method"], shown, known.call, status, message))

    def _spoiled(
        self, answer: Answer, trouble: Trouble, known: Known, scope: Scope
    ) -> Answer:
        if not answer.is_json or answer.status >= 300:
            return answer
        changes: list[spoiling.Change] = []
        if known.page and (trouble.doubles or trouble.gaps):
            query = scope["query_string"].decode("latin-1")
            pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
            page = next((value for name, value in pairs if name == known.page), "")
            first = page in ("", known.first)
            if trouble.gaps and not first:
                changes.append(spoiling.with_gap)
            if trouble.doubles:
                rest = sorted(pair for pair in pairs if pair[0] != known.page)
                changes.append(self._walks.doubled(f"{scope['path']} {rest}", first))
        if trouble.wrong_types:
            changes.append(spoiling.wrong_types)
        if trouble.unknown_fields:
            changes.append(spoiling.unknown_fields)
        if not changes:
            return answer
        return answer.with_body(spoiling.changed(answer.body, known.place, *changes))


def _instead(trouble: Trouble, is_head: bool) -> Answer:
    """What is answered by the weather itself."""
    status = trouble.status or 502
    if trouble.html:
        answer = Answer(status, [(b"content-type", b"text/html")], b"").with_body(_PAGE)
    else:
        code = _CODES.get(status, "weather")
        answer = _refusal(status, code, f"bad weather: {trouble.words}")
    if trouble.retry_after:
        answer = answer.with_header(b"retry-after", trouble.retry_after.encode())
    if trouble.expired:
        answer = answer.with_header(
            b"www-authenticate", b'Bearer error="invalid_token"'
        )
    answer = answer.with_header(_NAME, trouble.words.encode())
    return answer._replace(body=b"") if is_head else answer


def _refusal(status: int, code: str, message: str) -> Answer:
    error = {"code": code, "message": message, "details": []}
    body = msgspec.json.encode({"error": error})
    return Answer(status, [(b"content-type", b"application/json")], b"").with_body(body)
