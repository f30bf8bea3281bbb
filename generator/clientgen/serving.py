"""Pages in memory, shown on this machine alone."""

from __future__ import annotations

import html
import mimetypes
import threading
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
def serve_pages(pages: Pages, port: int) -> Iterator[Server]:
    """Listen on a port of this machine.

    Args:
        pages: Gives the pages by path; asked at each request, by one at a time.
        port: 0 for any that is free.

    Raises:
        WritingError: The port cannot be had.
        Exception: Whatever ``pages`` raises at first.
    """
    pages()
    try:
        server = ThreadingHTTPServer((_LOCAL, port), _handler(pages))
    except OSError as error:
        raise WritingError(
            f"cannot listen on port {port}: {error.strerror}; choose another with --port"
        ) from error
    with server:
        yield Server(
            f"http://{_LOCAL}:{server.server_address[1]}/", server.serve_forever
        )


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    making = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            status, kind, data = 404, "text/html; charset=utf-8", _NOTHING
            path = unquote(urlsplit(self.path).path).lstrip("/")
            name = f"{path}index.html" if path.endswith("/") or not path else path
            if not self._is_local():
                status, data = 421, _ELSEWHERE
            else:
                try:
                    with making:
                        files = pages()
                        if name in files:
                            data = files[name]
                            status, kind = 200, _kind(name)
                except Exception as error:
                    status, data = 500, _failed(error)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if with_body:
                self.wfile.write(data)

        def _is_local(self) -> bool:
            """Whether the page was asked for by the name of this machine, and no other's."""
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
            return host in ("localhost", _LOCAL)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are nobody's business."""

    return Handler


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
