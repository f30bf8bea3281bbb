"""A sandbox for tests: in this process and without sockets, on a port where one is needed.

::

    sandbox = open_for_tests(api)
    client = Shop(sandbox.token, transport=sandbox.transport)
    client.orders.create(title="Chairs")
    assert sandbox.rows("Order")[-1]["title"] == "Chairs"
    sandbox.weather("orders.list", status=503, times=1)
    assert len(list(client.orders.list())) == 51        # asked for again

With pytest, the fixture ``sandbox`` of :mod:`clientgen.pytest_plugin` is one, as new for each
test.

Why all this comes with ``clientgen[sandbox]``, and is no extra of the generated package: a
sandbox is made from the spec, and from the engine that reads specs; a generated package has
neither. To ship both in it would add a server, its dependencies and a generator to what
production code imports from, and a second copy for each API that a service uses. A service's
tests already know the version of clientgen that its client was generated with; its wheel does
not grow. What needs no spec, a stand-in that answers what a test says, is in the generated
package: ``FakeApi``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING

from ..model.api import Api, Json
from .application import Logged
from .conversation import LoopThread
from .event_bodies import EventBodies
from .events import SignedEvent, signed_event, usual_secret
from .forecast import Word, rule_for, trouble_of
from .inprocess import AsyncSandboxTransport, SandboxTransport
from .opening import Sandbox, open_sandbox
from .options import Options
from .weather import Weather

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

_LOCAL = "127.0.0.1"
_PATIENCE = 10.0


class Example(Enum):
    """Stands for a body that is an example, which null would not."""

    BODY = "an example"


class LocalSandbox:
    """A sandbox for the tests of one process.

    Attributes:
        token: The token, or API key, that is let in.
        webhook_secret: Signs the events of :meth:`event` that are given no other.
        transport: For the ``transport`` option of a sync client.
        async_transport: For that of an async client.
    """

    def __init__(self, opened: Sandbox) -> None:
        """Wrap an open sandbox; closing this one closes it."""
        self.token = opened.options.token
        self.webhook_secret = usual_secret(opened.api.webhooks)
        self._opened = opened
        self._weather = Weather(
            opened.application,
            opened.api,
            seed=opened.options.seed,
            log=opened.application.log,
        )
        self._thread = LoopThread()
        self._server: uvicorn.Server | None = None
        self._url = ""
        self.transport = SandboxTransport(self._weather, self._thread)
        self.async_transport = AsyncSandboxTransport(self._weather, self._thread)

    @property
    def application(self) -> ASGIApp:
        """The ASGI application, weather included."""
        return self._weather

    @property
    def url(self) -> str:
        """For the ``base_url`` of a client in any language; it listens from the first time on.

        Only programs of this machine can reach it.
        """
        if not self._url:
            self._url = self._listen()
        return self._url

    @property
    def log(self) -> Sequence[Logged]:
        """The last requests, with verdicts; status 0 where the connection was reset."""
        return self._opened.log

    def rows(self, resource_name: str) -> list[dict[str, Json]]:
        """The things of a resource, such as ``Invoice``, as they are now."""
        return self._opened.rows(resource_name)

    def weather(self, where: str = "", what: str = "", /, **words: Word) -> None:
        """Have something happen to requests, until :meth:`reset`.

        Args:
            where: An operation (``invoices.create``) or a request (``GET /api/**``); all when
                empty.
            what: Words as in the table of :mod:`.weather`: ``status=503; times=1``.
            **words: The same by name: ``status=503, times=1``.

        Raises:
            WeatherError: That makes no sense; the message says what would.
        """
        self._weather.add(rule_for(where, trouble_of(what, words)))

    def event(
        self,
        name: str,
        body: Json | Example = Example.BODY,
        secret: str | Sequence[str] = "",
        *,
        now: float | None = None,
    ) -> SignedEvent:
        """An event of the API, signed as it signs, for the receiver of a service.

        Args:
            name: Such as ``assets.updated``.
            body: What it is about, such as keys. Without it, an example of the event's type.
            secret: The webhook's, or several while one is replaced. Without it,
                :attr:`webhook_secret`.
            now: Unix time of sending, instead of this machine's clock.

        Raises:
            SandboxError: The API has no webhooks, or the secret is none.
        """
        api = self._opened.api
        if body is Example.BODY:
            body = EventBodies.of(api).example(name)
        return signed_event(api, name, body, secret or self.webhook_secret, now)

    def reset(self) -> None:
        """Go back to the start: the things of the seed, good weather."""
        self._weather.reset()
        self._opened.reset()

    def close(self) -> None:
        """End it."""
        if self._server is not None:
            self._server.should_exit = True
            self._server = None
            with suppress(Exception):
                self._serving.result(_PATIENCE)
        self._thread.close()
        self._opened.close()

    def __enter__(self) -> LocalSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> str:
        import uvicorn

        from .hosts import LOOPBACK, only_for
        from .serving import listening, url_of

        place = listening(_LOCAL, 0)
        config = uvicorn.Config(
            only_for(self._weather, LOOPBACK),
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=1,
        )
        self._server = server = uvicorn.Server(config)
        self._serving = self._thread.run(server.serve(sockets=[place]))
        until = time.monotonic() + _PATIENCE
        while not server.started:
            if self._serving.done() or time.monotonic() > until:
                place.close()
                raise RuntimeError(
                    "the sandbox cannot listen on a port of this machine"
                )
            time.sleep(0.002)
        return url_of(self._opened, place, _LOCAL)


def open_for_tests(api: Api, options: Options | None = None) -> LocalSandbox:
    """Open a sandbox for tests.

    Raises:
        SandboxError: It cannot be opened.
    """
    return LocalSandbox(open_sandbox(api, options or Options()))
