"""The Python target: a typed client package."""

from __future__ import annotations

from ...model.api import Api
from ..target import OutputFile, Target
from ..templates import Templates
from .models import model_files
from .package import package_files
from .quickstart import readme_file
from .resources import resource_files


def _files(api: Api, templates: Templates) -> list[OutputFile]:
    """The distribution of an API's client, below ``python/``."""
    return [
        readme_file(api, templates),
        *package_files(api, templates),
        *model_files(api, templates),
        *resource_files(api, templates),
    ]


TARGET = Target("python", _files, black=(".py",))
