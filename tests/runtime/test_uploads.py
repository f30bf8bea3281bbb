from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from httpserver import serve
from runtime.operations import Operation
from runtime.requests import encode_body
from runtime.uploads import Multipart, Upload
from shop import UPLOAD, in_client, shop

SEVERAL: Operation[Any] = Operation(
    "pictures.add",
    "POST",
    "/pictures",
    names={"newPictures": "new_pictures"},
    body_kind="multipart",
    files=("newPictures",),
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
