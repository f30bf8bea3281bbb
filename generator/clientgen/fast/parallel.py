"""A second process that formats, where there is a second processor.

Formatting is most of the time of a run that writes everything, and half of the time of one
that writes two files. The process is started first of all, so that it has loaded Black by
the time there is something to format, and formats while this process fills the templates of
the other targets. Take this module away, and every run takes longer (1.9 s instead of 1.2
for an empty folder), and gives the same bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from ..writing.formatting import Submit, format_python
from .layout import lay_out

_AHEAD = 80_000
"""Characters that are formatted in the time in which this process makes all files that are
no Python, and loads Black; so this process need not load it when there are fewer."""

Tell = Callable[[str], None]
Half = subprocess.Popen[bytes]


class Shares(NamedTuple):
    """Text by path, shared out.

    Attributes:
        here: What this process has to format.
        there: What the second process has got.
        process: The second process.
    """

    here: Mapping[str, str]
    there: Mapping[str, str]
    process: Half | None


@contextmanager
def two_processes() -> Iterator[Submit]:
    """Let a second process format a share of the first texts that are submitted.

    They are by far the most, and are formatted while the files of other targets are made.
    """
    with second_process() as process:
        unused = [process]

        def submit(texts: Mapping[str, str]) -> Callable[[Tell], dict[str, str]]:
            shares = share(texts, unused.pop() if unused else None)
            return lambda tell: formatted(shares, tell)

        yield submit


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
    sys.stdout.buffer.write(json.dumps(format_python(texts, lay_out=lay_out)).encode())
    sys.stdout.buffer.flush()
    # The other one waits for the end, and Black takes 50 ms to unload.
    os._exit(0)


def share(texts: Mapping[str, str], process: Half | None) -> Shares:
    """Let the second process begin with its share of texts.

    Args:
        texts: Text by path.
        process: The second process, not yet used; None when there is none.
    """
    if process is None or not texts:
        return Shares(texts, {}, None)
    here, there = _halves(texts)
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(there).encode())
        process.stdin.close()
    except OSError:
        return Shares(texts, {}, None)
    return Shares(here, there, process)


def formatted(shares: Shares, tell: Tell) -> dict[str, str]:
    """Format this process's share, and wait for the other.

    Args:
        shares: What :func:`share` has given.
        tell: Told what is being done.

    Returns:
        Formatted text by path.

    Raises:
        GeneratorBug: A text is no Python.
    """
    done = format_python(shares.here, tell, lay_out)
    if shares.process is None:
        return done
    tell("formatting")
    assert shares.process.stdout is not None
    answer = shares.process.stdout.read()
    try:
        done |= json.loads(answer)
    except ValueError:
        # It died, perhaps of a text that is no Python: find out here.
        done |= format_python(shares.there, tell, lay_out)
    return done


def _halves(texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    halves: tuple[dict[str, str], dict[str, str]] = ({}, {})
    sizes = [_AHEAD, 0]
    for path, text in sorted(texts.items(), key=lambda item: (-len(item[1]), item[0])):
        lighter = sizes[0] > sizes[1]
        halves[lighter][path] = text
        sizes[lighter] += len(text)
    return halves
