"""Slack as its documents say it behaves: ok or not with status 200, cursors that end as empty text."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from httpserver import Arrived, Reply

PEOPLE = [
    {"id": f"U{i}", "name": f"person{i}", "profile": {"real_name": "P"}}
    for i in range(5)
]
CHANNELS = [
    {"id": f"C{i}", "name": f"channel{i}", "is_channel": True} for i in range(5)
]
MESSAGES = [
    {"type": "message", "ts": f"{i}.1", "text": "x", "user": "U1"} for i in range(5)
]
AS_USER = ("users.profile.set", "search.messages")


def failed(error: str) -> Reply:
    return Reply(body={"ok": False, "error": error})


def page(items: list[Any], place: str, given: dict[str, str], **more: Any) -> Reply:
    size, at = int(given.get("limit", 2)), int(given.get("cursor") or 0)
    ends = at + size >= len(items)
    return Reply(
        body={
            "ok": True,
            place: items[at : at + size],
            **({"has_more": not ends} if more else {}),
            "response_metadata": {"next_cursor": "" if ends else str(at + size)},
        }
    )


def answer(arrived: Arrived) -> Reply:
    method = arrived.path.rpartition("/")[2]
    token = "xoxp-user" if method in AS_USER else "xoxb-bot"
    if arrived.headers.get("authorization") != f"Bearer {token}":
        return failed("not_authed")
    text = arrived.target.partition("?")[2] or arrived.body.decode()
    given: dict[str, Any] = {}
    if arrived.headers.get("content-type") == "application/json":
        given = json.loads(arrived.body)
    else:
        given = {k: v[-1] for k, v in parse_qs(text).items()}
    if "none" in (given.get("channel"), given.get("user")):
        return failed("channel_not_found")
    if method == "conversations.list":
        return page(CHANNELS, "channels", given)
    if method == "conversations.history":
        return page(MESSAGES, "messages", given, more=True)
    if method == "conversations.members":
        return page([each["id"] for each in PEOPLE], "members", given)
    if method == "users.list":
        return page(PEOPLE, "members", given)
    if method in ("conversations.info", "conversations.create", "conversations.invite"):
        more = {"num_members": len(str(given.get("users", "")).split(","))}
        return Reply(body={"ok": True, "channel": {**CHANNELS[1], **more}})
    if method in ("users.info", "users.lookupByEmail"):
        return Reply(body={"ok": True, "user": PEOPLE[1]})
    if method == "chat.postMessage":
        body = {
            "ok": True,
            "channel": given["channel"],
            "ts": "9.1",
            "message": MESSAGES[0],
        }
        return Reply(body=body)
    if method == "chat.update":
        return Reply(body={"ok": True, "channel": given["channel"], "ts": given["ts"]})
    if method == "users.profile.set":
        return Reply(body={"ok": True, "profile": given["profile"]})
    if method == "auth.test":
        return Reply(body={"ok": True, "url": "https://x.slack.com/", "user_id": "U1"})
    if method == "search.messages":
        at = int(given.get("page", 1))
        matches = [{"ts": f"{at}.{i}", "text": "x"} for i in range(2)]
        paging = {"page": at, "pages": 2}
        return Reply(
            body={"ok": True, "messages": {"matches": matches, "paging": paging}}
        )
    return Reply(body={"ok": True})
