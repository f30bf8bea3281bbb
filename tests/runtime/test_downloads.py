from __future__ import annotations

import asyncio
import gzip
import io
import os
import stat
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpserver import Arrived, Reply, serve, wait_until
from runtime import errors
from runtime.streams import AsyncDownload, Download
from shop import AsyncShop, Shop, in_client, shop

BODY = os.urandom(1000) + bytes(range(256)) * 1200


def raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


def encoded(coding: str, data: bytes, **more: Any) -> Reply:
    return Reply(body=data, headers={"Content-Encoding": coding}, **more)


CODED = {
    "gzip": ("gzip", gzip.compress(BODY)),
    "zlib": ("deflate", zlib.compress(BODY)),
    "raw": ("deflate", raw_deflate(BODY)),
    "members": ("GZip", gzip.compress(BODY[:5]) + gzip.compress(BODY[5:])),
}


def all_ways(url: str, folder: Path, **options: Any) -> list[Any]:
    """Read the same answer in every way; give back what came, or the errors."""
    found: list[Any] = []
    given: Any = options

    def keep(work: Callable[[], Any]) -> None:
        try:
            found.append(work())
        except errors.ApiError as error:
            found.append(error)

    def ways(answer: Download, number: int) -> Any:
        if number == 0:
            return b"".join(answer.iter_bytes())
        if number == 1:
            return answer.read()
        assert answer.save(folder / "sync") > 0
        return (folder / "sync").read_bytes()

    async def async_ways(answer: AsyncDownload, number: int) -> Any:
        if number == 0:
            return b"".join([chunk async for chunk in answer.iter_bytes()])
        if number == 1:
            return await answer.read()
        assert await answer.save(folder / "async") > 0
        return (folder / "async").read_bytes()

    def sync(number: int) -> Any:
        with (
            shop(url, retries=0) as client,
            client.stream("GET", "/x", options=given) as answer,
        ):
            return ways(answer, number)

    async def work(client: AsyncShop, number: int) -> Any:
        async with client.stream("GET", "/x", options=given) as answer:
            return await async_ways(answer, number)

    for number in range(3):
        keep(lambda: sync(number))  # noqa: B023  # called at once
        keep(lambda: in_client(url, lambda c: work(c, number), retries=0))  # noqa: B023
    return found


# Compressed answers


@pytest.mark.parametrize("name", CODED)
def test_compressed_answers_that_stop_half_way(name: str, tmp_path: Path) -> None:
    coding, data = CODED[name]
    reply = encoded(coding, data[: len(data) - 9])
    with serve(lambda _: reply) as server:
        for error in all_ways(server.url, tmp_path):
            assert type(error) is errors.TransportError
            assert "ends before its end" in str(error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_cut_anywhere_is_noticed_in_values_too(coding: str) -> None:
    whole = (gzip if coding == "gzip" else zlib).compress(b'{"data": {"key": "1"}}')

    def script(request: Arrived) -> Reply:
        return encoded(coding, whole[: int(request.path.split("/")[3])])

    async def work(client: AsyncShop) -> None:
        with pytest.raises(errors.TransportError, match="cannot be decompressed"):
            await client.invoices.get("7")

    with serve(script) as server:
        with shop(server.url, retries=0) as client:
            for length in range(1, len(whole)):
                with pytest.raises(errors.TransportError, match="decompressed"):
                    client.invoices.get(str(length))
            assert client.invoices.get(str(len(whole))).key == "1"
            with pytest.raises(errors.TransportError, match="decompressed"):
                client.invoices.content("7")
        in_client(server.url, work, retries=0)


@pytest.mark.parametrize("name", CODED)
def test_whole_compressed_answers(name: str, tmp_path: Path) -> None:
    coding, data = CODED[name]
    with serve(lambda _: encoded(coding, data)) as server:
        assert all_ways(server.url, tmp_path) == [BODY] * 6
        with shop(server.url) as client:
            assert client.invoices.content("1") == BODY


@pytest.mark.parametrize("name", CODED)
def test_compressed_answers_that_come_byte_by_byte(name: str) -> None:
    coding, _ = CODED[name]
    data = {
        "gzip": gzip.compress(b"abc"),
        "zlib": zlib.compress(b"abc"),
        "raw": raw_deflate(b"abc"),
        "members": gzip.compress(b"ab") + gzip.compress(b"c"),
    }[name]

    def each() -> Iterator[bytes]:
        yield from (data[place : place + 1] for place in range(len(data)))

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, headers={"Content-Encoding": coding}, content=each()
        )

    with Shop("t", transport=httpx2.MockTransport(answer)) as client:
        assert client.invoices.content("1") == b"abc"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "br, gzip"])
def test_codings_that_were_not_asked_for(coding: str) -> None:
    async def work(client: AsyncShop) -> None:
        with pytest.raises(errors.TransportError, match=f"it came as {coding}"):
            await client.invoices.get("1")

    with serve(lambda _: encoded(coding, gzip.compress(b"{}"))) as server:
        with (
            shop(server.url, retries=0) as client,
            pytest.raises(errors.TransportError, match=f"it came as {coding}"),
        ):
            client.invoices.get("1")
        in_client(server.url, work, retries=0)
        asked = {request.headers["accept-encoding"] for request in server.requests}
    assert asked == {"gzip, deflate"}


def test_what_follows_compressed_data_and_bodies_that_are_none() -> None:
    padded = gzip.compress(b"abc") + bytes(600)
    replies = {
        "padded": encoded("gzip", padded),
        "zlib": encoded("deflate", zlib.compress(b"abc") + b"\r\n"),
        "empty": encoded("gzip", b""),
        "unknown": encoded("aws-chunked", b"abc"),
        "older": encoded("identity, x-gzip", gzip.compress(b"abc")),
        "broken": encoded("gzip", b"no gzip at all"),
    }
    with (
        serve(lambda r: replies[r.path.split("/")[3]]) as server,
        shop(server.url, retries=0) as client,
    ):
        for name in ("padded", "zlib", "unknown", "older"):
            assert client.invoices.content(name) == b"abc"
        assert client.invoices.content("empty") == b""
        with pytest.raises(errors.TransportError, match="cannot be decompressed"):
            client.invoices.content("broken")
        with (
            pytest.raises(errors.TransportError, match="broke off"),
            client.stream("GET", "/api/invoices/broken/content") as answer,
        ):
            answer.read()


def test_an_answer_that_a_mock_transport_read_already() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        headers = {"Content-Encoding": "gzip"}
        return httpx2.Response(200, headers=headers, content=gzip.compress(BODY))

    with Shop("t", transport=httpx2.MockTransport(answer)) as client:
        assert client.invoices.content("1") == BODY
        with client.stream("GET", "/x") as streamed:
            assert streamed.read() == BODY


# Pieces


def test_an_async_reader_that_stops_early() -> None:
    async def work(client: AsyncShop) -> None:
        async with client.stream("GET", "/x") as answer:
            async for _ in answer.iter_bytes():
                break
        assert await client.request("GET", "/y") == {"a": 1}

    def script(request: Arrived) -> Any:
        return {"a": 1} if request.path == "/y" else encoded(*CODED["gzip"])

    with serve(script) as server:
        in_client(server.url, work)


# Bounds


def test_max_bytes_of_the_call_bounds_every_way_of_reading(tmp_path: Path) -> None:
    with serve(lambda _: encoded("gzip", gzip.compress(BODY))) as server:
        for error in all_ways(server.url, tmp_path, max_bytes=len(BODY) - 1):
            assert type(error) is errors.ResponseTooLarge
            assert "max_bytes" in str(error)
        assert list(tmp_path.iterdir()) == []
        assert all_ways(server.url, tmp_path, max_bytes=len(BODY)) == [BODY] * 6


def test_max_bytes_of_the_client_bounds_what_is_held_in_memory(tmp_path: Path) -> None:
    async def work(client: AsyncShop) -> None:
        async with client.stream("GET", "/x") as answer:
            assert await answer.save(tmp_path / "b") == len(BODY)
        async with client.stream("GET", "/x") as answer:
            with pytest.raises(errors.ResponseTooLarge):
                await answer.read()

    with serve(lambda _: Reply(body=BODY)) as server:
        with shop(server.url, max_bytes=10) as client:
            with client.stream("GET", "/x") as answer:
                assert answer.save(tmp_path / "a") == len(BODY)
            with client.stream("GET", "/x") as answer:
                assert sum(map(len, answer.iter_bytes())) == len(BODY)
            with (
                client.stream("GET", "/x") as answer,
                pytest.raises(errors.ResponseTooLarge),
            ):
                answer.read()
            with client.stream("GET", "/x", options={"max_bytes": None}) as answer:
                assert answer.read() == BODY
        in_client(server.url, work, max_bytes=10)


# A gzip header with a name that never ends: bytes come, but none to hand on.
NAMED = (b"\x1f\x8b\x08\x08\0\0\0\0\0\xff", *[b"n"] * 600)


@pytest.mark.parametrize("kind", ["plain", "gzip"])
def test_a_deadline_holds_while_an_answer_drips(kind: str, tmp_path: Path) -> None:
    reply = (
        Reply(chunks=(b"a",) * 600, pause=0.1)
        if kind == "plain"
        else encoded("gzip", b"", chunks=NAMED, pause=0.1)
    )
    with serve(lambda _: reply) as server:
        for error in all_ways(server.url, tmp_path, deadline=0.3):
            assert type(error) is errors.DeadlineExceeded
            assert "0.3 s" in str(error)
        assert list(tmp_path.iterdir()) == []
    assert wait_until(lambda: not deadline_threads())


def deadline_threads() -> list[threading.Thread]:
    return [x for x in threading.enumerate() if x.name == "call-with-a-deadline"]


def test_a_client_goes_on_after_a_deadline_passed() -> None:
    def script(request: Arrived) -> Any:
        if request.path == "/slow":
            return Reply(chunks=(b"a",) * 600, pause=0.1)
        return {"data": {"key": "1"}}

    with (
        serve(script) as server,
        shop(server.url, limits=httpx2.Limits(max_connections=1)) as client,
    ):
        for _ in range(3):
            with (
                pytest.raises(errors.DeadlineExceeded),
                client.stream("GET", "/slow", options={"deadline": 0.2}) as answer,
            ):
                answer.read()
            assert client.invoices.get("1").key == "1"


def test_a_deadline_that_is_kept(tmp_path: Path) -> None:
    with serve(lambda _: encoded(*CODED["gzip"])) as server:
        assert all_ways(server.url, tmp_path, deadline=60) == [BODY] * 6
    assert wait_until(lambda: not deadline_threads())


def test_a_server_that_falls_silent(tmp_path: Path) -> None:
    reply = Reply(chunks=(b"a", b"b"), pause=600)
    with serve(lambda _: reply) as server:
        for error in all_ways(server.url, tmp_path, timeout=0.2):
            assert type(error) is errors.RequestTimeout
        for error in all_ways(server.url, tmp_path, deadline=0.3):
            assert type(error) is errors.DeadlineExceeded
    assert list(tmp_path.iterdir()) == []


# Where it is saved

Save = Callable[..., int]


@pytest.fixture(params=["sync", "async"])
def save(request: pytest.FixtureRequest) -> Save:
    """Save BODY from a server; when it is broken the answer breaks off."""

    def run(path: Any, *, broken: bool = False, progress: Any = None) -> int:
        fault: Any = "truncate" if broken else ""

        async def work(client: AsyncShop) -> int:
            async with client.stream("GET", "/x") as answer:
                return await answer.save(path, progress=progress)

        with serve(lambda _: Reply(body=BODY, fault=fault)) as server:
            if request.param == "async":
                return int(in_client(server.url, work, retries=0))
            with shop(server.url) as client, client.stream("GET", "/x") as answer:
                return answer.save(path, progress=progress)

    return run


def test_a_link_stays_a_link(save: Save, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    target = tmp_path / "files" / "target"
    link = tmp_path / "link"
    link.symlink_to("files/target")
    for before in (None, b"old"):
        if before is None:
            assert not target.exists()
        else:
            target.write_bytes(before)
        assert save(link) == len(BODY)
        assert os.readlink(link) == "files/target"
        assert target.read_bytes() == BODY
    assert [x.name for x in (tmp_path / "files").iterdir()] == ["target"]


@pytest.mark.parametrize("mode", [0o600, 0o666, 0o755])
def test_a_file_keeps_its_permissions(save: Save, tmp_path: Path, mode: int) -> None:
    target = tmp_path / "private"
    target.write_bytes(b"old")
    target.chmod(mode)
    seen: set[int] = set()

    def progress(*_: Any) -> None:
        seen.update(x.stat().st_mode & 0o777 for x in tmp_path.iterdir())

    save(target, progress=progress)
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert target.read_bytes() == BODY
    assert seen == {mode}


def test_a_new_file_has_the_usual_permissions(save: Save, tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    save(str(tmp_path / "new"))
    usual, new = ((tmp_path / x).stat().st_mode for x in ("usual", "new"))
    assert new == usual


def test_what_broke_off_leaves_all_as_it_was(save: Save, tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "link").symlink_to("old")
    for name in ("new", "old", "link"):
        with pytest.raises(errors.TransportError):
            save(tmp_path / name, broken=True)

    def stop(*_: Any) -> None:
        raise KeyError("stop")

    with pytest.raises(KeyError):
        save(tmp_path / "old", progress=stop)
    assert sorted(x.name for x in tmp_path.iterdir()) == ["link", "old"]
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "old").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["a" * 255, "é" * 127])
def test_a_name_as_long_as_can_be(save: Save, tmp_path: Path, name: str) -> None:
    save(tmp_path / name)
    assert [x.name for x in tmp_path.iterdir()] == [name]


def test_a_place_where_nothing_can_be_saved(save: Save, tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        save(tmp_path)
    with pytest.raises(FileNotFoundError):
        save(tmp_path / "none" / "file")
    with pytest.raises(OSError, match="too long"):
        save(tmp_path / ("a" * 256))
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_opened_by_the_caller(save: Save, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="no regular file; open it and pass the file"):
        save(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with pipe.open("wb") as file:
        assert save(file) == len(BODY)
        assert not file.closed
    reader.join()
    assert got == [BODY]
    assert [x.name for x in tmp_path.iterdir()] == ["pipe"]


def test_a_file_object_has_what_came(save: Save) -> None:
    file = io.BytesIO(b"before ")
    file.seek(0, io.SEEK_END)
    assert save(file) == len(BODY)
    assert file.getvalue() == b"before " + BODY
    with pytest.raises(errors.TransportError):
        save(file, broken=True)


# Cancellation


def test_a_cancelled_download_leaves_nothing(tmp_path: Path) -> None:
    begun: list[int] = []

    async def work(client: AsyncShop) -> None:
        async def fetch() -> None:
            async with client.stream("GET", "/slow") as answer:
                await answer.save(
                    tmp_path / "file", progress=lambda done, _: begun.append(done)
                )

        for _ in range(5):
            begun.clear()
            task = asyncio.create_task(fetch())
            while not begun:
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert list(tmp_path.iterdir()) == []
        assert (await client.invoices.get("1")).key == "1"

    def script(request: Arrived) -> Any:
        if request.path == "/slow":
            return Reply(chunks=(b"a" * 1000,) * 6000, pause=0.01)
        return {"data": {"key": "1"}}

    with serve(script) as server:
        in_client(server.url, work, limits=httpx2.Limits(max_connections=1))
    assert list(tmp_path.iterdir()) == []
