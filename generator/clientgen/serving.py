"""Pages in memory, shown on this machine alone."""

from __future__ import annotations

import hashlib
import html
import mimetypes
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from .writing.errors import WritingError

Pages = Callable[[], Mapping[str, bytes]]
_LOCAL = "127.0.0.1"


class Server(NamedTuple):
    """A server that listens.

    Attributes:
        url: Of the first page.
        run: Answers requests until it is interrupted.
    """

    url: str
    run: Callable[[], None]


@contextmanager
def serve_pages(
    pages: Pages, port: int, version: Callable[[], object] | None = None
) -> Iterator[Server]:
    """Listen on a port of this machine.

    Args:
        pages: Gives the pages by path; asked at each request, by one at a time.
        port: 0 for any that is free.
        version: Another after a change, at which browsers load their page again; without
            it they do not.

    Raises:
        WritingError: The port cannot be had.
        Exception: Whatever ``pages`` raises at first.
    """
    pages()
    try:
        server = ThreadingHTTPServer((_LOCAL, port), _handler(pages, version))
    except OSError as error:
        raise WritingError(
            f"cannot listen on port {port}: {error.strerror}; choose another with --port"
        ) from error
    with server:
        yield Server(
            f"http://{_LOCAL}:{server.server_address[1]}/", server.serve_forever
        )


def _handler(
    pages: Pages, version: Callable[[], object] | None
) -> type[BaseHTTPRequestHandler]:
    making = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            status, kind, data = 404, "text/html; charset=utf-8", _NOTHING
            # Asked before the page is made: what changes meanwhile is told of.
            mark = _mark(version()) if version is not None else ""
            path = unquote(urlsplit(self.path).path).lstrip("/")
            name = f"{path}index.html" if path.endswith("/") or not path else path
            if not self._is_local():
                status, data = 421, _ELSEWHERE
            elif version is not None and path == _EVENTS:
                self._tell_changes(version, urlsplit(self.path).query or mark)
                return
            elif version is not None and path == _SCRIPT:
                status, kind, data = 200, _kind(path), _RELOADING
            else:
                try:
                    with making:
                        files = pages()
                        if name in files:
                            data = files[name]
                            status, kind = 200, _kind(name)
                except Exception as error:
                    status, data = 500, _failed(error)
            if version is not None and kind.startswith("text/html"):
                data = _reloading(data, mark)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if with_body:
                self.wfile.write(data)

        def _tell_changes(self, version: Callable[[], object], before: str) -> None:
            """Hold the connection, and say when the pages are others than before."""
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            try:
                while _mark(version()) == before:
                    # What is written in vain tells that the browser has gone.
                    self.wfile.write(b": \n\n")
                    self.wfile.flush()
                    time.sleep(_LOOK)
                self.wfile.write(b"data: changed\n\n")
            except OSError:
                pass

        def _is_local(self) -> bool:
            """Whether the page was asked for by the name of this machine, and no other's."""
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
            return host in ("localhost", _LOCAL)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are nobody's business."""

    return Handler


_EVENTS = "_clientgen/changes"
_SCRIPT = "_clientgen/reload.js"
_LOOK = 0.2
_RELOADING = b"""\
const mark = new URL(document.currentScript.src).search;
const changes = new EventSource("/_clientgen/changes" + mark);
changes.onmessage = () => location.reload();
"""


def _mark(version: object) -> str:
    """What tells a version from others, as it stands in URLs."""
    return hashlib.sha256(repr(version).encode()).hexdigest()[:16]


def _reloading(page: bytes, mark: str) -> bytes:
    """A page that is loaded again when it has changed; its own policy lets it ask for that."""
    page = page.replace(
        b"default-src 'none';", b"default-src 'none'; connect-src 'self';", 1
    )
    return page + f'<script src="/_clientgen/reload.js?{mark}"></script>\n'.encode()


_NOTHING = b"<!doctype html><title>Nothing here</title><p>There is no such page."
_ELSEWHERE = (
    b"<!doctype html><title>Elsewhere</title><p>This is no server of that name."
)


def _kind(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".md"):
        kind = "text/markdown"
    return f"{kind}; charset=utf-8" if kind.startswith(("text/", "image/svg")) else kind


def _failed(error: Exception) -> bytes:
    """What is wrong with the spec, as the command line says it."""
    found = getattr(error, "findings", ())
    words = "\n".join(map(str, found)) or str(error)
    page = (
        "<!doctype html><meta charset=utf-8><title>The site cannot be made</title>"
        f"<h1>The site cannot be made</h1><pre>{html.escape(words)}</pre>"
    )
    return page.encode(errors="replace")
