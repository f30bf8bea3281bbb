"""Notion as its pages say it behaves: cursors in bodies, kinds nobody knows yet, days when it is busy."""

from __future__ import annotations

from typing import Any

from httpserver import Arrived, Reply

WHEN = "2022-03-01T19:05:00.000Z"
# Whoever may not see users gets their keys alone.
SOMEBODY = {"object": "user", "id": "u1"}
STAMPS = {
    "created_time": WHEN,
    "created_by": SOMEBODY,
    "last_edited_time": WHEN,
    "last_edited_by": SOMEBODY,
    "archived": False,
    "in_trash": False,
}
PEOPLE = [
    {
        **SOMEBODY,
        "type": "person",
        "name": "Ada",
        "avatar_url": None,
        "person": {"email": "ada@example.com"},
    },
    {
        "object": "user",
        "id": "u2",
        "type": "bot",
        "name": "Doris",
        "avatar_url": None,
        "bot": {
            "owner": {"type": "workspace", "workspace": True},
            "workspace_name": "W",
        },
    },
    {"object": "user", "id": "u3", "type": "bot", "name": "New", "bot": {}},
]
COLUMNS = {
    "Name": {"id": "title", "type": "title", "name": "Name", "title": {}},
    "Price": {
        "id": "p",
        "type": "number",
        "name": "Price",
        "number": {"format": "euro"},
    },
    "Pack": {"id": "k", "type": "place", "name": "Where", "place": {}},
}
_busy: list[str] = []


def words(text: str, mention: dict[str, Any] | None = None) -> dict[str, Any]:
    plain = ("bold", "italic", "strikethrough", "underline", "code")
    kind = "mention" if mention else "text"
    return {
        "type": kind,
        kind: mention or {"content": text, "link": None},
        "plain_text": text,
        "href": None,
        "annotations": {**dict.fromkeys(plain, False), "color": "default"},
    }


def block(number: int, kind: str, held: Any, **more: Any) -> dict[str, Any]:
    return {
        "object": "block",
        "id": f"b{number}",
        "parent": {"type": "page_id", "page_id": "1"},
        "has_children": False,
        **STAMPS,
        "type": kind,
        kind: held,
        **more,
    }


def written(text: str, **more: Any) -> dict[str, Any]:
    return {"rich_text": [words(text)], "color": "default", **more}


MENTION = words("@Ada", {"type": "user", "user": SOMEBODY})
BLOCKS = [
    block(1, "heading_1", written("Title", is_toggleable=False)),
    block(2, "paragraph", written("Hello"), has_children=True),
    block(3, "to_do", written("Bread", checked=True)),
    block(4, "divider", {}),
    block(5, "button", {"icon": None}),  # of a kind that nobody documents
    block(
        6,
        "image",
        {
            "type": "file",
            "file": {"url": "https://x/1", "expiry_time": WHEN},
            "caption": [],
        },
    ),
    block(7, "table_row", {"cells": [[words("a")], [MENTION]]}),
    block(8, "synced_block", {"synced_from": None}),
    block(9, "unsupported", {}),
]
VALUES = {
    "Name": {"id": "title", "type": "title", "title": [words("Tuscan kale")]},
    "Price": {"id": "p", "type": "number", "number": 2.5},
    "Stock": {"id": "s", "type": "number", "number": None},
    "Due": {
        "id": "d",
        "type": "date",
        "date": {"start": "2022-03-01", "end": None, "time_zone": None},
    },
    "Aisle": {"id": "a", "type": "select", "select": None},
    "Who": {"id": "w", "type": "people", "people": [SOMEBODY, PEOPLE[0]]},
    "Twice": {
        "id": "f",
        "type": "formula",
        "formula": {"type": "number", "number": 5},
    },
    "All": {
        "id": "r",
        "type": "rollup",
        "rollup": {
            "type": "array",
            "array": [{"type": "url", "url": None}],
            "function": "show_original",
        },
    },
    "Pack": {"id": "k", "type": "place", "place": {"lat": 1}},
}


def page(number: int, **more: Any) -> dict[str, Any]:
    return {
        "object": "page",
        "id": str(number),
        "parent": {"type": "database_id", "database_id": "d1"},
        "properties": VALUES,
        "icon": {"type": "emoji", "emoji": "🥬"},
        "cover": None,
        "url": f"https://www.notion.so/{number}",
        "public_url": None,
        **STAMPS,
        **more,
    }


def database(**more: Any) -> dict[str, Any]:
    return {
        "object": "database",
        "id": "d1",
        "parent": {"type": "workspace", "workspace": True},
        "title": [words("Groceries")],
        "description": [],
        "properties": COLUMNS,
        "icon": None,
        "cover": None,
        "is_inline": False,
        "url": "https://www.notion.so/d1",
        "public_url": None,
        **STAMPS,
        **more,
    }


def comment(number: int) -> dict[str, Any]:
    stamps = {key: STAMPS[key] for key in STAMPS if key not in ("archived", "in_trash")}
    return {
        "object": "comment",
        "id": f"c{number}",
        "parent": {"type": "page_id", "page_id": "1"},
        "discussion_id": "t1",
        "rich_text": [words("Hello")],
        **stamps,
    }


def problem(status: int, code: str, message: str, **headers: str) -> Reply:
    body = {"object": "error", "status": status, "code": code, "message": message}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body={**body, "request_id": "r1"}, headers=named)


def listed(items: list[Any], given: dict[str, Any], kind: str) -> Reply:
    assert 1 <= int(given.get("page_size", 100)) <= 100
    start = int(given.get("start_cursor", "cursor-0").removeprefix("cursor-"))
    end = start + int(given.get("page_size", 100))
    more = end < len(items)
    body = {
        "object": "list",
        "type": kind,
        kind: {},
        "results": items[start:end],
        "next_cursor": f"cursor-{end}" if more else None,
        "has_more": more,
    }
    return Reply(body=body)


def answer(arrived: Arrived) -> Reply:
    if arrived.headers.get("authorization") != "Bearer ntn_x":
        return problem(401, "unauthorized", "API token is invalid.")
    assert arrived.headers["notion-version"] == "2022-06-28"
    assert arrived.path.startswith("/v1/"), arrived.path
    kind, *rest = arrived.path.removeprefix("/v1/").split("/")
    query, body = dict(arrived.query), arrived.json if arrived.body else {}
    if "none" in rest:
        return problem(404, "object_not_found", "Could not find it.")
    if "taken" in rest:
        return problem(409, "conflict_error", "Somebody else was faster.")
    if kind in ("search", "users") and kind not in _busy:
        _busy.append(kind)
        return problem(429, "rate_limited", "Slow down.", Retry_After="1")
    match arrived.method, kind, rest:
        case "POST", "search", []:
            return listed([page(1), database(), page(2)], body, "page_or_database")
        case "GET", "users", []:
            return listed(PEOPLE, query, "user")
        case "GET", "users", [_]:
            return Reply(body=PEOPLE[rest == ["me"]])
        case "GET", "comments", []:
            assert query["block_id"]
            return listed([comment(n) for n in range(3)], query, "comment")
        case "POST", "comments", []:
            assert ("parent" in body) != ("discussion_id" in body)
            return Reply(body=comment(9))
        case "GET", "blocks", [_, "children"]:
            return listed(BLOCKS, query, "block")
        case "PATCH", "blocks", [_, "children"]:
            added = [
                block(20 + n, each["type"], each[each["type"]])
                for n, each in enumerate(body["children"])
            ]
            return listed(added, {}, "block")
        case "PATCH", "blocks", [_]:
            unsent = {"id", "parent", "has_children", "created_time"}
            assert not unsent & body.keys(), body
            return Reply(body={**BLOCKS[2], **body})
        case "DELETE", "blocks", [_]:
            return Reply(body={**BLOCKS[1], "archived": True})
        case "GET", "blocks", [_]:
            return Reply(body=BLOCKS[1])
        case "POST", "pages", []:
            assert body["parent"] == {"type": "page_id", "page_id": "1"}
            return Reply(body=page(9))
        case "PATCH" | "GET", "pages", [_]:
            return Reply(body=page(1, **body))
        case "POST", "databases", [_, "query"]:
            return listed([page(n) for n in range(5)], body, "page_or_database")
        case _, "databases", [] | [_]:
            return Reply(body=database())
    return problem(400, "invalid_request_url", "Invalid request URL")
