"""Targets turn an API into the contents of files: what each says; templates say how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

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
    version: str = "",
) -> Iterator[list[OutputFile]]:
    """Make the files of some targets.

    Args:
        api: The API.
        names: Names of targets, see :data:`TARGETS`.
        templates: A folder whose templates replace those that come with clientgen.

        version: See :func:`clientgen.targets.templates.load_templates`.

    Yields:
        The files of one target after the other.
    """
    prepared = load_templates(templates, version)
    for name in names:
        yield TARGETS[name](api, prepared)
