"""An OpenAPI 3.1 document."""

from __future__ import annotations

from ..target import Target
from .document import files

__all__ = ["TARGET"]

TARGET = Target("openapi", files)
