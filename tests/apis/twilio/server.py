"""Twilio as its documents say it behaves: forms in, JSON out, relative links to next pages."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs

from httpserver import Arrived, Reply

SID = "AC1"
SECRET = base64.b64encode(b"AC1:secret").decode()
THINGS = {
    "Messages": ("messages", "SM"),
    "Calls": ("calls", "CA"),
    "Queues": ("queues", "QU"),
}


def thing(kind: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "sid": f"{THINGS[kind][1]}{number}",
        "account_sid": SID,
        "date_created": "Tue, 04 Aug 2015 18:39:09 +0000",
        "uri": f"/2010-04-01/Accounts/{SID}/{kind}/{number}.json",
        **more,
    }


def problem(status: int, code: int, message: str) -> Reply:
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return Reply(status=status, body=body)


def answer(arrived: Arrived) -> Reply:
    if arrived.headers.get("authorization") != f"Basic {SECRET}":
        return problem(401, 20003, "Authenticate")
    if arrived.path.startswith("/v2/PhoneNumbers/"):
        number = arrived.path.rpartition("/")[2].replace("%2B", "+")
        body = {"phone_number": number, "country_code": "US", "valid": True}
        return Reply(body=body)
    prefix = f"/2010-04-01/Accounts/{SID}/"
    assert arrived.path.startswith(prefix), arrived.path
    path = arrived.path.removeprefix(prefix)
    assert path.endswith(".json"), path
    kind, _, sid = path.removesuffix(".json").partition("/")
    if kind == "Balance":
        return Reply(body={"account_sid": SID, "balance": "10.00", "currency": "USD"})
    query = {k: v[-1] for k, v in parse_qs(arrived.target.partition("?")[2]).items()}
    form = parse_qs(arrived.body.decode(), keep_blank_values=True)
    if arrived.method == "POST":
        assert arrived.headers["content-type"] == "application/x-www-form-urlencoded"
    if sid.endswith("none"):
        return problem(
            404, 20404, f"The requested resource {arrived.path} was not found"
        )
    if arrived.method == "DELETE":
        return Reply(status=204)
    if sid:
        return Reply(
            body=thing(
                kind, 1, **({"status": form["Status"][0]} if "Status" in form else {})
            )
        )
    if arrived.method == "POST":
        more = (
            {"num_media": str(len(form.get("MediaUrl", [])))}
            if kind == "Messages"
            else {}
        )
        return Reply(status=201, body=thing(kind, 9, **more))
    page, size = int(query.get("Page", 0)), int(query.get("PageSize", 2))
    some = [thing(kind, n) for n in range(page * size, min(5, page * size + size))]
    ends = page * size + size >= 5
    following = f"{arrived.path}?PageSize={size}&Page={page + 1}&PageToken=PA{page}"
    body = {
        THINGS[kind][0]: some,
        "next_page_uri": None if ends else following,
        "page": page,
    }
    return Reply(body=body)
