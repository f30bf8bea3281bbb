"""The OpenAPI document as a target."""

from __future__ import annotations

from ...model.api import Api
from ..description.document import document_text
from ..target import OutputFile, Target
from ..templates import Templates


def files(api: Api, templates: Templates) -> list[OutputFile]:
    """The document, below ``openapi/``. No template takes part."""
    return [OutputFile(f"openapi/{api.package}.json", document_text(api))]


TARGET = Target("openapi", files)
