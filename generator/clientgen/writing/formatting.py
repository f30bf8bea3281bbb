"""Formatting of generated Python, with Black as a library."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .digests import black_year
from .errors import GeneratorBug
from .manifest import sha256

if TYPE_CHECKING:
    from black.mode import Mode

LINE_LENGTH = 88
TARGET = "py311"


def unformatted_digest(text: str) -> str:
    """Digest of a text and of all else that decides what it looks like when formatted."""
    head = f"black {black_year()} {TARGET} {LINE_LENGTH}\n"
    return sha256((head + text).encode())


Tell = Callable[[str], None]
Submit = Callable[[Mapping[str, str]], Callable[[Tell], dict[str, str]]]
"""Takes text by path, and gives what waits for the same texts, formatted."""


@contextmanager
def one_process() -> Iterator[Submit]:
    """Format in this process, when the texts are asked for."""
    yield lambda texts: lambda tell: format_python(texts, tell)


def format_python(
    texts: Mapping[str, str],
    tell: Tell = lambda what: None,
) -> dict[str, str]:
    """Format Python files.

    Args:
        texts: Text by path; the path is for messages only.
        tell: Told what is being done.

    Returns:
        Formatted text by path.

    Raises:
        GeneratorBug: A text is no Python.
    """
    if not texts:
        return {}
    from black.mode import Mode, TargetVersion

    mode = Mode(
        target_versions={TargetVersion[TARGET.upper()]}, line_length=LINE_LENGTH
    )
    formatted: dict[str, str] = {}
    with garbage_left() as collect:
        for path, text in texts.items():
            tell(f"formatting {len(formatted) + 1} of {len(texts)} files")
            formatted[path] = _format(path, text, mode)
            collect()
    return formatted


@contextmanager
def garbage_left() -> Iterator[Callable[[], object]]:
    """Leave garbage lying, but for calls of the function that this gives.

    Python looks for garbage again and again while Black builds a tree, and finds none: that
    is a quarter of the time. All of it is there when the file is done.
    """
    enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


def _format(path: str, text: str, mode: Mode) -> str:
    from black import format_str
    from black.parsing import InvalidInput

    try:
        return compiled(path, format_str(text, mode=mode))
    except InvalidInput as error:
        raise GeneratorBug(f"{path} is no valid Python: {error}") from error


def compiled(path: str, text: str) -> str:
    """A text that the compiler takes: some mistakes are seen by it alone.

    Raises:
        GeneratorBug: It does not, such as for two arguments of one name.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(text, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise GeneratorBug(f"{path} is no valid Python: {error}") from error
    return text
