"""A shop with one of each thing, and what may become of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clientgen.model.api import Api
from clientgen.reading import load

GRAMMAR = Path(__file__).parents[2] / "generator/clientgen/reading/grammar"
LINE = "# yaml-language-server: $schema={}grammar/{}.schema.json\n"

Spec = dict[str, Any]
"""Files by name: ``api``, ``schemas``, and resources by theirs."""

SHOP: Spec = {
    "api": {
        "api": "Shop",
        "package": "shop",
        "version": "1",
        "package_version": "1.4.2",
        "title": "Shop",
        "summary": "A shop.",
        "servers": [
            {"url": "https://api.example.com"},
            {
                "url": "https://{zone}.files.example.com",
                "name": "files",
                "variables": {"zone": {"env": "SHOP_ZONE", "default": "eu"}},
            },
        ],
        "auth": {
            "bearer": {"env": "SHOP_TOKEN"},
            "also": {
                "desk": {
                    "api_key": {
                        "name": "X-Desk",
                        "in": "header",
                        "argument": "desk_key",
                        "env": "SHOP_DESK",
                    }
                }
            },
        },
        "headers": {"Shop-Version": "2026-01-01"},
        "contexts": {"platform": {"values": ["EU", "US"]}},
        "parameters": {
            "key": {"in": "path", "type": "key"},
            "page": {"role": "page"},
            "size": {"role": "size", "name": "per_page"},
            "tenant": {
                "in": "header",
                "name": "Shop-Tenant",
                "once": True,
                "env": "SHOP_TENANT",
            },
        },
        "lists": {"parameters": ["page", "size"]},
        "answers": {"single": "data"},
        "paging": {
            "style": "page",
            "parameter": "page",
            "size_parameter": "per_page",
            "items": "data",
        },
        "errors": {"body": "Problem", "message": "message", "codes": ["lost", "late"]},
        "webhooks": {
            "header": "X-Signature",
            "events": {"order.placed": "Order", "customer.gone": "Customer"},
        },
        "resources": ["order", "customer", "file"],
    },
    "schemas": {
        "Problem": {"fields": {"message": "string!", "detail": "string"}},
        "Currency": {"enum": ["eur", "usd"]},
        "Channel": {"enum": {"4": "text", "5": "voice"}},
        "Address": {"fields": {"street": "string", "city": "string!"}},
        "Line": {
            "fields": {
                "sku": "string!",
                "quantity": "integer",
                "price": "number",
                "gift": "boolean",
            }
        },
        "Card": {
            "fields": {"object": {"is": "card", "required": True}, "last": "string"}
        },
        "Bank": {
            "fields": {"object": {"is": "bank", "required": True}, "iban": "string"}
        },
        "Source": {"one_of": {"card": "Card", "bank": "Bank"}, "by": "object"},
        "Remark": {"fields": {"text": "string!", "mood": "string"}},
    },
    "order": {
        "resource": "Order",
        "summary": "What somebody orders.",
        "path": "/orders",
        "fields": {
            "key": "key!",
            "customerKey": "key -> Customer",
            "status": {"enum": ["open", "paid", "sent"]},
            "currency": "Currency",
            "channel": "Channel",
            "total": "number!",
            "count": {"type": "integer", "minimum": 0, "maximum": 100},
            "placedAt": "datetime!",
            "day": "date",
            "note": {"type": "string", "max_length": 80},
            "tags": ["string"],
            "lines": ["Line"],
            "source": "Source",
            "meta": "any",
            "labels": {"string": "string"},
            "sealed": "boolean",
        },
        "operations": {
            "list": {
                "summary": "Walk all orders.",
                "parameters": [
                    "page",
                    "size",
                    {"status": {"enum": ["open", "paid"]}},
                    {"since": "date"},
                    {"customer": {"type": "string", "default": "me"}},
                ],
            },
            "get": {"parameters": [{"expand": ["string"]}, "tenant"]},
            "create": {
                "summary": "Place an order.",
                "body": [
                    "customerKey!",
                    "lines",
                    {"coupon": "string"},
                    {"voucher": "string"},
                    "currency",
                    "day",
                    {"count": {"type": "integer", "minimum": 0, "maximum": 100}},
                    {"mode": {"enum": ["fast", "slow"]}},
                    {"remark": "Remark"},
                    {"due": {"type": "datetime", "required": True, "nullable": True}},
                ],
                "rules": [
                    {"name": "something to buy", "any": ["lines", "coupon"]},
                    {"name": "one reduction", "at_most_one": ["coupon", "voucher"]},
                    {
                        "name": "EU wants a day",
                        "when": {"platform": "EU"},
                        "all": ["day"],
                    },
                ],
            },
            "update": {"body": ["lines", "note", "status", "total"]},
            "cancel": {
                "method": "POST",
                "path": "/{key}/cancel",
                "body": {"reason": "string"},
                "answer": "none",
                "also": ["Customer.cancel_order"],
            },
            "import": {
                "method": "POST",
                "path": "/import",
                "body_kind": "array",
                "body": ["customerKey!", "note", {"lines": ["Line"]}],
                "answer": ["Order"],
            },
            "count": {
                "method": "GET",
                "path": "/count",
                "parameters": [{"year": {"type": "integer", "required": True}}],
                "answer": "integer",
            },
        },
    },
    "customer": {
        "resource": "Customer",
        "summary": "Somebody who orders.",
        "path": "/customers",
        "fields": {"key": "key!", "name": "string", "address": "Address"},
        "operations": {
            "list": {"summary": "Walk all."},
            "get": {"summary": "Read one."},
            "move": {
                "method": "PUT",
                "path": "/{key}/address",
                "body_type": "Address",
                "answer": "Customer",
            },
            "pay": {
                "method": "POST",
                "path": "/{key}/pay/{order}",
                "parameters": [{"order": {"in": "path", "type": "integer"}}],
                "body": {"source": "Source", "amount": "number"},
                "answer": "none",
                "auth": "desk",
                "scopes": ["pay"],
            },
        },
    },
    "file": {
        "resource": "File",
        "summary": "A picture.",
        "path": "/files",
        "fields": {"key": "key!"},
        "operations": {
            "load": {
                "method": "GET",
                "path": "/{key}/load",
                "answer": "bytes",
                "server": "files",
            },
            "store": {
                "method": "POST",
                "path": "/store",
                "body_kind": "multipart",
                "body": {"picture": "file!", "title": "string"},
                "answer": "File",
            },
            "known": {"method": "GET", "path": "/{key}/known", "answer": "exists"},
        },
    },
}

Change = Callable[[Spec], object]


def changed(change: Change) -> Spec:
    """The shop after a change."""
    spec = copy.deepcopy(SHOP)
    change(spec)
    return spec


def write(spec: Spec, folder: Path) -> Path:
    """Write a spec below a folder; answers the spec's own folder."""
    where = folder / "spec"
    (where / "resources").mkdir(parents=True)
    (where / "schemas").mkdir()
    if not (folder / "grammar").exists():
        (folder / "grammar").symlink_to(GRAMMAR)
    for name, content in spec.items():
        kind = {"api": "api", "schemas": "schemas"}.get(name, "resource")
        path = {"api": "api", "schemas": "schemas/shared"}.get(
            name, f"resources/{name}"
        )
        if kind == "schemas":
            content = {"schemas": content}
        line = LINE.format("../" * (1 + path.count("/")), kind)
        text = line + json.dumps(content, indent=1) + "\n"
        (where / f"{path}.yaml").write_text(text, encoding="utf-8")
    return where


def api_of(spec: Spec, folder: Path) -> Api:
    """The model of a spec."""
    return load(write(spec, folder)).api
