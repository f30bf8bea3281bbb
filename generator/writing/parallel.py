"""A second process that formats half of the files, where there is a second processor.

Formatting is most of the time of a run that writes everything. The process is started early,
so that it has loaded Black by the time there is something to format; little text is all left
to it, so that this process need not load Black. Take this module away, and every run takes
longer, and gives the same bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from .formatting import format_python

SMALLEST = 100_000
"""Characters of text that are worth loading Black in this process, too."""

Tell = Callable[[str], None]
Half = subprocess.Popen[bytes]


@contextmanager
def second_process() -> Iterator[Half | None]:
    """Start the process, and see that it ends."""
    if not sys.executable or _processors() < 2:
        yield None
        return
    # The same interpreter and the same modules, whatever the working directory holds.
    command = [sys.executable, "-P", "-c", f"import {__name__} as half; half.serve()"]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve() -> None:
    """What the second process does: read texts, format them, write them."""
    import black  # noqa: F401  # loaded while there is nothing to format yet

    texts = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(json.dumps(format_python(texts)).encode())


def format_in_two(
    texts: Mapping[str, str], tell: Tell, process: Half | None
) -> dict[str, str]:
    """Format Python files, half of them in another process.

    Args:
        texts: Text by path.
        tell: Told what is being done.
        process: The second process, not yet used; None when there is none.

    Returns:
        Formatted text by path.

    Raises:
        GeneratorBug: A text is no Python.
    """
    if process is None or not texts:
        return format_python(texts, tell)
    much = sum(map(len, texts.values())) >= SMALLEST
    here, there = _halves(texts) if much else ({}, dict(texts))
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(there).encode())
        process.stdin.close()
    except OSError:
        return format_python(texts, tell)
    formatted = format_python(here, tell)
    tell("formatting")
    assert process.stdout is not None
    answer = process.stdout.read()
    try:
        formatted |= json.loads(answer)
    except ValueError:
        # It died, perhaps of a text that is no Python: find out here.
        formatted |= format_python(there, tell)
    return formatted


def _halves(texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    halves: tuple[dict[str, str], dict[str, str]] = ({}, {})
    sizes = [0, 0]
    for path, text in sorted(texts.items(), key=lambda item: (-len(item[1]), item[0])):
        lighter = sizes[0] > sizes[1]
        halves[lighter][path] = text
        sizes[lighter] += len(text)
    return halves
