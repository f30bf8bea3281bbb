"""Where the pipeline can go a shorter way: the interface of :mod:`clientgen.fast`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

    from .reading.grammars import Kind
    from .reading.nodes import Table
    from .writing.digests import Inputs
    from .writing.formatting import Submit


class Speed(NamedTuple):
    """Shorter ways. Those here are the plain ones, which give the same answers.

    Attributes:
        unchanged: Whether a folder is, by its manifest's digests, what these inputs give:
            the manifest's text, or None when it has to be found out. The last argument
            says whether other people's files count as a change.
        accepts: Whether a file of a spec certainly keeps to the grammar.
        compiled: Where compiled templates are kept between runs.
        formatting: Formats Python while other files are still being made.
    """

    unchanged: Callable[[str, Inputs, bool], str | None]
    accepts: Callable[[Kind, Table], bool]
    compiled: Callable[[Path, str], BytecodeCache | None]
    formatting: Callable[[], AbstractContextManager[Submit]]


def _formatting() -> AbstractContextManager[Submit]:
    from .writing.formatting import one_process

    return one_process()


PLAIN = Speed(
    unchanged=lambda root, made_from, alone: None,
    accepts=lambda kind, root: False,
    compiled=lambda folder, version: None,
    formatting=_formatting,
)
