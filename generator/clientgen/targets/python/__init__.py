"""The Python target: a typed client package."""

from __future__ import annotations

from ...model.api import Api
from ..surface.registry import names_of, problems
from ..target import OutputFile, Target
from ..templates import Templates
from .events import event_files
from .models import model_files
from .package import package_files
from .quickstart import readme_file
from .resources import resource_files


def _files(api: Api, templates: Templates) -> list[OutputFile]:
    """The distribution of an API's client, below ``python/``."""
    names = names_of(api)
    return [
        readme_file(api, templates),
        *package_files(api, names, templates),
        *event_files(api, names, templates),
        *model_files(api, names, templates),
        *resource_files(api, names, templates),
    ]


TARGET = Target("python", _files, black=(".py",), problems=problems)
