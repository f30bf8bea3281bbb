"""Ruff formats first: it writes what Black writes, a hundred times faster.

Formatting is most of the time of a run that writes everything; with Black alone, a client of
1,200 operations takes a minute. The two differ where a long line cannot be broken, and in
returned types that are broken: files with such a line are Black's, but for the lines that
both leave as they are. ``tests/fast/test_ruff.py`` holds the two together.

Ruff starts when texts are submitted, and works while the files of other targets are made.
Take this module away, or Ruff, and every run takes longer, and gives the same bytes.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ..writing.digests import black_year
from ..writing.formatting import (
    LINE_LENGTH,
    TARGET,
    Submit,
    compiled,
    format_python,
)
from .annotations import with_parentheses

_YEAR = "26"
_VERSIONS = ">=0.15,<0.18"
"""Black's style of this year is that of these versions of Ruff."""
# Imports from a module of a long name, and words that are an item or a key with its value.
_ALIKE = re.compile(
    r' *(from [.\w]+ import \(|\w+,|"[^"\\]*",|"[^"\\]*": ("[^"\\]*"|\w+),)'
).fullmatch
_BROKEN_RETURN = re.compile(r"\) -> .*[\[(]$", re.M).search

Tell = Callable[[str], None]
Process = subprocess.Popen[bytes]


@contextmanager
def ruff_first() -> Iterator[Submit]:
    """Format by Ruff, and by Black what it does not do alike."""
    if black_year() != _YEAR:
        yield lambda texts: lambda tell: format_python(texts, tell)
        return
    with ExitStack() as stack:

        def submit(texts: Mapping[str, str]) -> Callable[[Tell], dict[str, str]]:
            try:
                from ruff import find_ruff_bin  # type: ignore[import-untyped]

                program = find_ruff_bin()
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                process = stack.enter_context(_begun(program, folder, texts))
            except (ImportError, OSError):
                return lambda tell: format_python(texts, tell)
            return lambda tell: formatted(texts, folder, process, tell)

        yield submit


@contextmanager
def _begun(program: str, folder: Path, texts: Mapping[str, str]) -> Iterator[Process]:
    """Write texts to files, called by their numbers, and let Ruff format them."""
    for number, text in enumerate(texts.values()):
        path = folder / f"{number}.py"
        path.write_text(with_parentheses(text), "utf-8", newline="\n")
    # Nothing of where the folder happens to be has a say.
    command = [program, "format", "--isolated", "--no-cache", "--quiet"]
    command += ["--no-respect-gitignore", "--config", "exclude = []"]
    command += ["--config", f"required-version = '{_VERSIONS}'"]
    command += [f"--line-length={LINE_LENGTH}", f"--target-version={TARGET}", "."]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def formatted(
    texts: Mapping[str, str], folder: Path, process: Process, tell: Tell
) -> dict[str, str]:
    """Wait for Ruff, and let Black do the rest.

    Args:
        texts: Text by path.
        folder: Where Ruff formats it.
        process: Ruff.
        tell: Told what is being done.

    Returns:
        Formatted text by path.

    Raises:
        GeneratorBug: A text is no Python.
    """
    tell("formatting")
    done: dict[str, str] = {}
    if process.wait() == 0:
        for number, path in enumerate(texts):
            text = (folder / f"{number}.py").read_text("utf-8")
            if _is_blacks(text):
                done[path] = compiled(path, text)
    left = {path: text for path, text in texts.items() if path not in done}
    return done | format_python(left, tell)


def _is_blacks(text: str) -> bool:
    """Whether a text that Ruff has formatted is certainly as Black would have it."""
    long = (line for line in text.split("\n") if len(line) > LINE_LENGTH)
    return all(map(_ALIKE, long)) and not _BROKEN_RETURN(text)
