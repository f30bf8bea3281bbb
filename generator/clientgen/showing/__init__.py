"""What a spec says of one thing, as it is understood: for people at a terminal, and as data."""

from __future__ import annotations

from .pages import Page, page_of
from .things import UnknownNameError, find

__all__ = ["Page", "UnknownNameError", "find", "page_of"]
