"""A sandbox on a port."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import uvicorn
from h11 import LocalProtocolError

from .forecast import Rule
from .hosts import LOOPBACK, only_for
from .opening import Sandbox
from .weather import Weather

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class PageOptions(NamedTuple):
    """What is shown to people, at ``/`` and below ``/_sandbox/``.

    Attributes:
        docs: Gives the files of the documentation site; None where it is not shown.
    """

    docs: Callable[[], Mapping[str, bytes]] | None = None


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine alone."""
    return (f"[{host}]" if ":" in host else host).lower() in LOOPBACK


def listening(host: str, port: int) -> socket.socket:
    """Listen, before anything is told of it.

    Args:
        host: A name or an address of this machine.
        port: 0 for a free one.

    Raises:
        OSError: The port is taken, or the host is not this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without its protocol named, asyncio leaves Nagle's delay on: 40 ms an answer.
    place = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
        place.listen(256)
    except OSError as error:
        place.close()
        taken = error.errno == errno.EADDRINUSE
        mend = "; choose another with --port" if taken else ""
        raise OSError(f"{host}:{port}: {error.strerror or error}{mend}") from error
    return place


def url_of(sandbox: Sandbox, place: socket.socket, host: str) -> str:
    """Where a client finds the API: its ``base_url``."""
    port = place.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    servers = sandbox.api.servers
    prefix = urlsplit(servers[0].example).path.rstrip("/") if servers else ""
    return f"http://{shown}:{port}{prefix}"


def _server(
    sandbox: Sandbox,
    host: str,
    rules: Sequence[Rule] = (),
    page: PageOptions | None = None,
) -> uvicorn.Server:
    named = f"[{host}]" if ":" in host else host
    # Where it listens to all, it is called by names that nobody can know here.
    is_open = host in ("0.0.0.0", "::", "")
    weather = Weather(
        sandbox.application,
        sandbox.api,
        rules=rules,
        seed=sandbox.options.seed,
        log=sandbox.application.log,
    )
    application: ASGIApp = weather
    if page is not None:
        # Needs templates, which nobody else who serves a sandbox does.
        from .page.serving import Page

        application = Page(weather, sandbox, page.docs, weather.reset)
    checked = (
        application if is_open else only_for(application, {*LOOPBACK, named.lower()})
    )
    config = uvicorn.Config(
        _until_refused(checked),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _until_refused(application: ASGIApp) -> ASGIApp:
    """An application whose answer may come too late.

    Where the rest of a request turns out to be no HTTP, uvicorn has answered 400 by the time
    that the application does, and would show what it does then as a failure of the latter.
    """

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(LocalProtocolError):
            await application(scope, receive, send)

    return answered


def serve(
    sandbox: Sandbox,
    place: socket.socket,
    host: str,
    tell: Callable[[str], None],
    rules: Sequence[Rule] = (),
    page: PageOptions | None = None,
) -> None:
    """Answer requests until the process is interrupted.

    Args:
        sandbox: What answers.
        place: Where it listens.
        host: How it is called there.
        tell: Told the URL when it answers.
        rules: What the weather does to which requests.
        page: What is shown to people; None for nothing. Who reaches it needs no token.

    Raises:
        WeatherError: A rule is for an operation that is not there.
    """
    server = _server(sandbox, host, rules, page)
    tell(url_of(sandbox, place, host))
    try:
        server.run(sockets=[place])
    except KeyboardInterrupt:
        pass  # that is how it ends
    finally:
        place.close()


@contextmanager
def served(
    sandbox: Sandbox,
    host: str = "127.0.0.1",
    port: int = 0,
    page: PageOptions | None = None,
) -> Iterator[str]:
    """Answer requests from a thread of its own; gives the URL. See :func:`serve`.

    Raises:
        OSError: The port is taken.
    """
    place = listening(host, port)
    server = _server(sandbox, host, page=page)
    thread = Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            sleep(0.005)
        yield url_of(sandbox, place, host)
    finally:
        server.should_exit = True
        thread.join(5)
        place.close()
