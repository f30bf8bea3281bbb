"""A second process formats half of the text, and changes nothing else."""

from __future__ import annotations

import pytest

from generator.writing.errors import GeneratorBug
from generator.writing.formatting import format_python
from generator.writing.parallel import SMALLEST, format_in_two, second_process

TEXTS = {
    f"m{number}.py": "\n".join(
        f"def f{line}(a,b = {{'x':{number}}}): return '{line}é'" for line in range(150)
    )
    for number in range(30)
}


def quiet(what: str) -> None:
    """Say nothing."""


def test_two_processes_give_what_one_gives() -> None:
    assert sum(map(len, TEXTS.values())) > SMALLEST
    with second_process() as process:
        if process is None:
            pytest.skip("there is one processor")
        assert format_in_two(TEXTS, quiet, process) == format_python(TEXTS)
    assert process.returncode is not None


def test_a_second_process_that_dies_changes_nothing() -> None:
    with second_process() as process:
        if process is None:
            pytest.skip("there is one processor")
        process.kill()
        assert format_in_two(TEXTS, quiet, process) == format_python(TEXTS)


def test_text_that_is_no_python_is_told_wherever_it_went() -> None:
    for path in ("m0.py", "m1.py"):
        with second_process() as process, pytest.raises(GeneratorBug, match=path):
            format_in_two({**TEXTS, path: "x = = 1\n" * 600}, quiet, process)


def test_little_is_left_to_the_second_process() -> None:
    texts = {"a.py": "x  =  1\n", "b.py": "y = [ 1 ]\n"}
    with second_process() as process:
        if process is None:
            pytest.skip("there is one processor")
        assert format_in_two(texts, quiet, process) == format_python(texts)
        assert process.stdin is not None
        assert process.stdin.closed
    with second_process() as process:
        assert format_in_two({}, quiet, process) == {}
