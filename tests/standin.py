"""A stand-in for Makini: what a server on loopback answers.

Answers are made from the inventory of facts alone: known paths, the right envelope, pages,
and examples by each field's type. Nothing here knows the spec or the client.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from httpserver import Arrived, Reply, Server

INVENTORY = json.loads(
    (Path(__file__).parent / "makini/inventory.json").read_text(encoding="utf-8")
)
KEY = "08000709523389"
MOMENT = "2019-12-09T14:03:23Z"


Change = Callable[[str, dict[str, Any], int], dict[str, Any]]


def take(server: Server) -> list[Arrived]:
    """What arrived since the last time."""
    found = list(server.requests)
    server.requests.clear()
    return found


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
        return MOMENT
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

    def __call__(self, request: Arrived) -> Reply:
        endpoint = route(request.method, request.path)
        if endpoint is None:
            return Reply(404, {"message": "no such route"})
        kind, schema = endpoint["answer"]
        if kind == "object":
            return Reply(body=self.bare(request))
        if kind == "list":
            return Reply(body=self.page(request, schema))
        return Reply(body={"data": self.single(request, schema)})

    def single(self, request: Arrived, schema: str) -> dict[str, Any]:
        """One thing, with what the request gave for it."""
        created = self.created.setdefault(request.path, [])
        thing = example(schema, number=len(created) + 1)
        if request.method == "POST" and _is_json(request):
            given = json.loads(request.body)
            known = INVENTORY["schemas"][schema]["fields"]
            if isinstance(given, dict):
                known_keys = {key: given[key] for key in given if key in known}
                thing = _kept(thing, known_keys)
            created.append(thing)
        return self.change(schema, thing, len(created) or 1)

    def page(self, request: Arrived, schema: str) -> dict[str, Any]:
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

    def bare(self, request: Arrived) -> dict[str, Any]:
        """Something in no envelope that anybody documents."""
        rows = [{"n": 1.50, "camelCase": None}, []]
        return {"of": unquote(request.path), "data": {"rows": rows}}


def _kept(thing: Any, given: Any) -> Any:
    """What the server makes of a given value: whole objects, of its own types."""
    if isinstance(thing, dict) and isinstance(given, dict):
        return thing | {key: _kept(thing.get(key), item) for key, item in given.items()}
    if isinstance(thing, list) and isinstance(given, list) and thing:
        return [_kept(thing[0], item) for item in given]
    if thing == MOMENT and isinstance(given, str) and "T" not in given:
        return f"{given}T00:00:00Z"
    return given if thing is None or type(thing) is type(given) else thing


def _is_json(request: Arrived) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")
