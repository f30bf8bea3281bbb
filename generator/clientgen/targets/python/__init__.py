"""The Python target: a typed client package."""

from __future__ import annotations

from ...model.api import Api
from ..output import OutputFile
from ..templates import Templates
from .models import model_files
from .package import package_files
from .quickstart import readme_file
from .resources import resource_files


def python_files(api: Api, templates: Templates) -> list[OutputFile]:
    """The distribution of an API's client, below ``python/``."""
    return [
        readme_file(api, templates),
        *package_files(api, templates),
        *model_files(api, templates),
        *resource_files(api, templates),
    ]
