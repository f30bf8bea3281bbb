"""Every text position × the hostile texts that only a site can be harmed by.

All positions of a spec carry a text of their own at once; the harmless twin of all payloads
of one outline is made once.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import grid
import pytest
import site_inert
from payloads import tamed
from positions import NAMES, positions, write
from site_inert import Page

from clientgen.targets.site import TARGET
from clientgen.targets.target import OutputFile

PAYLOADS = {
    "elements": (
        "\"' autofocus onfocus=@() x='></title></style></script></pre>"
        "<script>@()</script><img src=x onerror=@()>"
    ),
    "elements without spaces": "\"'></script><!--<script>@,<svg/onload=@>",
    "addresses and entities": (
        "javascript:@ data:text/html,@ [a](javascript:@) <javascript:@>"
        " &lt;@&gt;&quot;&#60;img&#x20;src=x&#62;"
    ),
    "literals": "\\\"+@+\"'+@+'`${@}\\(@)$(@)#{@}*/@//",
    "lines": "a\nb </pre>\n@",
}
COMPACT = ("elements without spaces",)


class Calm(NamedTuple):
    """A site of harmless texts.

    Attributes:
        texts: By position.
        files: All of it.
        pages: Its HTML, read.
    """

    texts: Mapping[str, str]
    files: list[OutputFile]
    pages: Mapping[str, Page]


@cache
def calm(spec: str, outline: str, prefixed: bool) -> Calm:
    """The harmless twin of all payloads with these lines."""
    with tempfile.TemporaryDirectory() as place:
        return make_calm(spec, outline, prefixed, Path(place, "spec"))


def make_calm(spec: str, outline: str, prefixed: bool, folder: Path) -> Calm:
    kinds = kinds_of(spec)
    texts = {
        label: tamed(text, kinds[label][1], kinds[label][0])
        for label, text in grid.texts_of(spec, outline, prefixed=prefixed).items()
        if kinds[label][1] not in NAMES
    }
    outcome = grid.Outcome()
    texts = grid.sift(spec, texts, folder, outcome)
    assert outcome.failures == []
    files = site_of(spec, texts, folder)
    pages = {
        file.path: site_inert.pieces_of(file.path, file.text)
        for file in files
        if file.path.endswith(".html")
    }
    return Calm(texts, files, pages)


def kinds_of(spec: str) -> dict[str, tuple[int, str]]:
    return {p.label: (number, p.kind) for number, p in enumerate(positions(spec))}


def site_of(spec: str, texts: Mapping[str, str], folder: Path) -> list[OutputFile]:
    shutil.rmtree(folder, ignore_errors=True)
    write(spec, texts, folder)
    return TARGET.files(grid.load(folder).api, grid.templates())


class Wild(NamedTuple):
    """A site of hostile texts.

    Attributes:
        twin: Its harmless twin.
        texts: Hostile text by position.
        files: All of it.
    """

    twin: Calm
    texts: Mapping[str, str]
    files: list[OutputFile]


def wild(spec: str, payload: str, folder: Path, *, prefixed: bool) -> Wild:
    """Make a site of a payload at all positions that take it."""
    outline = re.sub(r"[^\n]+", "@-", payload)
    twin = calm(spec, outline, prefixed)
    outcome = grid.Outcome()
    hostile = grid.texts_of(spec, payload, prefixed=prefixed)
    left = grid.sift(
        spec, {x: hostile[x] for x in hostile if x in twin.texts}, folder, outcome
    )
    assert outcome.failures == []
    return Wild(twin, left, site_of(spec, {**twin.texts, **left}, folder))


def compare(spec: str, payload: str, folder: Path, *, prefixed: bool) -> int:
    """Compare what a payload at all positions gives; tell how many took it."""
    twin, left, files = wild(spec, payload, folder, prefixed=prefixed)
    pairs = {twin.texts[label]: text.strip() for label, text in left.items()}
    for label, text in left.items():
        if kinds_of(spec)[label][1] == "place":
            steps = twin.texts[label].split("."), text.split(".")
            pairs.update(zip(*steps, strict=True))
    site_inert.compare(twin.files, files, pairs, twin.pages)
    return len(left)


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("spec", grid.SPECS)
def test_texts_change_no_page(spec: str, payload: str, tmp_path: Path) -> None:
    taken = compare(spec, PAYLOADS[payload], tmp_path / "spec", prefixed=False)
    assert taken >= {"full": 41, "bearer": 6, "hooks": 0}[spec]


@pytest.mark.slow
@pytest.mark.parametrize("payload", COMPACT)
def test_texts_after_a_harmless_beginning_change_no_page(
    payload: str, tmp_path: Path
) -> None:
    """URLs, paths, headers and the like take only texts that begin well."""
    compare("full", PAYLOADS[payload], tmp_path / "spec", prefixed=True)
