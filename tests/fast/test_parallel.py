"""A second process formats half of the text, and changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from clientgen.fast import parallel
from clientgen.fast.parallel import formatted, second_process, share
from clientgen.writing.errors import GeneratorBug
from clientgen.writing.formatting import format_python

TEXTS = {
    f"m{number}.py": "\n".join(
        f"def f{line}(a,b = {{'x':{number}}}): return '{line}é'" for line in range(20)
    )
    for number in range(8)
}


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_processors", lambda: 2)
    monkeypatch.setattr(parallel, "_AHEAD", 1000)


@cache
def alone() -> Mapping[str, str]:
    """What one process makes of them."""
    return format_python(TEXTS)


def quiet(what: str) -> None:
    """Say nothing."""


def test_two_processes_give_what_one_gives() -> None:
    with second_process() as process:
        shares = share(TEXTS, process)
        assert shares.here
        assert shares.there
        assert formatted(shares, quiet) == alone()
    assert process.returncode is not None


def test_a_second_process_that_dies_changes_nothing() -> None:
    for when in ("before", "after"):
        with second_process() as process:
            if when == "before":
                process.kill()
                process.wait()
            shares = share(TEXTS, process)
            process.kill()
            assert formatted(shares, quiet) == alone()


def test_text_that_is_no_python_is_told_wherever_it_went() -> None:
    for path in ("m0.py", "m1.py"):
        with second_process() as process, pytest.raises(GeneratorBug, match=path):
            formatted(share({**TEXTS, path: "x = = 1\n" * 600}, process), quiet)


def test_little_is_left_to_the_second_process() -> None:
    texts = {"a.py": "x  =  1\n", "b.py": "y = [ 1 ]\n"}
    with second_process() as process:
        shares = share(texts, process)
        assert (shares.here, shares.there) == ({}, texts)
        assert formatted(shares, quiet) == format_python(texts)
    with second_process() as process:
        assert formatted(share({}, process), quiet) == {}


def test_one_process_does_all_alone() -> None:
    assert formatted(share(TEXTS, None), quiet) == alone()
