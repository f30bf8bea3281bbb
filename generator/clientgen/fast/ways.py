"""All that the pipeline knows of this folder. Modules load when they are used."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from ..speed import Speed

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

    from ..reading.grammars import Kind
    from ..reading.nodes import Table
    from ..writing.digests import Inputs
    from ..writing.formatting import Submit


def _unchanged(root: str, made_from: Inputs, alone: bool) -> str | None:
    from .quick import unchanged

    return unchanged(root, made_from, alone=alone)


def _accepts(kind: Kind, root: Table) -> bool:
    from .accepting import accepts

    return accepts(kind, root)


def _compiled(folder: Path, version: str) -> BytecodeCache:
    from .compiled import Compiled

    return Compiled(folder, version)


def _formatting() -> AbstractContextManager[Submit]:
    from .ruff import ruff_first

    return ruff_first()


SPEED = Speed(_unchanged, _accepts, _compiled, _formatting)
