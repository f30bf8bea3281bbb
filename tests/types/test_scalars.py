"""Moments that are numbers, bytes that are text, times and durations: on every surface."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.models import kinds

CREATED = dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)
WIRE = {
    "id": "7d444840-9dc0-11d1-b245-5ffdce74fad2",
    "link": "https://a.example/",
    "contact": "a@example.com",
    "opens_at": "09:30:00",
    "lasts": "P1DT2H30M0.5S",
    "created": 1700000000,
    "changed": 1700000000123,
    "seen": [Decimal("1700000000.123456")],
    "by_day": {"mo": 0},
    "payload": "AAH/",
}


def test_answers_are_read_and_given_back(
    client: Any, server: Any, told: list[Any]
) -> None:
    plain = {**WIRE, "seen": [1700000000.123456]}
    server.answer = plain
    event = client.events.get("7d444840-9dc0-11d1-b245-5ffdce74fad2")
    assert event.created == CREATED
    assert event.created.tzinfo is dt.UTC
    assert event.changed == CREATED + dt.timedelta(milliseconds=123)
    assert event.seen == [CREATED + dt.timedelta(microseconds=123456)]
    assert event.by_day == {"mo": dt.datetime(1970, 1, 1, tzinfo=dt.UTC)}
    assert event.opens_at == dt.time(9, 30)
    assert event.lasts == dt.timedelta(days=1, hours=2, minutes=30, seconds=0.5)
    assert event.payload == b"\x00\x01\xff"
    assert event.link == "https://a.example/"
    assert event.to_dict() == WIRE
    assert not told
    event.created = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    assert event.to_dict()["created"] == 86400
    again = type(event).from_dict(event.to_dict())
    assert again == event


def test_what_does_not_fit_is_told_and_kept(
    package: ModuleType, client: Any, server: Any, told: list[Any]
) -> None:
    wrong = {
        "created": "1700000000",
        "changed": "soon",
        "lasts": "P1M",
        "opens_at": "noon",
        "payload": "not base64!",
        "seen": [True],
        "by_day": None,
    }
    server.answer = wrong
    event = client.events.get("x")
    assert event.created == CREATED  # nothing is lost
    kept = ("changed", "lasts", "opens_at", "payload", "seen")
    assert all(getattr(event, name) == wrong[name] for name in kept)
    assert event.by_day is None
    assert [str(each) for each in told] == [
        "Event.created: expected unix, got string (events.get)",
        "Event.changed: expected unix_ms, got string (events.get)",
        "Event.lasts: expected duration, got string (events.get)",
        "Event.opens_at: expected time, got string (events.get)",
        "Event.payload: expected base64, got string (events.get)",
        "Event.seen: expected unix, got boolean (events.get)",
    ]
    strict = client.with_options(strict=True)
    with pytest.raises(package.DecodeError, match="expected unix"):
        strict.events.get("x")


def test_an_undocumented_key_does_no_harm(client: Any, server: Any) -> None:
    server.answer = {**WIRE, "seen": [1], "more": 1}
    for _ in range(3):  # found, then decoded natively
        event = client.events.get("x")
        assert event.created == CREATED
        assert event.to_dict()["created"] == 1700000000


def test_what_is_sent(client: Any, server: Any, package: ModuleType) -> None:
    def body() -> Any:
        return server.requests[-1].json

    moment = CREATED.astimezone(dt.timezone(dt.timedelta(hours=5)))
    client.events.create(
        created=moment,
        changed=CREATED + dt.timedelta(milliseconds=123),
        seen=[CREATED + dt.timedelta(microseconds=123456)],
        by_day={"mo": moment},
        lasts=-dt.timedelta(hours=1, seconds=5.25),
        opens_at=dt.time(9, 30),
        payload=b"\x00\x01\xff",
        link=None,
    )
    assert body() == {
        "created": 1700000000,
        "changed": 1700000000123,
        "seen": [1700000000.123456],
        "by_day": {"mo": 1700000000},
        "lasts": "-PT1H5.25S",
        "opens_at": "09:30:00",
        "payload": "AAH/",
        "link": None,
    }
    with pytest.raises(ValueError, match=r"created: .*no time zone"):
        client.events.create(created=dt.datetime(2026, 1, 1))
    event = package.models.Event(created=CREATED, payload=b"a")
    client.charges.create(amount=1, event=event)
    assert body()["event"] == {"created": 1700000000, "payload": "YQ=="}
    client.charges.create(amount=1, event={"created": moment, "seen": [moment]})
    assert body()["event"] == {"created": 1700000000, "seen": [1700000000]}

    class Row:
        def keys(self) -> list[str]:
            return ["created"]

        def __getitem__(self, key: str) -> Any:
            return moment

    client.charges.create(amount=1, event=Row())
    assert body()["event"] == {"created": 1700000000}


def test_a_query_has_the_number(package: ModuleType, client: Any, server: Any) -> None:
    server.answer = []
    list(client.events.list(since=CREATED))
    assert dict(server.requests[-1].query) == {"since": "1700000000"}

    async def twin() -> None:
        async with package.AsyncPayments("t", base_url=server.url) as made:
            async for _ in made.events.list(since=CREATED):
                raise AssertionError
            server.answer = {"created": 5}
            event = await made.events.create(created=CREATED)
            assert event.to_dict() == {"created": 5}

    asyncio.run(twin())
    assert server.requests[-1].json == {"created": 1700000000}


def test_the_document_has_formats(schemas: Any) -> None:
    fields = schemas["Event"]["properties"]
    found = {name: each.get("format") for name, each in fields.items()}
    assert found == {
        "id": "uuid",
        "link": "uri",
        "contact": "email",
        "opens_at": "time-local",
        "lasts": "duration",
        "created": "unix-time",
        "changed": "unix-time-ms",
        "seen": None,
        "by_day": None,
        "payload": None,
    }
    assert fields["payload"]["contentEncoding"] == "base64"
    assert fields["created"]["type"] == "number"


def test_pages_say_what_a_number_is(out: Path) -> None:
    page = (out / "docs/resources/event.md").read_text("utf-8")
    assert "| `created` | `created` | unix time: seconds since 1970 |" in page
    assert "created=datetime(2026, 2, 2, 8, 30, tzinfo=UTC)" in page
    assert '"created": 1770021000' in page
    site = (out / "site/api/event/create.html").read_text("utf-8")
    assert "unix time: seconds since 1970" in site
    assert "timedelta" in site  # of the sample with every key


def test_the_sandbox_has_such_data(
    package: ModuleType, inside: Any, sandbox: tuple[Any, str]
) -> None:
    events = list(inside.events.list())
    assert len(events) == 9
    assert len({event.id for event in events}) == 9
    first = events[0]
    assert isinstance(first.created, dt.datetime)
    assert isinstance(first.lasts, dt.timedelta)
    assert isinstance(first.payload, bytes)
    assert inside.events.get(first.id) == first
    made = inside.events.create(
        created=CREATED, payload=b"\xff", lasts=dt.timedelta(minutes=3), changed=CREATED
    )
    assert inside.events.get(made.id) == made
    assert (made.created, made.payload) == (CREATED, b"\xff")
    assert made.lasts == dt.timedelta(minutes=3)
    for wrong in (
        {"created": "soon"},
        {"created": CREATED, "payload": "\x00"},
        {"created": CREATED, "lasts": "3 minutes"},
        {"created": CREATED, "contact": "nobody"},
        {"created": CREATED, "link": "nowhere"},
        {"created": CREATED, "opens_at": "noon"},
    ):
        with pytest.raises(package.Unprocessable, match=list(wrong)[-1]):
            inside.events.create(**wrong)
    with pytest.raises(package.NotFound, match="17"):
        inside.events.get("17")


@given(
    st.datetimes(
        min_value=dt.datetime(1, 1, 2),
        max_value=dt.datetime(9999, 12, 30),
        timezones=st.just(dt.UTC),
    )
)
def test_moments_come_back(moment: dt.datetime) -> None:
    for kind in (kinds.UnixTime, kinds.UnixMillis):
        wire = kind.__writer__(moment, "x")  # type: ignore[attr-defined]  # not to type checkers
        assert kind.__revive__(wire) == moment  # type: ignore[attr-defined]


@given(st.timedeltas(), st.binary())
def test_durations_and_bytes_come_back(span: dt.timedelta, content: bytes) -> None:
    for kind, value in ((kinds.IsoDuration, span), (kinds.Base64Bytes, content)):
        wire = kind.__writer__(value, "x")  # type: ignore[attr-defined]
        assert kind.__revive__(wire) == value  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["P", "PT", "1D", "P1Y", "P1M", "P1DT", "p1d", ""])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        kinds.IsoDuration.__revive__(text)  # type: ignore[attr-defined]


def test_a_week_is_seven_days() -> None:
    assert kinds.IsoDuration.__revive__("P2W") == dt.timedelta(days=14)  # type: ignore[attr-defined]
