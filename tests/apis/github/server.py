"""GitHub as its pages say it behaves: links in headers, yes and no by status, 202 while it counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from httpserver import Arrived, Reply

ACCOUNT = {"id": 1, "login": "octocat", "type": "User", "site_admin": False}
REPOSITORY = {
    "id": 1,
    "name": "hello",
    "full_name": "octocat/hello",
    "private": False,
    "owner": ACCOUNT,
    "created_at": "2011-01-26T19:01:12Z",
}
ISSUE = {
    "id": 1,
    "number": 1347,
    "title": "Found a fault",
    "state": "open",
    "user": ACCOUNT,
    "labels": [{"id": 1, "name": "bug"}],
    "created_at": "2011-04-22T13:33:48Z",
}
RELEASE = {"id": 1, "tag_name": "v1.0.0", "assets": []}
ETAG = 'W/"644b5b0155e6404a9cc4bd9d8b1ae730"'
_asked: list[str] = []


def page(arrived: Arrived, thing: dict[str, Any], place: str = "") -> Reply:
    query = {k: v[-1] for k, v in parse_qs(arrived.target.partition("?")[2]).items()}
    at, size = int(query.get("page", 1)), int(query.get("per_page", 2))
    total = 5
    numbers = range((at - 1) * size, min(total, at * size))
    items = [{**thing, "id": number + 1} for number in numbers]
    headers = {}
    if at * size < total:
        url = f"{arrived.path}?{urlencode({**query, 'page': at + 1})}"
        headers["Link"] = f'<{url}>; rel="next", <{url}>; rel="last"'
    body: Any = {"total_count": total, place: items} if place else items
    return Reply(body=body, headers=headers)


def answer(arrived: Arrived) -> Reply:
    if arrived.headers.get("authorization") != "Bearer ghp_x":
        return Reply(status=401, body={"message": "Bad credentials"})
    assert arrived.headers["x-github-api-version"] == "2022-11-28"
    parts = arrived.path.strip("/").split("/")
    if arrived.path == "/zen":
        assert "json" not in arrived.headers["accept"]
        return Reply(
            body=b"Keep it logically awesome.", headers={"Content-Type": "text/plain"}
        )
    if arrived.path == "/markdown":
        words = f"<p>{arrived.json['text']}</p>".encode()
        return Reply(body=words, headers={"Content-Type": "text/html; charset=utf-8"})
    if parts[0] == "search":
        return page(
            arrived, REPOSITORY if parts[1] == "repositories" else ISSUE, "items"
        )
    if parts[:2] == ["user", "starred"]:
        if len(parts) == 2:
            return page(arrived, REPOSITORY)
        return Reply(
            status=404 if parts[-1] == "none" and arrived.method == "GET" else 204
        )
    if "none" in parts:
        return Reply(status=404, body={"message": "Not Found", "status": "404"})
    rest = parts[3:]
    if not rest:
        if arrived.method == "DELETE":
            return Reply(status=204)
        more = arrived.json if arrived.method == "PATCH" else {}
        return Reply(body={**REPOSITORY, **more})
    if rest == ["merges"]:
        if arrived.json["head"] == "same":
            return Reply(status=204)
        return Reply(status=201, body={"sha": "7fd1a60b"})
    if rest[0] == "stats":
        _asked.append(arrived.path)
        if len(_asked) % 2:
            return Reply(status=202, body={})
        return Reply(
            body=[{"total": 1, "author": ACCOUNT, "weeks": [{"w": 1, "a": 2}]}]
        )
    if rest[0] == "issues":
        if len(rest) == 1:
            created = arrived.method == "POST"
            return Reply(status=201, body=ISSUE) if created else page(arrived, ISSUE)
        return Reply(status=204) if rest[-1] == "lock" else Reply(body=ISSUE)
    if rest == ["releases", "latest"]:
        known = arrived.headers.get("if-none-match") == ETAG
        headers = {"ETag": ETAG}
        return (
            Reply(status=304, headers=headers)
            if known
            else Reply(body=RELEASE, headers=headers)
        )
    if rest[0] == "releases":
        if rest[-1] == "assets":
            query = parse_qs(arrived.target.partition("?")[2])
            kind = arrived.headers["content-type"]
            size = len(arrived.body)
            asset = {
                "id": 1,
                "name": query["name"][0],
                "size": size,
                "content_type": kind,
            }
            return Reply(status=201, body=asset)
        created = arrived.method == "POST"
        return Reply(status=201, body=RELEASE) if created else page(arrived, RELEASE)
    return Reply(status=404, body={"message": "Not Found"})
