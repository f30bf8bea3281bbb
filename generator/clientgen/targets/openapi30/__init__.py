"""The OpenAPI document in the words of OpenAPI 3.0, for tools that know no later one."""

from __future__ import annotations

from ...model.api import Api
from ..description.document import document
from ..description.older import older
from ..sinks import json_text
from ..target import OutputFile, Target
from ..templates import Templates


def files(api: Api, templates: Templates) -> list[OutputFile]:
    """The document, below ``openapi30/``. No template takes part."""
    text = json_text(older(document(api))) + "\n"
    return [OutputFile(f"openapi30/{api.package}.json", text)]


TARGET = Target("openapi30", files)
