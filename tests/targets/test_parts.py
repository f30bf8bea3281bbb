"""A package has the parts of the runtime that its API has a use for, and no others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from selection import mostly_slow
from test_names import made, resource, spec

ORDERS = {"order": resource("Order")}
BODY = {"place": {"method": "POST", "path": "/place", "body": {"text": "string!"}}}
FILE = {
    "add": {
        "method": "POST",
        "path": "/add",
        "body": {"file": "file"},
        "body_kind": "multipart",
        "answer": "none",
    }
}
FORM = {
    "add": {
        "method": "POST",
        "path": "/add",
        "body": {"text": "string"},
        "body_kind": "form",
    }
}
OLD = {"read": {"method": "GET", "path": "/read", "deprecated": True}}
BYTES = {"read": {"method": "GET", "path": "/read", "answer": "bytes"}}
FILTERING = {
    "parameter": "filter",
    "operators": {"gt": "gt"},
    "sort": {"parameter": "sort", "ascending": "1", "descending": "0"},
}
OAUTH = {
    "bearer": {"env": "SHOP_TOKEN"},
    "oauth2": {
        "token_url": "https://api.example.com/token",
        "grants": ["refresh_token"],
    },
}
BASIC = {
    "basic": {
        "username": {"argument": "user", "env": "SHOP_USER"},
        "password": {"argument": "password", "env": "SHOP_PASSWORD"},
    }
}
KEY = {"api_key": {"name": "X-Key", "in": "header", "env": "SHOP_KEY"}}
BOT = {
    "bearer": {"env": "SHOP_TOKEN"},
    "also": {"bot": {"api_key": {"name": "X-Bot", "in": "header", "env": "SHOP_BOT"}}},
}
SERVERS = [
    {
        "url": "https://{shop}.example.com",
        "variables": {"shop": {"env": "SHOP_NAME", "default": "www"}},
    }
]
WEBHOOKS = {"header": "X-Signature", "events": ["order.updated"]}
STANDARD = {"scheme": "standard", "events": ["order.updated"]}
TYPED = {"header": "X-Signature", "events": {"order.updated": "Order"}}

CASES: Mapping[str, tuple[dict[str, Any], set[str]]] = {
    "smallest": ({}, set()),
    "rules": (
        {"resources": {"order": resource("Order", operations=BODY)}},
        {"rules/__init__.py"},
    ),
    "uploads": (
        {"resources": {"order": resource("Order", operations=FILE)}},
        {"calls/uploads.py"},
    ),
    "downloads": (
        {"resources": {"order": resource("Order", operations=BYTES)}},
        {"streams.py"},
    ),
    "access": ({"auth": BASIC}, {"auth/access.py", "auth/keys.py"}),
    "keys": ({"auth": KEY}, {"auth/keys.py"}),
    "terms": ({"auth": BOT}, {"auth/access.py", "auth/keys.py", "calls/terms.py"}),
    "forms": (
        {"resources": {"order": resource("Order", operations=FORM)}},
        {"calls/forms.py"},
    ),
    "deprecated": (
        {"resources": {"order": resource("Order", operations=OLD)}},
        {"deprecation.py"},
    ),
    "servers": ({"servers": SERVERS}, {"calls/servers.py"}),
    "filters": ({"filtering": FILTERING}, {"calls/filters.py"}),
    "choices": (
        {
            "resources": {
                "order": resource("Order", {"key": "key", "at": "string | integer"})
            }
        },
        {"models/choices.py", "models/kinds.py", "models/writing.py"},
    ),
    "kinds": (
        {"resources": {"order": resource("Order", {"key": "key", "at": "unix"})}},
        {"models/kinds.py", "models/writing.py"},
    ),
    "oauth": ({"auth": OAUTH}, {"auth/oauth.py"}),
    "webhooks": ({"webhooks": WEBHOOKS}, {"webhooks.py"}),
    "timed": ({"webhooks": STANDARD}, {"timed_webhooks.py", "webhooks.py"}),
    "typed": (
        {"webhooks": TYPED, "resources": ORDERS},
        {"webhooks.py", "typed_events.py"},
    ),
}
TOKEN = "'t'"
GIVEN = {"access": "user='u', password='p'"}
PARTS = {module for _, modules in CASES.values() for module in modules}


@pytest.mark.parametrize("case", mostly_slow(CASES, list(CASES)[::8]))
def test_what_is_shipped(case: str, tmp_path: Path) -> None:
    more, wanted = CASES[case]
    distribution = made(spec(**more), tmp_path)
    runtime = distribution / "shop/runtime"
    shipped = {path.relative_to(runtime).as_posix() for path in runtime.rglob("*.py")}
    assert shipped & PARTS == wanted
    code = (
        "import importlib, pkgutil, shop\n"
        "for each in pkgutil.walk_packages(shop.__path__, 'shop.'):\n"
        "    importlib.import_module(each.name)\n"
        "for name in shop.__all__: getattr(shop, name)\n"
        f"shop.Shop({GIVEN.get(case, TOKEN)}, transport=None)\n"
    )
    for command in (["-c", code], ["-m", "mypy", "--strict", "shop"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=distribution, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("answer", ["bytes", "Order"])
def test_docs_read_answers_piece_by_piece_where_clients_can(
    answer: str, tmp_path: Path
) -> None:
    read = {"read": {"method": "GET", "path": "/read", "answer": answer}}
    files = spec(resources={"order": resource("Order", operations=read)})
    distribution = made(files, tmp_path)
    has_it = (distribution / "shop/runtime/streams.py").exists()
    assert has_it == (answer == "bytes")
    page = (distribution.parent / "docs/client.md").read_text()
    assert has_it == ("client.stream(" in page) == ("`stream`" in page)
