"""Answers of every kind that the language can say, and what failures say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from httpserver import Arrived, Reply, Server, serve
from making import api_of, check_types, imported, made, resource, write
from selection import mostly_slow

from clientgen.reading.findings import SpecError
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

CHUNKS = [{"id": f"c{i}", "text": f"piece {i}"} for i in range(3)]
EVENTS = b"".join(b"data: %s\n\n" % json.dumps(c).encode() for c in CHUNKS)
STREAM = {"events": "Chunk", "end": "[DONE]"}


def get(answer: object, **more: Any) -> dict[str, Any]:
    return {"method": "GET", "answer": answer, **more}


OPERATIONS: dict[str, Any] = {
    "get": None,
    "text": get("text", path="/text"),
    "maybe": get("Thing | none", path="/maybe"),
    "exists": get("exists", path="/{id}/exists"),
    "statistics": get({202: "Job", 200: "Thing"}, path="/statistics"),
    "accepted": {
        "method": "POST",
        "path": "/now",
        "answer": {201: "Thing", 204: "none"},
    },
    "events": get(STREAM, path="/events"),
    "words": get({"events": "string"}, path="/words"),
    "rows": get({"lines": "Chunk"}, path="/rows"),
    "numbers": get({"lines": "integer"}, path="/numbers"),
    "create": {
        "method": "POST",
        "body": ["name!", {"stream": "boolean"}, {"mode": {"enum": ["fast", "slow"]}}],
        "answer_when": {"key": "stream", "is": True, "answer": STREAM},
    },
    "choose": {
        "method": "POST",
        "path": "/choose",
        "body": [{"mode": {"enum": ["fast", "slow"]}}],
        "answer_when": {"key": "mode", "is": "fast", "answer": {"lines": "Chunk"}},
    },
    "hear": {
        "method": "POST",
        "path": "/hear",
        "body": {
            "form": {"enum": ["json", "text", "srt", "long"]},
            "stream": "boolean",
            "words": ["string"],
            "language": "string",
        },
        "rules": [
            {"name": "words", "if": "words", "then": {"key": "stream", "is": True}},
            {"name": "language", "if": "language", "then": "form"},
        ],
        "answer_when": [
            {"key": "stream", "is": True, "answer": STREAM},
            {"key": "form", "in": ["text", "srt"], "answer": "text"},
            {"key": "form", "is": "long", "answer": "Job"},
        ],
    },
    "plain": get("object", path="/plain", errors="none"),
    "other": get(
        "object", path="/other", errors={"message": "why", "failed": {"x.y": 1}}
    ),
}
ERRORS = {
    "body": "Problem",
    "message": "error.message",
    "code": "error.code",
    "codes": ["too_old", "too_new"],
    "failed": {"ok": False},
}
SCHEMAS = {
    "Chunk": {"fields": {"id": "key!", "text": "string"}},
    "Job": {"fields": {"job": "key!"}},
    "Fault": {"fields": {"message": "string", "code": "string", "line": "integer"}},
    "Problem": {"fields": {"ok": "boolean", "error": "Fault"}},
}


def spec(folder: Path, **more: Any) -> Path:
    main = {
        "parameters": {
            "id": {"in": "path", "type": "key"},
            "key": {"in": "path", "type": "key"},
        },
        "errors": ERRORS,
        **more,
    }
    return write(folder, resource("Thing", OPERATIONS), schemas=SCHEMAS, **main)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return imported(spec(tmp_path_factory.mktemp("answers")))


@contextmanager
def answering(
    package: ModuleType, reply: Reply | Callable[[Arrived], Reply], **options: Any
) -> Iterator[tuple[Any, Server]]:
    script = reply if callable(reply) else lambda _: reply
    with (
        serve(script) as server,
        package.Shop(
            "t", base_url=server.url, allow_http=True, retries=0, **options
        ) as client,
    ):
        yield client, server


def awaited(package: ModuleType, reply: Reply, use: Callable[[Any], Any]) -> Any:
    async def run(url: str) -> Any:
        async with package.AsyncShop(
            "t", base_url=url, allow_http=True, retries=0
        ) as client:
            return await use(client)

    with serve(lambda _: reply) as server:
        return asyncio.run(run(server.url))


def sent(body: bytes, kind: str = "text/event-stream", **more: Any) -> Reply:
    return Reply(body=body, headers={"Content-Type": kind}, **more)


def test_text(shop: ModuleType) -> None:
    reply = sent("Grüße".encode("latin-1"), "text/plain; charset=ISO-8859-1")
    with answering(shop, reply) as (client, server):
        assert client.things.text() == "Grüße"
        assert server.requests[0].headers["accept"] == "*/*"
    assert awaited(shop, sent(b"a\n", "text/plain"), lambda c: c.things.text()) == "a\n"


@pytest.mark.parametrize(
    "reply", [Reply(status=204), Reply(body=b""), Reply(body=b"null")]
)
def test_nothing_where_there_may_be_nothing(shop: ModuleType, reply: Reply) -> None:
    with answering(shop, reply, strict=True) as (client, _):
        assert client.things.maybe() is None
        with pytest.raises(shop.DecodeError):
            client.things.get(key="1")


def test_something_where_there_may_be_nothing(shop: ModuleType) -> None:
    with answering(shop, Reply(body={"id": "1"})) as (client, _):
        assert client.things.maybe().id == "1"


def test_yes_and_no(shop: ModuleType) -> None:
    told: list[Any] = []
    hooks = shop.Hooks(on_error=told.append)
    for status, expected in ((204, True), (200, True), (404, False)):
        with answering(shop, Reply(status=status), hooks=hooks) as (client, _):
            assert client.things.exists("1") is expected
        found = awaited(shop, Reply(status=status), lambda c: c.things.exists("1"))
        assert found is expected
    assert told == []
    with answering(shop, Reply(status=403)) as (client, _):
        with pytest.raises(shop.PermissionDenied):
            client.things.exists("1")
    with (
        answering(shop, Reply(status=404)) as (client, _),
        pytest.raises(shop.NotFound),
    ):
        client.things.get(key="1")


def test_by_several_values_of_several_keys(shop: ModuleType) -> None:
    def script(request: Arrived) -> Reply:
        given = request.json
        if given.get("stream"):
            return sent(EVENTS + b"data: [DONE]\n\n")
        if given.get("form") in ("text", "srt"):
            return sent(b"said", "text/plain")
        return Reply(body={"job": "7"} if given.get("form") == "long" else {"id": "1"})

    with answering(shop, script, strict=True) as (client, _):
        hear = client.things.hear
        assert [hear(form=form) for form in ("text", "srt")] == ["said", "said"]
        assert hear(form="long").job == "7"
        assert [hear().id, hear(form="json").id, hear(form="new").id] == ["1"] * 3
        # Where two cases hold, the first one goes before.
        assert len(list(hear(form="text", stream=True))) == len(CHUNKS)


def test_by_status(shop: ModuleType) -> None:
    with answering(shop, Reply(body={"id": "1"})) as (client, _):
        assert type(client.things.statistics()).__name__ == "Thing"
    with answering(shop, Reply(status=202, body={"job": "7"})) as (client, _):
        assert client.things.statistics().job == "7"
        with pytest.raises(
            shop.DecodeError, match="the status is 202, not one of 201, 204"
        ):
            client.things.accepted()
    with answering(shop, Reply(status=204)) as (client, _):
        assert client.things.accepted() is None


@pytest.mark.parametrize(
    "framing",
    [
        EVENTS + b"data: [DONE]\n\n",
        b"\xef\xbb\xbf: hello\n\n"
        + EVENTS.replace(b"\n", b"\r\n")
        + b"data:[DONE]\r\n\r\n",
        b"event: x\nid: 1\nretry: 5\n"
        + EVENTS.replace(b"\n", b"\r")
        + b"data: [DONE]\r\r",
        EVENTS.replace(b'{"id"', b'{\ndata: "id"') + b"data: [DONE]\n\nnever read",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_events_whatever_their_framing(
    shop: ModuleType, framing: bytes, size: int
) -> None:
    parts = tuple(framing[i : i + size] for i in range(0, len(framing), size))
    reply = sent(b"", chunks=parts)
    with answering(shop, reply, strict=True) as (client, server):
        with client.things.events() as stream:
            assert stream.status == 200
            assert [each.text for each in stream] == [c["text"] for c in CHUNKS]
            assert list(stream) == []
        assert server.requests[0].headers["accept"] == "text/event-stream"

    async def read(client: Any) -> list[str]:
        async with await client.things.events() as stream:
            return [each.id async for each in stream]

    assert awaited(shop, reply, read) == ["c0", "c1", "c2"]


def test_events_of_text_and_lines(shop: ModuleType) -> None:
    with answering(shop, sent(b"data: a\ndata: b\n\ndata\n\ndata: c\n\ndata: cut")) as (
        c,
        _,
    ):
        assert list(c.things.words()) == ["a\nb", "", "c"]
    lines = b'{"id": "c0"}\r\n\n{"id": "c1", "text": "x"}'
    with answering(shop, sent(lines, "application/x-ndjson")) as (client, _):
        assert [each.id for each in client.things.rows()] == ["c0", "c1"]
    with answering(shop, sent(b"1\n2\n3.0\n", "")) as (client, _):
        assert list(client.things.numbers()) == [1, 2, 3]


BROKEN: Mapping[str, tuple[Reply, str, str]] = {
    "no end": (sent(EVENTS), "TransportError", "broke off before its end"),
    "half": (sent(EVENTS[:60], fault="truncate"), "TransportError", "broke off"),
    "no JSON": (sent(b"data: {\n\n"), "DecodeError", "no JSON"),
    "another thing": (sent(b"data: [1]\n\n"), "DecodeError", "no object"),
    "a page": (
        sent(b"<html>", "text/html"),
        "DecodeError",
        "no stream of events: it is text/html",
    ),
    "endless": (
        sent(b"data: " + b"x" * 5000),
        "ResponseTooLarge",
        "more than 1000 bytes",
    ),
    "many lines": (
        sent(b"data: x\n" * 900),
        "ResponseTooLarge",
        "more than 1000 bytes",
    ),
    "a failure": (Reply(status=500), "ServerError", "500"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_streams_that_break(shop: ModuleType, case: str) -> None:
    reply, error, words = BROKEN[case]
    told: list[Any] = []
    hooks = shop.Hooks(on_error=told.append)
    with (
        answering(shop, reply, max_bytes=1000, hooks=hooks) as (client, _),
        pytest.raises(getattr(shop, error), match=words),
    ):
        list(client.things.events())

    async def read(client: Any) -> None:
        client = client.with_options(max_bytes=1000)
        async for _ in await client.things.events():
            pass

    with pytest.raises(getattr(shop, error), match=words):
        awaited(shop, reply, read)


def test_leaving_early_closes_the_connection(shop: ModuleType) -> None:
    gone: list[bool] = []

    def pieces() -> Iterator[bytes]:
        yield EVENTS
        for _ in range(2000):
            yield b": still here\n\n" * 100

    reply = sent(b"", chunks=tuple(pieces()), pause=0.001)
    with answering(shop, reply) as (client, server):
        with client.things.events() as stream:
            assert next(stream).id == "c0"
        with client.things.events() as stream:
            stream.close()
            assert list(stream) == []
        assert next(client.things.events()).id == "c0"
        gone.append(server.connections == 3)
    assert gone == [True]


def test_a_deadline_holds_while_a_stream_is_read(shop: ModuleType) -> None:
    reply = sent(b"", chunks=(EVENTS, *(b": wait\n\n" for _ in range(50))), pause=0.05)
    with answering(shop, reply) as (client, _):
        stream = client.things.events(options={"deadline": 0.4})
        with pytest.raises(shop.DeadlineExceeded):
            list(stream)


def test_a_literal_of_the_body_decides(shop: ModuleType) -> None:
    def script(arrived: Arrived) -> Reply:
        body = arrived.json
        if body.get("stream") or body.get("mode") == "fast":
            end = b"data: [DONE]\n\n" if body.get("stream") else b""
            lines = b"".join(json.dumps(c).encode() + b"\n" for c in CHUNKS)
            return sent(EVENTS + end) if end else sent(lines, "application/jsonl")
        return Reply(body={"id": "1", "name": body.get("name")})

    with answering(shop, script) as (client, _):
        assert client.things.create(name="a").name == "a"
        assert client.things.create(name="a", stream=False).name == "a"
        with client.things.create(name="a", stream=True) as stream:
            assert [each.id for each in stream] == ["c0", "c1", "c2"]
        assert client.things.choose(mode="slow").id == "1"
        assert len(list(client.things.choose(mode="fast"))) == 3


def test_what_failures_say(shop: ModuleType) -> None:
    problem = {"error": {"message": "It is too old.", "code": "too_old", "line": 3}}
    with answering(shop, Reply(status=422, body=problem)) as (client, _):
        with pytest.raises(shop.Unprocessable) as caught:
            client.things.get(key="1")
    error = caught.value
    assert (error.code, error.detail.error.line) == ("too_old", 3)
    # Python 3.13 calls it Unprocessable Content, as RFC 9110 does.
    phrase = HTTPStatus(422).phrase
    assert f"422 {phrase}: It is too old. [too_old]" in str(error)
    with answering(shop, Reply(status=422, body={"detail": "no"})) as (client, _):
        with pytest.raises(shop.Unprocessable, match="no") as caught:
            client.things.get(key="1")
    assert (caught.value.code, type(caught.value.detail).__name__) == ("", "Problem")
    with answering(shop, Reply(status=500, body=b"<html>")) as (client, _):
        with pytest.raises(shop.ServerError) as caught:
            client.things.get(key="1")
    assert (caught.value.code, caught.value.detail) == ("", None)


def test_an_answer_of_success_that_is_a_failure(shop: ModuleType) -> None:
    failed = Reply(body={"ok": False, "error": {"code": "too_new"}})
    told: list[Any] = []
    with answering(shop, failed, hooks=shop.Hooks(on_error=told.append)) as (client, _):
        with pytest.raises(shop.HttpError, match=r"\[too_new\]") as caught:
            client.things.get(key="1")
        assert (caught.value.status, caught.value.code) == (200, "too_new")
        assert len(told) == 1
        # Where an operation says otherwise, it is an answer like any other.
        assert client.things.plain() == {"ok": False, "error": {"code": "too_new"}}
    for body in ({"ok": 0}, {"ok": True}, {}, {"ok": None}):
        with answering(shop, Reply(body={"id": "1", **body})) as (client, _):
            assert client.things.get(key="1").id == "1"
    with answering(shop, Reply(body={"x": {"y": 1}, "why": "so"})) as (client, _):
        # Every part that is said nearer by replaces the one above.
        with pytest.raises(shop.HttpError, match=r"200 OK.*so"):
            client.things.other()


SAID_WRONGLY: Mapping[str, tuple[dict[str, Any], str]] = {
    "a failure's status": ({"answer": {404: "Thing"}}, "'404' is no status of success"),
    "nothing or nothing": (
        {"answer": "none | none"},
        "nothing, or nothing; write none",
    ),
    "no body decides": (
        {"answer_when": {"key": "a", "is": True, "answer": "none"}},
        "this operation has no body with keys",
    ),
    "no such key": (
        {
            "body": {"name": "string"},
            "answer_when": {"key": "nome", "is": True, "answer": "none"},
        },
        "'nome': the body has no such key; did you mean 'name'?",
    ),
    "a value without is": (
        {
            "body": {"name": "string"},
            "answer_when": {"key": "name", "answer": "none"},
        },
        "said by is, or by in for one of several",
    ),
    "a value twice": (
        {
            "body": {"name": "string"},
            "answer_when": [
                {"key": "name", "is": "a", "answer": "none"},
                {"key": "name", "in": ["b", "a"], "answer": "text"},
            ],
        },
        "'name' has the value 'a' in two cases",
    ),
    "no such schema": ({"errors": {"body": "Problme"}}, "did you mean 'Problem'?"),
}


@pytest.mark.parametrize("case", SAID_WRONGLY)
def test_what_cannot_be_meant_is_refused(case: str, tmp_path: Path) -> None:
    more, words = SAID_WRONGLY[case]
    operation = {"method": "POST", "path": "/x", **more}
    with pytest.raises(SpecError) as caught:
        api_of(write(tmp_path, resource("Thing", {"make": operation}), schemas=SCHEMAS))
    found = [str(each) for each in caught.value.findings]
    assert len(found) == 1
    assert words in found[0]
    assert "thing.yaml:" in found[0]


CONSUMER = """
from __future__ import annotations

from typing import assert_type

from shop import AsyncShop, AsyncStream, Shop, Stream, models


def use(client: Shop, flag: bool) -> None:
    assert_type(client.things.text(), str)
    assert_type(client.things.maybe(), models.Thing | None)
    assert_type(client.things.exists("1"), bool)
    assert_type(client.things.statistics(), models.Thing | models.Job)
    assert_type(client.things.accepted(), models.Thing | None)
    assert_type(client.things.events(), Stream[models.Chunk])
    assert_type(client.things.words(), Stream[str])
    assert_type(client.things.create(name="a"), models.Thing)
    assert_type(client.things.create(name="a", stream=False), models.Thing)
    assert_type(client.things.create(name="a", stream=True), Stream[models.Chunk])
    assert_type(
        client.things.create(name="a", stream=flag), models.Thing | Stream[models.Chunk]
    )
    assert_type(client.things.choose(mode="slow"), models.Thing)
    assert_type(client.things.choose(mode="fast"), Stream[models.Chunk])
    assert_type(client.things.hear(), models.Thing)
    assert_type(client.things.hear(form="json", stream=False), models.Thing)
    assert_type(client.things.hear(form="text"), str)
    assert_type(client.things.hear(form="long"), models.Job)
    assert_type(
        client.things.hear(form="text", stream=True, words=["a"]), Stream[models.Chunk]
    )
    assert_type(
        client.things.hear(form="new"),
        models.Thing | Stream[models.Chunk] | str | models.Job,
    )
    # What rules say of the key that decides is part of the signature.
    client.things.hear(words=["a"])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    with client.things.events() as stream:
        for chunk in stream:
            assert_type(chunk, models.Chunk)


async def use_async(client: AsyncShop) -> None:
    assert_type(await client.things.maybe(), models.Thing | None)
    assert_type(await client.things.events(), AsyncStream[models.Chunk])
    async with await client.things.create(name="a", stream=True) as stream:
        async for chunk in stream:
            assert_type(chunk, models.Chunk)
"""


@pytest.mark.parametrize("checker", mostly_slow(["mypy", "pyright"], ["mypy"]))
def test_type_checkers_know_what_comes(checker: str, tmp_path: Path) -> None:
    check_types(checker, made(spec(tmp_path)) / "python", CONSUMER)


def test_the_document_has_all_of_it(tmp_path: Path) -> None:
    document = json.loads(
        (made(spec(tmp_path), ("openapi",)) / "openapi/shop.json").read_text()
    )

    def responses(path: str, method: str = "get") -> Any:
        return document["paths"][path][method]["responses"]

    # A status of success may say a failure.
    assert list(responses("/things/text")["200"]["content"]) == [
        "text/plain",
        "text/*",
        "application/json",
    ]
    either = responses("/things/maybe")["200"]["content"]["application/json"]["schema"]
    assert {"$ref": "#/components/schemas/Problem"} in either["anyOf"]
    assert set(responses("/things/maybe")["204"]) == {"description"}
    assert set(responses("/things/maybe")) == {"200", "204", "default"}
    assert set(responses("/things/{id}/exists")) == {"2XX", "404", "default"}
    assert set(responses("/things/statistics")) == {"200", "202", "default"}
    created = responses("/things", "post")["200"]["content"]
    assert set(created) == {"application/json", "text/event-stream"}
    chunk = created["text/event-stream"]["x-item-schema"]
    assert chunk == {"$ref": "#/components/schemas/Chunk"}
    heard = responses("/things/hear", "post")["200"]["content"]
    kinds = heard["application/json"]["schema"]["anyOf"]
    assert [each["$ref"].rpartition("/")[2] for each in kinds] == [
        "Thing",
        "Job",
        "Problem",
    ]
    assert set(heard) == {
        "application/json",
        "text/event-stream",
        "text/plain",
        "text/*",
    }
    failed = responses("/things/text")["default"]
    assert failed["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")
    assert failed["x-errors"]["codes"] == ["too_old", "too_new"]
    assert set(responses("/things/plain")["default"]) == {"description"}


def test_the_sandbox_answers_all_of_it(shop: ModuleType, tmp_path: Path) -> None:
    sandbox = open_sandbox(api_of(spec(tmp_path)), Options(rows=3))
    key = sandbox.rows("Thing")[0]["id"]
    with (
        LocalSandbox(sandbox) as local,
        shop.Shop("sandbox-token", transport=local.transport, strict=True) as client,
    ):
        things = client.things
        assert things.get(key=key).id == key
        assert things.text() == "sandbox"
        assert things.maybe() is not None
        assert [things.exists(key), things.exists("none")] == [True, False]
        assert type(things.statistics()).__name__ == "Thing"
        assert type(things.accepted()).__name__ == "Thing"
        assert len(list(things.events())) == 2
        assert all(isinstance(each, str) for each in things.words())
        assert [type(each).__name__ for each in things.rows()] == ["Chunk"] * 2
        assert len(list(things.numbers())) == 2
        made = things.create(name="a")
        assert things.get(key=made.id).name == "a"
        assert len(list(things.create(name="a", stream=True))) == 2
        assert len(list(things.choose(mode="fast"))) == 2
        assert things.hear(form="srt") == "sandbox"
        assert type(things.hear(form="long")).__name__ == "Job"
        assert len(list(things.hear(form="long", stream=True))) == 2
        # Failures say what they say at the places that the API has for it.
        with pytest.raises(shop.HttpError) as caught:
            things.get(key="none")
        error = caught.value
        assert (error.status, error.code) == (200, "not_found")
        assert error.detail.ok is False
        assert "there is no Thing of the key 'none'" in str(error)
