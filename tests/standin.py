"""A stand-in for Makini on loopback: records what arrives, byte for byte, and answers.

Answers are made from the inventory of facts alone: known paths, the right envelope, pages,
and examples by each field's type. Nothing here knows the spec or the client.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote

INVENTORY = json.loads(
    (Path(__file__).parent / "makini/inventory.json").read_text(encoding="utf-8")
)
KEY = "08000709523389"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived.

    Attributes:
        target: Path and query exactly as in the request line.
        headers: Names and values in order.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def path(self) -> str:
        """The path as it arrived, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        """Pairs of the query in order, decoded."""
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True)

    def header(self, name: str) -> str | None:
        """The only value of a header, or None; several of one name are a mistake."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, f"{name} came {len(found)} times"
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Response:
    """What to answer; data becomes JSON unless ``raw`` is given."""

    data: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None


Answer = Callable[[Request], Response]
Change = Callable[[str, dict[str, Any], int], dict[str, Any]]


class Standin:
    """A real HTTP server on loopback, in threads.

    Attributes:
        requests: All that arrived, in order.
        answer: What decides the answers; may be exchanged at any time.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.standin = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    def __enter__(self) -> Standin:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self) -> list[Request]:
        """What arrived since the last time."""
        found = list(self.requests)
        self.requests.clear()
        return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    standin: Standin


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 10
    server: _Server

    def _serve(self) -> None:
        method, target, _ = self.requestline.split(" ", 2)
        length = int(self.headers.get("Content-Length") or 0)
        body = self._chunks() if self._chunked() else self.rfile.read(length)
        standin = self.server.standin
        request = Request(method, target, tuple(self.headers.items()), body)
        standin.requests.append(request)
        response = standin.answer(request)
        raw = response.raw
        if raw is None:
            raw = json.dumps(response.data).encode()
        self.send_response_only(response.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(raw))}
        for name, value in (headers | dict(response.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def _chunked(self) -> bool:
        return self.headers.get("Transfer-Encoding", "").lower() == "chunked"

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve  # noqa: N815  # its names

    def log_message(self, *parts: object) -> None:
        """Print nothing."""


def route(method: str, path: str) -> dict[str, Any] | None:
    """The inventory's endpoint of a raw path; fixed segments win over ``{key}``."""
    segments = path.split("/")
    fitting = []
    for endpoint in INVENTORY["endpoints"]:
        verb, _, template = endpoint["call"].partition(" ")
        parts = template.split("/")
        if verb != method or len(parts) != len(segments):
            continue
        pairs = list(zip(parts, segments, strict=True))
        if all(part[:1] == "{" or part == segment for part, segment in pairs):
            fitting.append((template.count("{"), endpoint))
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def example(schema: str, depth: int = 2, number: int = 1) -> dict[str, Any]:
    """A plausible object of a schema, of the types that the facts support.

    Args:
        schema: Its name.
        depth: How far objects inside are filled.
        number: Told in its key, code, name and title, so that things can be told apart.
    """
    facts = INVENTORY["schemas"][schema]["fields"]
    return {
        name: value
        for name, text in facts.items()
        for value in [_value(name, text.split(" / "), depth, number)]
        if value is not None
    }


def _value(name: str, fact: list[str], depth: int, number: int) -> Any:
    vendor, kind, older = [*fact, ""][:3]
    if vendor in INVENTORY["schemas"]:
        inner = example(vendor, depth - 1) if depth else None
        return [inner] if inner is not None and kind == "array" else inner
    if vendor.startswith("array<"):
        inner = example(vendor[6:-1], depth - 1) if depth else None
        return None if inner is None else [inner]
    if kind == "array-as-string":
        return [KEY] if name.endswith("Keys") else [{"any": ["thing", 1]}]
    if older.startswith("number") or older == "integer" or kind == "integer":
        return 10 + number
    if older == "array":
        return []
    if kind == "boolean-as-string" or older == "boolean":
        return bool(number % 2)
    if kind == "date-time":
        return "2019-12-09" if older == "string:date" else "2019-12-09T14:03:23Z"
    if kind == "key":
        return f"{number:02d}{KEY[2:]}"
    if kind == "code":
        return f"{number:08d}"
    return f"{name} {number}"


class Makini:
    """Answers like Makini: single things in ``data``, lists in pages.

    Attributes:
        total: How many things a list holds as long as none was created.
        per_page: Size of a page unless the request says otherwise.
        change: Applied to each thing before it is answered, with its schema and its
            number from 1.
    """

    def __init__(
        self,
        total: int = 5,
        per_page: int = 2,
        change: Change | None = None,
    ) -> None:
        self.total = total
        self.per_page = per_page
        self.change = change or (lambda schema, thing, number: thing)
        self.created: dict[str, list[dict[str, Any]]] = {}

    def __call__(self, request: Request) -> Response:
        endpoint = route(request.method, request.path)
        if endpoint is None:
            return Response({"message": "no such route"}, 404)
        kind, schema = endpoint["answer"]
        if kind == "object":
            return Response(self.bare(request))
        if kind == "list":
            return Response(self.page(request, schema))
        return Response({"data": self.single(request, schema)})

    def single(self, request: Request, schema: str) -> dict[str, Any]:
        """One thing, with what the request gave for it."""
        created = self.created.setdefault(request.path, [])
        thing = example(schema, number=len(created) + 1)
        if request.method == "POST" and _is_json(request):
            given = json.loads(request.body)
            known = INVENTORY["schemas"][schema]["fields"]
            if isinstance(given, dict):
                thing |= {key: value for key, value in given.items() if key in known}
            created.append(thing)
        return self.change(schema, thing, len(created) or 1)

    def page(self, request: Request, schema: str) -> dict[str, Any]:
        """One page of a list, with links and meta."""
        things = self.created.get(request.path) or [
            example(schema, number=number + 1) for number in range(self.total)
        ]
        query = dict(request.query)
        number, size = int(query.get("page", 1)), int(
            query.get("per_page", self.per_page)
        )
        last = max(1, -(-len(things) // size))
        start = (number - 1) * size
        shown = things[start : start + size]
        base = f"{INVENTORY['base_url']}{request.path}?page="
        return {
            "data": [
                self.change(schema, thing, start + place + 1)
                for place, thing in enumerate(shown)
            ],
            "links": {
                "first": f"{base}1",
                "last": f"{base}{last}",
                "prev": f"{base}{number - 1}" if number > 1 else None,
                "next": f"{base}{number + 1}" if number < last else None,
            },
            "meta": {
                "current_page": number,
                "from": start + 1 if shown else None,
                "last_page": last,
                "path": base.removesuffix("?page="),
                "per_page": size,
                "to": start + len(shown) if shown else None,
                "total": len(things),
            },
        }

    def bare(self, request: Request) -> dict[str, Any]:
        """Something in no envelope that anybody documents."""
        return {
            "of": unquote(request.path),
            "rows": [{"n": 1.50, "camelCase": None}, []],
        }


def _is_json(request: Request) -> bool:
    return (request.header("Content-Type") or "").startswith("application/json")
