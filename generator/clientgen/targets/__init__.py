"""Targets turn an API into the contents of files: what each says; templates say how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from jinja2 import BytecodeCache

from ..model.api import Api
from .docs import docs_files
from .openapi import openapi_files
from .output import OutputFile
from .python import python_files
from .templates import Templates, load_templates

TARGETS: dict[str, Callable[[Api, Templates], list[OutputFile]]] = {
    "python": python_files,
    "docs": docs_files,
    "openapi": openapi_files,
}


def render(
    api: Api,
    names: Sequence[str],
    templates: Path | None = None,
    compiled: Callable[[Path], BytecodeCache | None] = lambda folder: None,
) -> Iterator[list[OutputFile]]:
    """Make the files of some targets.

    Args:
        api: The API.
        names: Names of targets, see :data:`TARGETS`.
        templates: A folder whose templates replace those that come with clientgen.
        compiled: See :func:`clientgen.targets.templates.load_templates`.

    Yields:
        The files of one target after the other.
    """
    prepared = load_templates(templates, compiled)
    for name in names:
        yield TARGETS[name](api, prepared)
