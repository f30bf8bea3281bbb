"""The manifest: stable, about nothing but the content, and told when edited."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientgen.writing.manifest import (
    FileDigest,
    Manifest,
    ManifestError,
    parse,
    render,
    seal,
    sha256,
)

FILES = {
    "python/shop/b.py": FileDigest(sha256(b"b"), sha256(b"unformatted")),
    "docs/a.md": FileDigest(sha256(b"a")),
}
MANIFEST = Manifest("0.1.0", "26.1.0", "s", "t", ("docs", "python"), 57, 166, FILES)


def test_it_reads_back() -> None:
    assert parse(render(MANIFEST)) == MANIFEST
    doubtful = MANIFEST._replace(warnings=3)
    assert parse(render(doubtful)) == doubtful


def test_it_is_json_with_files_in_order_and_one_a_line() -> None:
    text = render(MANIFEST)
    assert list(json.loads(text)["files"]) == ["docs/a.md", "python/shop/b.py"]
    assert text == render(MANIFEST._replace(files=dict(reversed(FILES.items()))))
    assert text.count(b"\n") == len(FILES) + 14


@given(at=st.integers(0), new=st.binary(max_size=3), length=st.integers(0, 3))
def test_every_edit_is_told(at: int, new: bytes, length: int) -> None:
    text = render(MANIFEST)
    at %= len(text) + 1
    edited = text[:at] + new + text[at + length :]
    if edited == text:
        return
    with pytest.raises(ManifestError):
        parse(edited)


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a/../x", "a\\x", "", ".", "a//b", "c:/x", "x\x00"]
)
def test_it_names_no_file_outside_its_folder(path: str) -> None:
    with pytest.raises(ManifestError, match="never wrote"):
        parse(render(MANIFEST._replace(files={path: FileDigest("0")})))


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[]", b"{}", b"\xff", b"null", b'{"digest": ""}', b"<<<<<<< HEAD\n"),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000),
    ],
)
def test_anything_else_is_no_manifest(data: bytes) -> None:
    with pytest.raises(ManifestError):
        parse(data)


@pytest.mark.parametrize(
    "head",
    [{}, {"format": 1}, {"format": 1, "targets": "python"}, {"format": 1, "files": 3}],
)
def test_a_sealed_text_of_another_kind_is_no_manifest(head: dict[str, object]) -> None:
    with pytest.raises(ManifestError):
        parse(seal(head, {}))


def test_a_manifest_of_a_later_clientgen_asks_for_an_update() -> None:
    with pytest.raises(ManifestError, match="update yours"):
        parse(seal({"format": 2}, {}))
