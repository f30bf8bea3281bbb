"""The documentation site: pages of HTML, each with a twin in Markdown."""

from __future__ import annotations

from ..target import Target
from .pages import files

TARGET = Target("site", files, default=False, since=files)
