from __future__ import annotations

import codecs
import contextlib
import io
import os
import socket
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpserver import Reply, in_turn, serve
from runtime import errors
from runtime.calls import Operation
from runtime.calls.uploads import Fields, Multipart, Upload
from runtime.wire import RetryPolicy
from shop import UPLOAD, AsyncShop, encode_body, in_client, shop

SEVERAL: Operation[Any] = Operation(
    "pictures.add",
    "POST",
    "/pictures",
    upload=Fields(files=("newPictures",), lists=("newPictures",)),
)


def content(operation: Operation[Any], body: Any) -> bytes:
    payload = encode_body(operation, body)
    assert payload is not None
    assert isinstance(payload.content, Multipart)
    return b"".join(payload.content)


@pytest.mark.parametrize(
    "file", ["/etc/passwd", 5, 1.5, True, {"a": b"x"}, object(), ["/etc/passwd"], [5]]
)
def test_what_is_no_file_is_not_sent_as_text(file: Any) -> None:
    words = r"^file(\[0\])?: .*pass a pathlib\.Path"
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        with (
            shop(server.url) as client,
            pytest.raises(TypeError, match=words) as caught,
        ):
            client.invoices.upload(file, "n")
        with pytest.raises(TypeError, match=words):
            in_client(server.url, lambda c: c.invoices.upload(file, "n"))
        assert server.requests == []
    assert "passwd" not in str(caught.value)


@pytest.mark.parametrize(
    "file",
    [
        ("a.pdf", b"x"),
        ("a.pdf", io.BytesIO(b"x"), "application/pdf"),
        (None, b"x", "text/plain"),
        [("a.pdf", b"x")],
    ],
)
def test_tuples_as_other_libraries_take_them(file: Any) -> None:
    with pytest.raises(TypeError, match=r"^file.*Upload\(content, filename="):
        encode_body(UPLOAD, {"file": file})


def test_the_argument_is_named_as_in_python() -> None:
    for file in ("x", ["x"], Upload("x"), io.StringIO("x")):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^new_pictures"):
            encode_body(SEVERAL, {"newPictures": file})


def test_files_and_lists_of_files(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"from a path")
    for kind in (list, tuple, iter):
        files: list[Any] = [b"bytes", bytearray(b"array"), memoryview(b"view"), path]
        files += [io.BytesIO(b"object"), Upload(b"upload", filename="u.bin")]
        several: Any = kind(files)
        sent = content(SEVERAL, {"newPictures": several})
        assert sent.count(b'name="newPictures"; filename=') == len(files)
        for part in (b"bytes", b"array", b"view", b"from a path", b"object", b"upload"):
            assert b"\r\n\r\n" + part + b"\r\n" in sent
    for none in ((), []):
        assert b"filename" not in content(SEVERAL, {"newPictures": none})
    assert b"filename" not in content(SEVERAL, {"newPictures": None, "other": "x"})


def test_other_fields_stay_text_and_unknown_ones_open() -> None:
    sent = content(UPLOAD, {"file": b"x", "name": "y", "more": b"z", "n": [1, 2]})
    assert b'name="name"\r\n\r\ny\r\n' in sent
    assert b'name="more"; filename="more"' in sent
    assert sent.count(b'name="n"\r\n\r\n') == 2


def test_a_file_object_opened_as_text_is_refused(tmp_path: Path) -> None:
    path: Path = tmp_path / "a.txt"
    path.write_text("x")
    with (
        path.open() as opened,
        pytest.raises(TypeError, match="file: open the file in binary mode"),
    ):
        encode_body(UPLOAD, {"file": opened})


# Where the bytes come from


def sent(url: str, file: Any, **options: Any) -> None:
    """Upload a file with a sync and an async client."""
    with shop(url, **options) as client:
        client.invoices.upload(file(), "n")
    in_client(url, lambda c: c.invoices.upload(file(), "n"), **options)


def file_in(body: bytes) -> bytes:
    """Cut the content of the file out of a multipart body."""
    return (
        body.partition(b'name="file"')[2]
        .partition(b"\r\n\r\n")[2]
        .partition(b"\r\n--")[0]
    )


def test_a_pipe_is_opened_by_the_caller(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ValueError, match=r"^new_pictures: no regular file; open it"):
        encode_body(SEVERAL, {"newPictures": pipe})
    content = b"from a pipe " * 20_000

    def feed() -> Any:
        threading.Thread(target=pipe.write_bytes, args=(content,)).start()
        return opened.enter_context(pipe.open("rb"))

    with (
        contextlib.ExitStack() as opened,
        serve(lambda _: {"data": {"key": "1"}}) as server,
    ):
        sent(server.url, feed)
        assert [file_in(x.body) for x in server.requests] == [content] * 2
    with contextlib.ExitStack() as opened, serve(lambda _: Reply(503)) as server:
        with pytest.raises(errors.ServiceUnavailable):
            sent(server.url, feed, retries=RetryPolicy(initial=0))
        assert len(server.requests) == 1, "nothing is left to send again"


@pytest.mark.parametrize("name", ["status", "environ"])
def test_a_file_made_up_by_the_system_is_read_until_its_end(name: str) -> None:
    path = Path("/proc/self") / name
    if not path.exists():
        pytest.skip("there is no /proc")
    answers = in_turn(Reply(503), {"data": {"key": "1"}})
    again: Any = {"retries": RetryPolicy(initial=0), "idempotent": True}
    with serve(answers) as server, shop(server.url) as client:
        client.invoices.upload(path, "n", options=again)
        assert len(server.requests) == 2
        said = b"Pid:" if name == "status" else b"PATH="
        assert all(said in file_in(x.body) for x in server.requests)


def test_an_empty_file_has_a_size(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        sent(server.url, lambda: path)
        for request in server.requests:
            assert "transfer-encoding" not in request.headers
            assert file_in(request.body) == b""


class Odd(io.BytesIO):
    """A file object that can be read, but not measured as others are."""

    def __init__(self, kind: str) -> None:
        super().__init__(b"content")
        self.kind = kind
        self.told = 0

    def tell(self) -> Any:
        self.told += 1
        if self.kind == "tells nothing":
            return None
        if self.kind == "tells once" and self.told > 1:
            raise ValueError("lost")
        return super().tell()

    def seek(self, place: int, whence: int = 0, /) -> Any:
        if self.kind == "refuses":
            raise ValueError("no")
        if self.kind == "knows no end" and whence:
            raise TypeError("only from the beginning")
        found = super().seek(place, whence)
        return None if self.kind == "says nothing" else found


@pytest.mark.parametrize(
    "kind",
    ["tells nothing", "tells once", "refuses", "knows no end", "says nothing", ""],
)
def test_file_objects_that_cannot_be_measured(kind: str) -> None:
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        sent(server.url, lambda: Odd(kind))
        assert [file_in(x.body) for x in server.requests] == [b"content"] * 2


def test_a_file_object_that_stands_behind_its_end() -> None:
    file = io.BytesIO(b"content")
    file.seek(50)
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        sent(server.url, lambda: file)
        assert [file_in(x.body) for x in server.requests] == [b""] * 2


class Gives(io.RawIOBase):
    def __init__(self, what: Any) -> None:
        self.what = what

    def read(self, size: int = -1, /) -> Any:
        return self.what


@pytest.mark.parametrize("what", [None, "text"])
def test_file_objects_that_give_no_bytes(what: Any) -> None:
    words = f"^file: the file object gave {type(what).__name__} instead of bytes"
    with (
        serve(lambda _: {"data": {"key": "1"}}) as server,
        shop(server.url) as client,
    ):
        with pytest.raises(TypeError, match=words):
            client.invoices.upload(Gives(what), "n")
        assert client.invoices.get("1").key == "1"


def test_what_cannot_be_read_is_found_before_anything_is_sent(tmp_path: Path) -> None:
    closed = io.BytesIO(b"x")
    closed.close()
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        for file, kind, words in (
            (tmp_path, IsADirectoryError, "directory"),
            (tmp_path / "none", FileNotFoundError, "none"),
            (closed, ValueError, "^file: the file object is closed"),
            (Upload(closed), ValueError, "^file: the file object is closed"),
        ):
            with pytest.raises(kind, match=words):
                sent(server.url, lambda: file)  # noqa: B023  # called at once
        assert server.connections == 0


def test_a_file_that_becomes_shorter_while_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "log"

    def shrinking() -> Upload:
        path.write_bytes(b"x" * 1_000_000)

        def cut(*_: Any) -> None:
            os.truncate(path, 100)

        return Upload(path, progress=cut)

    again: Any = {"retries": RetryPolicy(initial=0), "idempotent": True}
    words = r"invoices\.upload: the request cannot be sent: file: .* of 1000000 bytes"
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        with shop(server.url) as client:
            with pytest.raises(errors.TransportError, match=words) as caught:
                client.invoices.upload(shrinking(), "n", options=again)
            assert client.invoices.get("1").key == "1"
        assert "shorter" in str(caught.value)
        assert caught.value.attempts == 1

        async def work(client: AsyncShop) -> None:
            with pytest.raises(errors.TransportError, match=words):
                await client.invoices.upload(shrinking(), "n", options=again)
            assert (await client.invoices.get("1")).key == "1"

        in_client(server.url, work)


def test_a_call_that_is_past_its_deadline_reads_no_more_of_the_file() -> None:
    def slowly(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while connection.recv(20_000):
                time.sleep(0.005)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=slowly, args=(listener.accept()[0],)).start()

    read: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        threading.Thread(target=accept, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        file = Upload(
            io.BytesIO(bytes(20 << 20)),
            progress=lambda done, size: read.append(time.monotonic()),
        )
        with shop(url, retries=0) as client:
            with pytest.raises(errors.DeadlineExceeded):
                client.invoices.upload(file, "x", options={"deadline": 0.3})
            over = time.monotonic()
            assert read
            time.sleep(0.7)
            late = [moment for moment in read if moment > over]
            assert len(late) <= 1  # the piece that was on its way


# What is read only once, or awaited


class AsyncReader:
    """A file object as aiofiles, anyio and starlette have them."""

    def __init__(self, content: bytes) -> None:
        self.file = io.BytesIO(content)

    async def read(self, size: int = -1, /) -> bytes:
        return self.file.read(size)


async def upload(file: Any, client: AsyncShop) -> None:
    await client.invoices.upload(file, "n")


async def chunks() -> Any:
    for chunk in CHUNKS:
        yield chunk


CHUNKS: list[bytes] = [b"first,", b"", b"second," * 20_000, b"last"]
WHOLE = b"".join(CHUNKS)


def test_an_iterator_is_one_file() -> None:
    told: list[tuple[int, int | None]] = []
    makers: list[Any] = [
        lambda: (each for each in CHUNKS),
        lambda: iter(CHUNKS),
        lambda: map(bytes, CHUNKS),
        lambda: Upload((each for each in CHUNKS), "a.csv"),
        lambda: Upload(map(bytearray, CHUNKS), progress=lambda *x: told.append(x)),
    ]
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        for make in makers:
            sent(server.url, make)
        for request in server.requests:
            assert request.body.count(b'name="file"; filename=') == 1
            assert file_in(request.body) == WHOLE
        assert told[-1] == (len(WHOLE), None)
        server.requests.clear()
        sent(server.url, lambda: iter(()))
        for request in server.requests:
            assert b'name="file"; filename="file"' in request.body
            assert file_in(request.body) == b""
    with serve(lambda _: Reply(503)) as server:
        with pytest.raises(errors.ServiceUnavailable):
            sent(server.url, lambda: iter(CHUNKS), retries=RetryPolicy(initial=0))
        assert len(server.requests) == 1, "nothing is left to send again"


def test_what_is_awaited_is_one_file() -> None:
    told: list[tuple[int, int | None]] = []
    makers: list[Any] = [
        chunks,
        lambda: AsyncReader(WHOLE),
        lambda: Upload(chunks(), "a.csv", progress=lambda *x: told.append(x)),
    ]
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        for make in makers:
            in_client(server.url, partial(upload, make()))
        assert [file_in(x.body) for x in server.requests] == [WHOLE] * 3
        assert told[-1] == (len(WHOLE), None)
        server.requests.clear()
        connections = server.connections
        for make in makers:
            with (
                shop(server.url) as client,
                pytest.raises(TypeError, match=r"^file: .*needs the async client"),
            ):
                client.invoices.upload(make(), "n")
        assert server.connections == connections


def test_a_list_of_files_may_hold_what_is_read_once() -> None:
    files = [b"a", iter(CHUNKS), io.BytesIO(b"c")]
    for several in (files, iter([b"a", iter(CHUNKS), b"c"])):
        made = content(SEVERAL, {"newPictures": several})
        assert made.count(b'name="newPictures"; filename=') == 3
    assert content(UPLOAD, {"file": [b"a", b"b"]}).count(b"filename=") == 2


@pytest.mark.parametrize("chunk", ["text", 5, None])
def test_an_iterator_that_gives_no_bytes(chunk: Any) -> None:
    with serve(lambda _: {"data": {"key": "1"}}) as server:
        with (
            shop(server.url) as client,
            pytest.raises(TypeError, match=r"^file: .* instead of bytes"),
        ):
            client.invoices.upload(iter([chunk]), "n")
        with pytest.raises(TypeError, match=r"^file: .* instead of bytes"):
            in_client(server.url, lambda c: c.invoices.upload(iter([chunk]), "n"))


def test_text_files_of_any_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    with (
        codecs.open(str(path), encoding="utf-8") as decoded,
        tempfile.NamedTemporaryFile("w+") as named,
        tempfile.SpooledTemporaryFile(mode="w+") as spooled,
    ):
        for file in (io.StringIO("x"), decoded, named, spooled):
            with pytest.raises(TypeError, match=r"^file: open the file in binary mode"):
                encode_body(UPLOAD, {"file": file})
    with (
        tempfile.NamedTemporaryFile() as named_bytes,
        tempfile.SpooledTemporaryFile() as spooled_bytes,
    ):
        for file in (named_bytes, spooled_bytes):
            assert b'name="file"' in content(UPLOAD, {"file": file})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("data.csv", "text/csv"),
        ("data.csv.gz", "application/gzip"),
        ("data.tgz", "application/gzip"),
        ("picture.svgz", "application/gzip"),
        ("data.csv.bz2", "application/x-bzip2"),
        ("data.csv.xz", "application/x-xz"),
        ("data.csv.br", "application/octet-stream"),
        ("data", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_that_of_its_bytes(name: str, kind: str) -> None:
    made = content(UPLOAD, {"file": Upload(b"x", name)})
    assert f"\r\nContent-Type: {kind}\r\n\r\nx\r\n".encode() in made


@pytest.mark.parametrize(
    "upload",
    [
        Upload(b"x", "\ud800.pdf"),
        Upload(b"x", content_type="text/\ud800"),
        Upload(b"x", content_type="text/\u00e9"),
        Upload(b"x", content_type="text/x\r\nX: y"),
        Upload(b"x", Path("a.pdf")),  # type: ignore[arg-type]
        Upload(b"x", content_type=b"text/csv"),  # type: ignore[arg-type]
    ],
)
def test_what_is_said_of_a_file_can_be_sent(upload: Upload) -> None:
    with pytest.raises((TypeError, ValueError), match=r"^new_pictures: "):
        encode_body(SEVERAL, {"newPictures": upload})


def test_objects_in_a_multipart_body_are_json_and_say_so() -> None:
    made = content(
        UPLOAD,
        {"file": b"x", "meta": {"a": [1]}, "rows": [{"a": 1}, [2], "t"], "none": None},
    )
    json_part = b'name="%s"\r\nContent-Type: application/json\r\n\r\n%s\r\n'
    assert json_part % (b"meta", b'{"a":[1]}') in made
    assert json_part % (b"rows", b'{"a":1}') in made
    assert json_part % (b"rows", b"[2]") in made
    assert b'name="rows"\r\n\r\nt\r\n' in made
    assert b'name="none"\r\n\r\n\r\n' in made


def test_the_type_of_a_multipart_body_is_the_clients() -> None:
    with serve(lambda _: {"data": {"key": "1"}}) as server, shop(server.url) as client:
        for name in ("Content-Type", "content-type"):
            options: Any = {"headers": {name: "multipart/form-data"}}
            with pytest.raises(ValueError, match=r"^headers: .*boundary"):
                client._send(UPLOAD, body={"file": b"x"}, options=options)
        for name in ("content-length", "Transfer-Encoding"):
            with pytest.raises(ValueError, match=r"^headers: .*client itself"):
                client.invoices.get("1", options={"headers": {name: "5"}})
        assert server.requests == []
