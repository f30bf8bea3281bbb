"""The documentation: Markdown pages."""

from __future__ import annotations

from ..model.api import Api
from .output import OutputFile
from .templates import Templates


def docs_files(api: Api, templates: Templates) -> list[OutputFile]:
    """The documentation of an API, below ``docs/``."""
    return []
